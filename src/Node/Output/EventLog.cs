using System.Text;

namespace NodeProto.Node.Output;

/// <summary>How much is logged.</summary>
internal enum LogLevel
{
    /// <summary>Also what only developers need, such as stack traces.</summary>
    Debug,

    /// <summary>Progress and commits.</summary>
    Info,

    /// <summary>Something is wrong and the program goes on.</summary>
    Warning,

    /// <summary>Something failed.</summary>
    Error,
}

/// <summary>How a log line looks.</summary>
internal enum LogFormat
{
    /// <summary>For people.</summary>
    Text,

    /// <summary>One JSON object a line.</summary>
    Json,
}

/// <summary>Writes log lines to standard error. Thread-safe when the writer is.</summary>
/// <remarks>
/// A message is a sentence with the names of fields in braces: <c>"{stage}: at block {block}"</c>. A line of text is the sentence with the
/// values as people read them, and after it <c>name=value</c> for the fields that it does not name; a line of JSON is the sentence and each
/// field with its value. So both hold the same. Braces around anything else stay as they are.
/// </remarks>
internal sealed class EventLog(TextWriter writer, LogLevel level, LogFormat format, TimeProvider time)
{
    /// <summary>How lines look.</summary>
    public LogFormat Format => format;

    /// <summary>Whether lines of a level are written.</summary>
    public bool IsEnabled(LogLevel candidate) => candidate >= level;

    /// <summary>Writes a line of progress or of an event.</summary>
    public void Info(string message, params ReadOnlySpan<NamedValue> fields) => Write(LogLevel.Info, message, fields);

    /// <summary>Writes a warning.</summary>
    public void Warning(string message, params ReadOnlySpan<NamedValue> fields) => Write(LogLevel.Warning, message, fields);

    /// <summary>Writes what failed.</summary>
    public void Error(string message, params ReadOnlySpan<NamedValue> fields) => Write(LogLevel.Error, message, fields);

    /// <summary>Writes what only developers need.</summary>
    public void Debug(string message, params ReadOnlySpan<NamedValue> fields) => Write(LogLevel.Debug, message, fields);

    private void Write(LogLevel lineLevel, string message, ReadOnlySpan<NamedValue> fields)
    {
        if (!IsEnabled(lineLevel))
        {
            return;
        }
        writer.WriteLine(format == LogFormat.Json ? Json(lineLevel, message, fields) : Text(lineLevel, message, fields));
    }

    private string Text(LogLevel lineLevel, string message, ReadOnlySpan<NamedValue> fields)
    {
        StringBuilder line = new();
        line.Append($"{time.GetLocalNow():HH:mm:ss} ");
        if (lineLevel != LogLevel.Info)
        {
            line.Append(lineLevel.ToString().ToLowerInvariant()).Append(": ");
        }
        AppendSentence(line, message, fields);
        foreach (NamedValue field in fields)
        {
            if (!message.Contains($"{{{field.Name}}}", StringComparison.Ordinal))
            {
                line.Append(' ').Append(field.InPair());
            }
        }
        return line.ToString();
    }

    private string Json(LogLevel lineLevel, string message, ReadOnlySpan<NamedValue> fields)
    {
        StringBuilder sentence = new();
        AppendSentence(sentence, message, fields);
        // A span cannot be captured by the action below.
        NamedValue[] copied = fields.ToArray();
        return JsonText.Of(json =>
        {
            json.WriteStartObject();
            json.WriteString("time", time.GetUtcNow());
            json.WriteString("level", lineLevel.ToString().ToLowerInvariant());
            json.WriteString("message", sentence.ToString());
            foreach (NamedValue field in copied)
            {
                field.WriteTo(json);
            }
            json.WriteEndObject();
        });
    }

    /// <summary>Puts values in the place of their names; a value is never searched for names itself.</summary>
    private static void AppendSentence(StringBuilder text, string message, ReadOnlySpan<NamedValue> fields)
    {
        int done = 0;
        while (message.IndexOf('{', done) is >= 0 and int open)
        {
            int close = message.IndexOf('}', open);
            NamedValue? named = close < 0 ? null : Find(message.AsSpan(open + 1, close - open - 1), fields);
            text.Append(message, done, open - done).Append(named is { } field ? field.InSentence() : "{");
            done = named is null ? open + 1 : close + 1;
        }
        text.Append(message, done, message.Length - done);
    }

    private static NamedValue? Find(ReadOnlySpan<char> name, ReadOnlySpan<NamedValue> fields)
    {
        foreach (NamedValue field in fields)
        {
            if (name.SequenceEqual(field.Name))
            {
                return field;
            }
        }
        return null;
    }
}
