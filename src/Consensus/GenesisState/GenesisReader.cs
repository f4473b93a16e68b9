using System.Text.Json;
using NodeProto.Primitives;

namespace NodeProto.Consensus;

/// <summary>Reads values out of a genesis file; every error names the file, the JSON path and what is allowed there.</summary>
/// <param name="file">Name of the file, for errors.</param>
internal sealed class GenesisReader(string file)
{
    private const string Remedy = "Correct the genesis file and start again.";

    /// <summary>A member that may be absent or null.</summary>
    public static JsonElement? Optional(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A member that must be there.</summary>
    public JsonElement Required(JsonElement parent, string path, string name) =>
        Optional(parent, name)
        ?? throw Error(NodeErrorCode.GenesisKeyMissing, $"key '{name}' is missing", path.Length == 0 ? "top level" : path);

    /// <summary>Makes sure that a value is an object.</summary>
    public JsonElement AsObject(JsonElement value, string path) =>
        value.ValueKind == JsonValueKind.Object ? value : throw Bad(value, path, "an object");

    /// <summary>A quantity of at most 256 bits: a number, or text in decimal or with <c>0x</c>; <c>0x</c> alone is 0, as in old files.</summary>
    public UInt256 AsUInt256(JsonElement value, string path)
    {
        string? text = value.ValueKind switch
        {
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.String => value.GetString(),
            _ => null,
        };
        if (string.Equals(text, "0x", StringComparison.OrdinalIgnoreCase))
        {
            return UInt256.Zero;
        }
        return text is not null && UInt256.TryParse(text, out UInt256 number)
            ? number
            : throw Bad(value, path, "a quantity of at most 256 bits: a whole number, or text in decimal or with 0x");
    }

    /// <summary>A quantity of at most 64 bits.</summary>
    public ulong AsUInt64(JsonElement value, string path)
    {
        UInt256 number = AsUInt256(value, path);
        return number.IsUInt64 ? number.U0 : throw Bad(value, path, "a quantity of at most 64 bits");
    }

    /// <summary>True or false.</summary>
    public bool AsBoolean(JsonElement value, string path) =>
        value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw Bad(value, path, "true or false"),
        };

    /// <summary>Bytes as text, with or without <c>0x</c>.</summary>
    public byte[] AsBytes(JsonElement value, string path)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            ReadOnlySpan<char> digits = HexText.WithoutPrefix(value.GetString());
            byte[] bytes = new byte[digits.Length / 2];
            if (digits.Length % 2 == 0 && HexText.TryDecodeExact(digits, bytes))
            {
                return bytes;
            }
        }
        throw Bad(value, path, "bytes: an even number of hexadecimal digits after 0x");
    }

    /// <summary>32 bytes; fewer digits are filled up with zeros on the left.</summary>
    public Hash256 AsHash(JsonElement value, string path)
    {
        if (value.ValueKind == JsonValueKind.String && TryParseWord(value.GetString(), out UInt256 word))
        {
            Span<byte> bytes = stackalloc byte[Hash256.Size];
            word.WriteBigEndian(bytes);
            return new Hash256(bytes);
        }
        throw Bad(value, path, "at most 32 bytes as hexadecimal digits after 0x");
    }

    /// <summary>A 32-byte word in hexadecimal digits, as storage slots and values are written, with or without <c>0x</c>.</summary>
    public UInt256 AsWord(string? text, JsonElement value, string path) =>
        TryParseWord(text, out UInt256 word) ? word : throw Bad(value, path, "at most 32 bytes as hexadecimal digits after 0x");

    /// <summary>An address in text, with or without <c>0x</c>.</summary>
    public Address AsAddress(JsonElement value, string path) =>
        value.ValueKind == JsonValueKind.String && Address.TryParse(value.GetString(), out Address address)
            ? address
            : throw Bad(value, path, "an address: 40 hexadecimal digits after 0x");

    /// <summary>An error at a value.</summary>
    public NodeException Bad(JsonElement value, string path, string allowed)
    {
        string text = value.GetRawText();
        return Error(
            NodeErrorCode.GenesisValueBad,
            $"{(text.Length > 80 ? string.Concat(text.AsSpan(0, 80), "…") : text)} is not {allowed}",
            path
        );
    }

    /// <summary>An error at a place.</summary>
    public NodeException Error(NodeErrorCode code, string what, string path) => new(code, what, $"{file}, {path}", Remedy);

    private static bool TryParseWord(string? text, out UInt256 word)
    {
        word = default;
        ReadOnlySpan<char> digits = HexText.WithoutPrefix(text);
        return digits.Length == 0 ? text is not null : digits.Length <= 64 && UInt256.TryParse($"0x{digits}", out word);
    }
}
