using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using NodeProto.Db;
using NodeProto.Node.Commands;
using NodeProto.Primitives;

namespace NodeProto.Node.Output;

/// <summary>A row's bytes and what they mean.</summary>
/// <param name="Key">The key, in hexadecimal.</param>
/// <param name="KeyMeaning">The key as one types it: a block number or a name; empty when that says no more.</param>
/// <param name="Value">The value, in hexadecimal.</param>
/// <param name="Meaning">The value for people; empty when the bytes say it all.</param>
internal sealed record DecodedRow(string Key, string KeyMeaning, string Value, string Meaning)
{
    private const int BlocksNamedMax = 8;

    /// <summary>Decodes a row.</summary>
    public static DecodedRow Of(Table table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) =>
        new(HexText.Encode(key), MeaningOfKey(table, key), HexText.Encode(value), MeaningOf(table, key, value));

    private static string MeaningOfKey(Table table, ReadOnlySpan<byte> key)
    {
        if (TableKeys.IsText(table))
        {
            return Encoding.UTF8.GetString(key);
        }
        return TableKeys.IsByNumber(table) && key.Length >= sizeof(ulong) ? $"block {BinaryPrimitives.ReadUInt64BigEndian(key)}" : "";
    }

    private static string MeaningOf(Table table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (table == Tables.Headers)
        {
            return HeaderCodec.TryDecode(value, out Header header, out RlpError error)
                ? $"header {header.Hash}, parent {header.ParentHash}, state root {header.StateRoot}, time {header.Timestamp}, gas used {header.GasUsed}"
                : $"no header: {error}";
        }
        if (table == Tables.Bodies)
        {
            return BodyCodec.TryDecode(value, out Body body, out RlpError error)
                ? $"{body.Transactions.Count} transactions, {body.Ommers.Count} ommers, {body.Withdrawals?.Count ?? 0} withdrawals"
                : $"no body: {error}";
        }
        if (table == Tables.PruneCheckpoints)
        {
            PruneCheckpoint checkpoint = Tables.PruneCheckpoints.Codec.Decode(value);
            return $"keeps {checkpoint.Mode}; from block {checkpoint.FirstBlock} on";
        }
        if (table == Tables.StageCheckpoints)
        {
            StageCheckpoint checkpoint = Tables.StageCheckpoints.Codec.Decode(value);
            return $"block {checkpoint.Number} {checkpoint.Hash}";
        }
        if (table == Tables.Accounts)
        {
            Account account = Tables.Accounts.Codec.Decode(value);
            return $"nonce {account.Nonce}, balance {account.Balance} wei, code {account.CodeHash}";
        }
        if (table == Tables.TotalDifficulties || table == Tables.Storage)
        {
            return Tables.TotalDifficulties.Codec.Decode(value).ToString();
        }
        if (table == Tables.HeaderNumbers)
        {
            return $"block {Tables.HeaderNumbers.Codec.Decode(value)}";
        }
        if (table == Tables.Senders)
        {
            List<string> addresses = [];
            for (int i = 0; i + Address.Size <= value.Length; i += Address.Size)
            {
                addresses.Add(new Address(value.Slice(i, Address.Size)).ToString());
            }
            return addresses.Count == 0 ? "no transactions" : string.Join(", ", addresses);
        }
        if (table == Tables.Receipts)
        {
            return $"{Tables.Receipts.Codec.Decode(value).Count} receipts";
        }
        if (table == Tables.TransactionLookup)
        {
            TransactionLocation location = Tables.TransactionLookup.Codec.Decode(value);
            return $"transaction {location.Index} of block {location.Block}";
        }
        if (table == Tables.AccountHistory)
        {
            return Blocks(AccountHistoryKey.ReadFrom(key).Shard, Tables.AccountHistory.Codec.Decode(value));
        }
        if (table == Tables.StorageHistory)
        {
            return Blocks(StorageHistoryKey.ReadFrom(key).Shard, Tables.StorageHistory.Codec.Decode(value));
        }
        return table == Tables.Codes ? $"{value.Length} bytes of code" : "";
    }

    /// <summary>The blocks of a shard, the first ones by name.</summary>
    private static string Blocks(ulong shard, HistoryShard list)
    {
        StringBuilder text = new();
        int named = 0;
        foreach (ushort offset in list)
        {
            if (++named > BlocksNamedMax)
            {
                list.TryFindLast(HistoryShard.Blocks, out ushort last);
                text.Append(CultureInfo.InvariantCulture, $", … {HistoryShard.BlockAt(shard, last)}");
                break;
            }
            text.Append(named > 1 ? ", " : "").Append(HistoryShard.BlockAt(shard, offset));
        }
        return list.Count == 1 ? $"changed in block {text}" : $"changed in {list.Count} blocks: {text}";
    }
}
