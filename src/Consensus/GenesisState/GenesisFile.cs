using System.Text.Json;
using NodeProto.Primitives;

namespace NodeProto.Consensus;

/// <summary>Genesis files in geth's JSON format: <c>config</c>, fields of the header, <c>alloc</c>.</summary>
/// <remarks>
/// Quantities may be numbers or text, in decimal or with <c>0x</c>; addresses and bytes may lack the <c>0x</c>. A key that is not
/// known changes nothing, as in geth, but is reported as a warning.
/// </remarks>
public static partial class GenesisFile
{
    // csharpier-ignore
    private static readonly HashSet<string> s_fields =
    [
        "config", "alloc", "name", "nonce", "timestamp", "extraData", "gasLimit", "difficulty", "mixHash", "mixhash", "coinbase",
        "number", "gasUsed", "parentHash", "baseFeePerGas", "excessBlobGas", "blobGasUsed",
    ];

    /// <summary>Longest file that is read: some hundred thousand accounts. Mainnet's has 0.7 MB; what is much longer is another file.</summary>
    public const int BytesMax = 64 * 1024 * 1024;

    private static readonly HashSet<string> s_accountFields = ["balance", "wei", "nonce", "code", "storage"];

    /// <summary>Reads a file from disk.</summary>
    /// <param name="path">The file.</param>
    /// <param name="warnings">Takes what was ignored, one sentence each.</param>
    /// <exception cref="NodeException">The file cannot be read or is no genesis file.</exception>
    public static Genesis Read(string path, ICollection<string>? warnings = null)
    {
        byte[] json;
        try
        {
            json = SmallFile.ReadAllBytes(path, BytesMax, "a genesis file");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NodeException(
                NodeErrorCode.GenesisFileUnreadable,
                $"genesis file cannot be read: {e.Message.TrimEnd('.')}",
                path,
                "Give a readable regular file, or the name of a built-in chain.",
                e
            );
        }
        return Parse(json, path, warnings);
    }

