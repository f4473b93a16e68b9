using System.Text.Json;
using NodeProto.Primitives;

namespace NodeProto.Consensus;

/// <content>Writing.</content>
public static partial class GenesisFile
{
    /// <summary>A block that no chain reaches; the largest number that every reader of JSON keeps exactly.</summary>
    private const ulong Never = (1UL << 53) - 1;

    /// <summary>
    /// Writes a genesis in geth's format. The bytes depend on its content only, and parsing them gives the same genesis and, written
    /// again, the same bytes.
    /// </summary>
    public static byte[] Write(Genesis genesis)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteString("name", genesis.Spec.Name);
            WriteConfig(json, genesis);
            WriteFields(json, genesis.Header);
            json.WriteStartObject("alloc");
            foreach (GenesisAccount account in genesis.Accounts)
            {
                WriteAccount(json, account);
            }
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    private static void WriteConfig(Utf8JsonWriter json, Genesis genesis)
    {
        ChainSpec spec = genesis.Spec;
        json.WriteStartObject("config");
        json.WriteNumber("chainId", spec.ChainId);
        foreach (GenesisConfig.ForkKey key in GenesisConfig.ForkKeys)
        {
            if (StartOf(key, spec) is { } start)
            {
                json.WriteNumber(key.Name, start);
            }
        }
        if (spec.DaoForkBlock is not null)
        {
            json.WriteBoolean("daoForkSupport", spec.DaoForkSupported);
        }
        if (spec.Forks.TerminalTotalDifficulty is { } terminal)
        {
            json.WritePropertyName("terminalTotalDifficulty");
            json.WriteRawValue(terminal.ToString());
            if (genesis.Header.Difficulty >= terminal)
            {
                json.WriteBoolean("terminalTotalDifficultyPassed", value: true); // For readers that find the merge by it.
            }
        }
        json.WriteString("depositContractAddress", spec.DepositContract.ToString());
        json.WriteStartObject("ethash");
        json.WriteEndObject();
        json.WriteStartObject("blobSchedule");
        foreach (BlobScheduleEntry entry in spec.Blobs.Entries)
        {
            json.WriteStartObject(entry.Name);
            json.WriteNumber("target", entry.Parameters.Target);
            json.WriteNumber("max", entry.Parameters.Max);
            json.WriteNumber("baseFeeUpdateFraction", entry.Parameters.BaseFeeUpdateFraction);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static ulong? StartOf(in GenesisConfig.ForkKey key, ChainSpec spec)
    {
        if (key.Fork is { } fork)
        {
            // Where the key is missing, readers let Petersburg begin with Constantinople: a chain without it says that it never does.
            bool isLeftOut = fork == Fork.Petersburg && spec.Forks.StartOf(Fork.Constantinople) is not null;
            return spec.Forks.StartOf(fork) ?? (isLeftOut ? Never : null);
        }
        switch (key.Name)
        {
            case "daoForkBlock":
                return spec.DaoForkBlock?.Value;
            case "mergeNetsplitBlock":
                return spec.MergeNetsplitBlock?.Value;
            default:
                foreach (BlobScheduleEntry entry in spec.Blobs.Entries)
                {
                    if (key.Name.Length == entry.Name.Length + 4 && key.Name.StartsWith(entry.Name, StringComparison.Ordinal))
                    {
                        return entry.Timestamp; // bpo1Time for bpo1.
                    }
                }
                return null;
        }
    }

    private static void WriteFields(Utf8JsonWriter json, Header header)
    {
        json.WriteString("nonce", $"0x{header.Nonce:x}");
        json.WriteString("timestamp", $"0x{header.Timestamp:x}");
        json.WriteString("extraData", HexText.Encode(header.ExtraData.Span));
        json.WriteString("gasLimit", $"0x{header.GasLimit:x}");
        json.WriteString("difficulty", Quantity(header.Difficulty));
        json.WriteString("mixHash", header.MixHash.ToString());
        json.WriteString("coinbase", header.Beneficiary.ToString());
        json.WriteString("number", "0x0");
        json.WriteString("gasUsed", $"0x{header.GasUsed:x}");
        json.WriteString("parentHash", header.ParentHash.ToString());
        if (header.BaseFeePerGas is { } baseFee)
        {
            json.WriteString("baseFeePerGas", Quantity(baseFee));
        }
        if (header.ExcessBlobGas is { } excess)
        {
            json.WriteString("excessBlobGas", $"0x{excess:x}");
        }
        if (header.BlobGasUsed is { } used)
        {
            json.WriteString("blobGasUsed", $"0x{used:x}");
        }
    }

    private static void WriteAccount(Utf8JsonWriter json, GenesisAccount account)
    {
        json.WriteStartObject(account.Address.ToString());
        json.WriteString("balance", Quantity(account.Balance));
        if (account.Nonce != 0)
        {
            json.WriteString("nonce", $"0x{account.Nonce:x}");
        }
        if (!account.Code.IsEmpty)
        {
            json.WriteString("code", HexText.Encode(account.Code.Span));
        }
        if (account.Storage.Count > 0)
        {
            GenesisSlot[] slots = [.. account.Storage];
            Array.Sort(slots, static (left, right) => left.Slot.CompareTo(right.Slot));
            json.WriteStartObject("storage");
            foreach (GenesisSlot slot in slots)
            {
                json.WriteString(Word(slot.Slot), Word(slot.Value));
            }
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    /// <summary>32 bytes.</summary>
    private static string Word(in UInt256 value)
    {
        Span<byte> bytes = stackalloc byte[UInt256.Size];
        value.WriteBigEndian(bytes);
        return HexText.Encode(bytes);
    }

    /// <summary>Without leading zeros.</summary>
    private static string Quantity(in UInt256 value)
    {
        string digits = Word(value)[2..].TrimStart('0');
        return digits.Length == 0 ? "0x0" : $"0x{digits}";
    }
}
