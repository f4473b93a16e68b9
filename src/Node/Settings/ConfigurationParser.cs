using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using NodeProto.Node.CommandLine;
using NodeProto.Primitives;

namespace NodeProto.Node.Settings;

/// <summary>Reads a configuration: one flat JSON object; comments and a comma after the last value are allowed.</summary>
/// <remarks>It reads tokens and not a document, since an error and <c>config show</c> name the line of a key.</remarks>
internal ref struct ConfigurationParser
{
    private static readonly JsonReaderOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private readonly string _path;
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly List<ConfigurationEntry> _entries = [];
    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal); // Of the keys.
    private Utf8JsonReader _json;
    private int _lineAt; // Positions only grow, so that no line is counted twice.
    private int _line = 1;

    private ConfigurationParser(string path, ReadOnlySpan<byte> bytes)
    {
        _path = path;
        _bytes = bytes;
        _json = new Utf8JsonReader(bytes, Options);
    }

    /// <summary>Reads a configuration.</summary>
    /// <param name="path">The file, for errors.</param>
    /// <param name="bytes">What it holds, UTF-8 with or without a mark at its beginning.</param>
    /// <exception cref="NodeException">It is no flat JSON object, or has a key twice.</exception>
    public static ConfigurationFile Parse(string path, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> text = bytes.StartsWith("\uFEFF"u8) ? bytes["\uFEFF"u8.Length..] : bytes;
        ConfigurationParser parser = new(path, text);
        if (!Utf8.IsValid(text))
        {
            throw parser.Malformed("it is not text in UTF-8", FirstInvalid(text));
        }
        if (text.IndexOfAnyExcept(" \t\r\n"u8) < 0)
        {
            throw parser.Malformed("it is empty", 0);
        }
        try
        {
            parser.ReadAll();
        }
        catch (JsonException error)
        {
            string place = error.LineNumber is { } line ? $", line {line + 1}, byte {error.BytePositionInLine + 1}" : "";
            bool isOther = Path.GetExtension(path).ToLowerInvariant() is ".toml" or ".yaml" or ".yml" or ".ini";
            throw Malformed(path + place, $"{(isOther ? "it must be JSON, and is not: " : "")}{Sentence(error.Message)}");
        }
        catch (InvalidOperationException error)
        {
            // Half a surrogate pair in a string: JSON by its grammar, yet no text.
            throw parser.Malformed(Sentence(error.Message), (int)parser._json.TokenStartIndex);
        }
        return new ConfigurationFile(path, parser._entries);
    }

    private void ReadAll()
    {
        _json.Read();
        if (_json.TokenType != JsonTokenType.StartObject)
        {
            throw Malformed($"it holds {Kind(_json.TokenType)} and no object", (int)_json.TokenStartIndex);
        }
        while (_json.Read() && _json.TokenType != JsonTokenType.EndObject)
        {
            ReadEntry();
        }
        _json.Read(); // Whatever follows the object is an error, which the reader reports.
    }

    private void ReadEntry()
    {
        int at = (int)_json.TokenStartIndex;
        string key = _json.GetString()!;
        if (_lines.TryGetValue(key, out int before))
        {
            throw Malformed($"\"{key}\" stands on line {before} already", at);
        }
        int line = MoveTo(at);
        _lines.Add(key, line);
        _json.Read();
        string text = _json.TokenType switch
        {
            JsonTokenType.String => ReadText(key, at),
            JsonTokenType.Number => Encoding.UTF8.GetString(_json.ValueSpan),
            JsonTokenType.True => "true",
            JsonTokenType.False => "false",
            JsonTokenType.StartObject => throw Malformed(
                $"\"{key}\" holds an object; names are not nested, so that --db.sync is \"db.sync\"",
                at
            ),
            JsonTokenType.Null => throw Malformed($"\"{key}\" holds null; for the default leave the line out", at),
            JsonTokenType.StartArray => ReadList(key, at),
            _ => throw Malformed($"\"{key}\" holds {Kind(_json.TokenType)}; a value is a text, a number, true or false", at),
        };
        EntryKind kind = _json.TokenType switch
        {
            JsonTokenType.True or JsonTokenType.False => EntryKind.Truth,
            JsonTokenType.EndArray => EntryKind.List,
            _ => EntryKind.Scalar,
        };
        _entries.Add(new ConfigurationEntry(key, text, kind, line));
    }

    private string ReadList(string key, int at)
    {
        List<string> texts = [];
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            texts.Add(
                _json.TokenType == JsonTokenType.String
                    ? ReadText(key, at)
                    : throw Malformed($"\"{key}\" holds a list with {Kind(_json.TokenType)}; it can hold texts alone", at)
            );
        }
        return Setting.Join(texts);
    }

    private readonly string ReadText(string key, int at)
    {
        string text = _json.GetString()!;
        return text.Contains('\0', StringComparison.Ordinal)
            ? throw Malformed($"\"{key}\" holds the character U+0000, which can be in no path and no other value", at)
            : text;
    }

    private int MoveTo(int position)
    {
        _line += _bytes[_lineAt..position].Count((byte)'\n');
        _lineAt = position;
        return _line;
    }

    private readonly int LineOf(int position) => _bytes[..position].Count((byte)'\n') + 1;

    private readonly NodeException Malformed(string what, int position)
    {
        int lineBegin = _bytes[..position].LastIndexOf((byte)'\n') + 1;
        return Malformed($"{_path}, line {LineOf(position)}, byte {position - lineBegin + 1}", what);
    }

    private static NodeException Malformed(string where, string what) =>
        new(
            NodeErrorCode.ConfigurationFileMalformed,
            $"this is no configuration: {what}",
            where,
            "Write one JSON object with the names of options, such as {\"log-level\": \"debug\", \"commit-blocks\": 500}"
        );

    private static string Kind(JsonTokenType token) =>
        token switch
        {
            JsonTokenType.StartArray => "a list",
            JsonTokenType.StartObject => "an object",
            JsonTokenType.String => "a text",
            JsonTokenType.Number => "a number",
            JsonTokenType.Null => "null",
            _ => "a truth value",
        };

    /// <summary>The library's message without its own way to tell the place.</summary>
    private static string Sentence(string message)
    {
        int place = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (place < 0 ? message : message[..place]).TrimEnd('.');
    }

    private static int FirstInvalid(ReadOnlySpan<byte> text)
    {
        int position = 0;
        while (Rune.DecodeFromUtf8(text[position..], out _, out int length) == System.Buffers.OperationStatus.Done)
        {
            position += length;
        }
        return position;
    }
}