    /// <summary>Reads a file's bytes.</summary>
    /// <param name="json">The whole file; a byte order mark is skipped.</param>
    /// <param name="file">Its name, for errors and, without folder and ending, for the chain.</param>
    /// <param name="warnings">Takes what was ignored, one sentence each.</param>
    /// <exception cref="NodeException">The bytes are no genesis file; the error names the JSON path and what is allowed there.</exception>
    public static Genesis Parse(ReadOnlyMemory<byte> json, string file, ICollection<string>? warnings = null)
    {
        if (json.Span.StartsWith("\uFEFF"u8))
        {
            json = json["\uFEFF"u8.Length..];
        }
        GenesisReader reader = new(file);
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return Parse(document.RootElement, reader, Path.GetFileNameWithoutExtension(file), warnings ?? []);
        }
        catch (JsonException e)
        {
            string place = e.LineNumber is { } line ? $"line {line + 1}, byte {e.BytePositionInLine + 1}" : "top level";
            throw reader.Error(NodeErrorCode.GenesisFileNotJson, $"not JSON: {e.Message.TrimEnd('.')}", place);
        }
        catch (InvalidOperationException e)
        {
            // Half a surrogate pair in a string: JSON by its grammar, yet no text.
            throw reader.Error(NodeErrorCode.GenesisFileNotJson, $"not JSON: {e.Message.TrimEnd('.')}", "a string or key");
        }
    }

    private static Genesis Parse(JsonElement root, GenesisReader reader, string fileName, ICollection<string> warnings)
    {
        reader.AsObject(root, "top level");
        WarnOfUnknown(root, s_fields, "", warnings);
        string name = GenesisReader.Optional(root, "name") is { ValueKind: JsonValueKind.String } named ? named.GetString()! : fileName;
        GenesisFields fields = ParseFields(root, reader);
        JsonElement config = reader.AsObject(reader.Required(root, "", "config"), "config");
        ChainSpec spec = GenesisConfig.Parse(config, reader, name, warnings);
        List<GenesisAccount> accounts = ParseAccounts(reader.AsObject(reader.Required(root, "", "alloc"), "alloc"), reader, warnings);
        return Genesis.Create(spec, fields, accounts);
    }

    private static GenesisFields ParseFields(JsonElement root, GenesisReader reader)
    {
        if (Number("number") is not (null or 0))
        {
            throw reader.Bad(root.GetProperty("number"), "number", "0: a chain begins with block 0");
        }
        return new GenesisFields
        {
            Difficulty = reader.AsUInt256(reader.Required(root, "", "difficulty"), "difficulty"),
            GasLimit = reader.AsUInt64(reader.Required(root, "", "gasLimit"), "gasLimit"),
            Timestamp = Number("timestamp") ?? 0,
            Nonce = Number("nonce") ?? 0,
            GasUsed = Number("gasUsed") ?? 0,
            ParentHash = Hash("parentHash"),
            MixHash = GenesisReader.Optional(root, "mixHash") is null ? Hash("mixhash") : Hash("mixHash"),
            Beneficiary = GenesisReader.Optional(root, "coinbase") is { } coinbase ? reader.AsAddress(coinbase, "coinbase") : default,
            ExtraData = GenesisReader.Optional(root, "extraData") is { } extra ? ExtraData(extra) : default,
            BaseFeePerGas = GenesisReader.Optional(root, "baseFeePerGas") is { } fee ? reader.AsUInt256(fee, "baseFeePerGas") : null,
            ExcessBlobGas = Number("excessBlobGas"),
            BlobGasUsed = Number("blobGasUsed"),
        };

        ulong? Number(string name) => GenesisReader.Optional(root, name) is { } value ? reader.AsUInt64(value, name) : null;

        Hash256 Hash(string name) => GenesisReader.Optional(root, name) is { } value ? reader.AsHash(value, name) : default;

        // The header is stored as RLP, and has to come back from there.
        byte[] ExtraData(JsonElement value) =>
            reader.AsBytes(value, "extraData") is { Length: <= HeaderCodec.ExtraDataBytesMax } bytes
                ? bytes
                : throw reader.Bad(value, "extraData", $"at most {HeaderCodec.ExtraDataBytesMax} bytes");
    }

    private static List<GenesisAccount> ParseAccounts(JsonElement alloc, GenesisReader reader, ICollection<string> warnings)
    {
        List<GenesisAccount> accounts = [];
        HashSet<Address> seen = [];
        foreach (JsonProperty member in alloc.EnumerateObject())
        {
            string path = $"alloc.{member.Name}";
            if (!Address.TryParse(member.Name, out Address address))
            {
                throw reader.Error(
                    NodeErrorCode.GenesisValueBad,
                    $"key '{member.Name}' is no address: 40 hexadecimal digits after 0x",
                    "alloc"
                );
            }
            if (!seen.Add(address))
            {
                throw reader.Error(NodeErrorCode.GenesisValueBad, $"account {address} is listed twice", path);
            }
            accounts.Add(ParseAccount(address, reader.AsObject(member.Value, path), path, reader, warnings));
        }
        return accounts;
    }

    private static GenesisAccount ParseAccount(
        Address address,
        JsonElement value,
        string path,
        GenesisReader reader,
        ICollection<string> warnings
    )
    {
        WarnOfUnknown(value, s_accountFields, $"{path}.", warnings);

        // "wei" is the name of the balance in the oldest files.
        string balanceName = GenesisReader.Optional(value, "balance") is null ? "wei" : "balance";
        UInt256 balance = GenesisReader.Optional(value, balanceName) is { } wei
            ? reader.AsUInt256(wei, $"{path}.{balanceName}")
            : UInt256.Zero;
        return new GenesisAccount(address, balance)
        {
            Nonce = GenesisReader.Optional(value, "nonce") is { } nonce ? reader.AsUInt64(nonce, $"{path}.nonce") : 0,
            Code = GenesisReader.Optional(value, "code") is { } code ? reader.AsBytes(code, $"{path}.code") : default,
            Storage = GenesisReader.Optional(value, "storage") is { } storage
                ? ParseStorage(reader.AsObject(storage, $"{path}.storage"), $"{path}.storage", reader)
                : [],
        };
    }

    private static List<GenesisSlot> ParseStorage(JsonElement storage, string path, GenesisReader reader)
    {
        List<GenesisSlot> slots = [];
        HashSet<UInt256> seen = [];
        foreach (JsonProperty member in storage.EnumerateObject())
        {
            string slotPath = $"{path}.{member.Name}";
            UInt256 slot = reader.AsWord(member.Name, storage, slotPath);
            string? text = member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString() : null;
            if (!seen.Add(slot))
            {
                throw reader.Error(NodeErrorCode.GenesisValueBad, $"slot {slot} is listed twice", slotPath);
            }
            slots.Add(new GenesisSlot(slot, reader.AsWord(text, member.Value, slotPath)));
        }
        slots.Sort(static (left, right) => left.Slot.CompareTo(right.Slot));
        return slots;
    }

    private static void WarnOfUnknown(JsonElement value, HashSet<string> known, string prefix, ICollection<string> warnings)
    {
        foreach (JsonProperty member in value.EnumerateObject())
        {
            if (!known.Contains(member.Name))
            {
                warnings.Add($"'{prefix}{member.Name}' is not known and was ignored.");
            }
        }
    }
}
