using System.Text.Json;
using NodeProto.Consensus;
using NodeProto.Primitives;

namespace NodeProto.Node.TestSuites;

/// <summary>Reads values as the suites write them: quantities and bytes in hexadecimal text, of any length.</summary>
internal static class SuiteJson
{
    /// <summary>A member that may be absent or null.</summary>
    public static JsonElement? Optional(this JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object
        && parent.TryGetProperty(name, out JsonElement value)
        && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    /// <summary>A member that must be there.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public static JsonElement Member(this JsonElement parent, string name) =>
        parent.ValueKind != JsonValueKind.Object ? throw new FormatException($"{Shown(parent)} stands where '{name}' is looked for")
        : parent.TryGetProperty(name, out JsonElement value) ? value
        : throw new FormatException($"'{name}' is missing");

    /// <summary>Whether a case of a file has both members.</summary>
    public static bool HasCase(this JsonElement json, string first, string second)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return false;
        }
        foreach (JsonProperty test in json.EnumerateObject())
        {
            // One will do: a malformed case beside it must not make the file one of another format.
            if (test.Name != "_info" && test.Value.Has(first, second))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Whether a value has both members.</summary>
    public static bool Has(this JsonElement value, string first, string second) =>
        value.Optional(first) is not null && value.Optional(second) is not null;

    /// <summary>A quantity of at most 256 bits.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static UInt256 AsUInt256(this JsonElement value) =>
        value.Read(
            "a quantity",
            static value => value.ValueKind == JsonValueKind.Number ? UInt256.Parse(value.GetRawText()) : ParseUInt256(value.GetString())
        );

    /// <summary>A quantity of at most 64 bits.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static ulong AsUInt64(this JsonElement value) => value.Read("a quantity of 64 bits", static value => (ulong)value.AsUInt256());

    /// <summary>Bytes.</summary>
    public static byte[] AsBytes(this JsonElement value) => value.Read("bytes", static value => HexText.Decode(value.GetString()));

    /// <summary>A hash; fewer digits are filled up with zeros on the left.</summary>
    public static Hash256 AsHash(this JsonElement value)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Size];
        value.Read("a hash", static value => ParseUInt256(value.GetString())).WriteBigEndian(bytes);
        return new Hash256(bytes);
    }

    /// <summary>An address.</summary>
    public static Address AsAddress(this JsonElement value) => value.Read("an address", static value => Address.Parse(value.GetString()));

    /// <summary>The accounts of a state.</summary>
    public static List<GenesisAccount> AsAccounts(this JsonElement state)
    {
        List<GenesisAccount> accounts = [];
        foreach (JsonProperty account in state.EnumerateObject())
        {
            List<GenesisSlot> storage = [];
            foreach (JsonProperty slot in account.Value.Member("storage").EnumerateObject())
            {
                storage.Add(new(ParseUInt256(slot.Name), slot.Value.AsUInt256()));
            }
            accounts.Add(
                new GenesisAccount(Address.Parse(account.Name), account.Value.Member("balance").AsUInt256())
                {
                    Nonce = account.Value.Member("nonce").AsUInt64(),
                    Code = account.Value.Member("code").AsBytes(),
                    Storage = storage,
                }
            );
        }
        return accounts;
    }

    private static T Read<T>(this JsonElement value, string kind, Func<JsonElement, T> read)
    {
        try
        {
            return read(value);
        }
        catch (Exception failure) when (failure is FormatException or OverflowException or InvalidOperationException)
        {
            throw new FormatException($"{Shown(value)} is not {kind}", failure);
        }
    }

    private static string Shown(JsonElement value)
    {
        const int LettersMax = 80;
        string text = value.GetRawText();
        return text.Length <= LettersMax ? text : text[..LettersMax] + "…";
    }

    private static UInt256 ParseUInt256(string? text) =>
        text is null or "" or "0x" ? UInt256.Zero
        : text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? UInt256.Parse(TrimZeros(text))
        : UInt256.Parse(text);

    // Some files write more than 64 digits, with zeros in front.
    private static string TrimZeros(string text) => text.Length <= 66 ? text : "0x0" + text.AsSpan(2).TrimStart('0').ToString();
}
