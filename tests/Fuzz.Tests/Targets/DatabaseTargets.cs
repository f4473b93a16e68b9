using NodeProto.Db;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Fuzz.Tests;

/// <summary>Values of the tables: one byte with the table's number, then the value.</summary>
internal sealed class ValueTarget : Target
{
    public override string Name => "value";

    public override int Share => 300;

    public override bool Feed(byte[] input)
    {
        if (input.Length == 0 || input[0] >= Tables.All.Count)
        {
            return false;
        }
        try
        {
            Read(Tables.All[input[0]], input.AsSpan(1));
            return true;
        }
        catch (DatabaseCorruptException)
        {
            return false;
        }
    }

    protected override IReadOnlyList<byte[]> CreateSeeds()
    {
        using SampleDatabase sample = new();
        return [.. sample.Rows().Select(row => (byte[])[(byte)row.Table.Index, .. row.Value])];
    }

    protected override byte[] Change(byte[] input, byte[] other, Random random) =>
        input.Length == 0 ? Bytes.Change(input, other, random) : [input[0], .. Bytes.Change(input[1..], other[1..], random)];

    private static void Read(Table table, ReadOnlySpan<byte> value)
    {
        switch (table)
        {
            case Table<BlockNumber, Hash256> or Table<Hash256, Hash256>:
                Again(Tables.CanonicalHashes.Codec, value);
                break;
            case Table<Hash256, BlockNumber> numbers:
                Again(numbers.Codec, value);
                break;
            case Table<BlockNumber, UInt256> words:
                Again(words.Codec, value);
                break;
            case Table<StorageKey, UInt256> words:
                Again(words.Codec, value);
                break;
            case Table<BlockKey, SideBlock> blocks:
                Again(blocks.Codec, value);
                break;
            case Table<BlockNumber, AddressList> addresses:
                Again(addresses.Codec, value);
                break;
            case Table<Hash256, Account> accounts:
                Again(accounts.Codec, value);
                break;
            case Table<BlockNumber, HashList> hashes:
                Again(hashes.Codec, value);
                break;
            case Table<BlockNumber, IReadOnlyList<Receipt>> receipts:
                Again(receipts.Codec, value);
                break;
            case Table<AccountChangesKey, AccountChangeSet> changes:
                int accountCount = 0;
                foreach (AccountChange _ in changes.Codec.Decode(value))
                {
                    accountCount++;
                }
                Holds(accountCount > 0, "a chunk without accounts");
                break;
            case Table<StorageChangesKey, StorageChangeSet> changes:
                int slotCount = 0;
                foreach (StorageChange _ in changes.Codec.Decode(value))
                {
                    slotCount++;
                }
                Holds(slotCount > 0, "a chunk without slots");
                break;
            case Table<Hash256, TransactionLocation> locations:
                Again(locations.Codec, value);
                break;
            case Table<AccountHistoryKey, HistoryShard> shards:
                ReadShard(shards.Codec.Decode(value));
                break;
            case Table<StorageHistoryKey, HistoryShard> shards:
                ReadShard(shards.Codec.Decode(value));
                break;
            case Table<TextKey, StageCheckpoint> checkpoints:
                Again(checkpoints.Codec, value);
                break;
            case Table<TextKey, PruneCheckpoint> checkpoints:
                Again(checkpoints.Codec, value);
                break;
            case Table<NibblePath, ReadOnlySpan<byte>> or Table<StorageTrieKey, ReadOnlySpan<byte>>:
                ReadBranch(value);
                break;
            default:
                break; // Bytes as they are, which have a target of their own: headers, bodies.
        }
    }

    private static void Again<T>(IValueCodec<T> codec, ReadOnlySpan<byte> value)
        where T : allows ref struct => Same(value, codec.Encode(codec.Decode(value), new ByteBuffer(64)), "a value in two forms");

    private static void ReadShard(HistoryShard shard)
    {
        int count = 0;
        int last = -1;
        foreach (ushort offset in shard)
        {
            Holds(offset > last, "a history that goes back");
            last = offset;
            count++;
        }
        Holds(count == shard.Count && count > 0, "a history of another length");
    }

    private static void ReadBranch(ReadOnlySpan<byte> value)
    {
        if (Trie.BranchRow.TryRead(value, out Trie.BranchRow row))
        {
            int length = Trie.BranchRow.HeaderBytes;
            for (int nibble = 0; nibble < 16; nibble++)
            {
                length += row.Reference(nibble).Length;
            }
            Holds(length == value.Length, "a branch whose references are not all of it");
        }
    }
}

/// <summary>
/// One wrong row in a database: `db verify` says so, whatever it is. Bytes with the table's number, the key's length, whether there
/// is a row; the key, the value.
/// </summary>
internal sealed class RowTarget : Target, IDisposable
{
    private const int HeaderBytes = 3;
    private static readonly VerificationOptions Deep = new() { IsDeep = true, Threads = 1 };
    private readonly ThreadLocal<SampleDatabase> _sample = new(() => new SampleDatabase(), trackAllValues: true);

    public override string Name => "row";

    public override int Share => 4;

    public override long AllocatedBytesMax(int length) => 256L * 1024 * 1024;

    public override bool Feed(byte[] input)
    {
        if (input.Length < HeaderBytes || input[0] >= Tables.All.Count || input.Length < HeaderBytes + input[1])
        {
            return false;
        }
        Table table = Tables.All[input[0]];
        ReadOnlySpan<byte> key = input.AsSpan(HeaderBytes, input[1]);
        ReadOnlySpan<byte> value = input.AsSpan(HeaderBytes + input[1]);
        bool isPut = input[2] != 0;
        using IWriteTransaction tx = _sample.Value!.Database.BeginWrite();
        bool isRow = tx.TryGet(table, key, out ReadOnlySpan<byte> before);
        bool isSame = isRow ? isPut && before.SequenceEqual(value) : !isPut;
        if (isPut)
        {
            tx.Put(table, key, value);
        }
        else
        {
            tx.Delete(table, key);
        }
        VerificationReport report = DatabaseVerifier.Verify(tx, SampleDatabase.Spec, Deep);
        Holds(!isSame || report.IsSound, $"a sound database is called wrong: {string.Join("; ", report.Findings)}");
        Holds(isSame || !report.IsSound || !table.IsInChecksum, $"a wrong row of {table} is not found");
        return report.IsSound;
    }

    public void Dispose() => _sample.Dispose();

    protected override IReadOnlyList<byte[]> CreateSeeds() =>
        [.. _sample.Value!.Rows().Select(row => (byte[])[(byte)row.Table.Index, (byte)row.Key.Length, 1, .. row.Key, .. row.Value])];

    /// <summary>The key stays a key mostly; the value changes.</summary>
    protected override byte[] Change(byte[] input, byte[] other, Random random)
    {
        int value = input.Length < HeaderBytes ? 0 : Math.Min(input.Length, HeaderBytes + input[1]);
        return random.Next(8) switch
        {
            0 or 1 => Bytes.Change(input, other, random),
            2 when value > 0 => [.. input[..2], 0, .. input[HeaderBytes..value]],
            _ => [.. input[..value], .. RlpItems.TryChange(input[value..], other, random) ?? Bytes.Change(input[value..], other, random)],
        };
    }
}
