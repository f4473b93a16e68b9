using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>
/// <see cref="Tables.AccountChanges"/> and <see cref="Tables.StorageChanges"/>: of executed blocks alone, ascending, each key once, and in
/// chunks that end where the next change would make them too long.
/// </summary>
internal static class ChangesCheck
{
    /// <summary>Walks over both tables.</summary>
    public static void Run(Verification run)
    {
        CheckAccounts(run);
        CheckStorage(run);
    }

    private static void CheckAccounts(Verification run)
    {
        using Cursor<AccountChangesKey, AccountChangeSet> cursor = run.Tx.OpenCursor(Tables.AccountChanges);
        Chunk? before = null;
        for (bool more = cursor.First(); more; more = cursor.Next())
        {
            run.Read(Tables.AccountChanges);
            if (
                !run.TryDecodeKey(Tables.AccountChanges, cursor.KeyBytes, out AccountChangesKey key)
                || !run.TryDecode(Tables.AccountChanges, cursor.KeyBytes, cursor.ValueBytes, out AccountChangeSet changes)
            )
            {
                before = null;
                continue;
            }
            Hash256 first = default;
            Hash256 last = default;
            int firstBytes = 0;
            int length = changes.Bytes.Length;
            AccountChangeSet.Enumerator enumerator = changes.GetEnumerator();
            while (enumerator.MoveNext())
            {
                last = enumerator.Current.AddressHash;
                if (firstBytes == 0)
                {
                    first = last;
                    firstBytes = length - enumerator.RestLength;
                }
            }
            Chunk chunk = new(key.Number, new StorageKey(first, default), new StorageKey(last, default), length);
            Check(run, Tables.AccountChanges, cursor.KeyBytes, first == key.FirstAddressHash, chunk, before, firstBytes);
            before = chunk;
        }
    }

    private static void CheckStorage(Verification run)
    {
        using Cursor<StorageChangesKey, StorageChangeSet> cursor = run.Tx.OpenCursor(Tables.StorageChanges);
        Chunk? before = null;
        for (bool more = cursor.First(); more; more = cursor.Next())
        {
            run.Read(Tables.StorageChanges);
            if (
                !run.TryDecodeKey(Tables.StorageChanges, cursor.KeyBytes, out StorageChangesKey key)
                || !run.TryDecode(Tables.StorageChanges, cursor.KeyBytes, cursor.ValueBytes, out StorageChangeSet changes)
            )
            {
                before = null;
                continue;
            }
            StorageKey first = default;
            StorageKey last = default;
            int firstBytes = 0;
            int length = changes.Bytes.Length;
            StorageChangeSet.Enumerator enumerator = changes.GetEnumerator();
            while (enumerator.MoveNext())
            {
                last = enumerator.Current.Key;
                if (firstBytes == 0)
                {
                    first = last;
                    firstBytes = length - enumerator.RestLength;
                }
            }
            Chunk chunk = new(key.Number, first, last, length);
            // A slot of the account with which the chunk before ends would not have needed the account's hash and count again.
            bool isSameAccount = before is { } other && other.Last.AddressHash == first.AddressHash;
            int needed = firstBytes - (isSameAccount ? Hash256.Size + sizeof(ushort) : 0);
            Check(run, Tables.StorageChanges, cursor.KeyBytes, first == key.First, chunk, before, needed);
            before = chunk;
        }
    }

    /// <summary>Checks a chunk, alone and against the one before it.</summary>
    private static void Check(
        Verification run,
        Table table,
        ReadOnlySpan<byte> key,
        bool hasItsKey,
        in Chunk chunk,
        Chunk? before,
        int neededBytes
    )
    {
        PruneSegment segment = PruneSegment.Of(table)!;
        BlockNumber first = BlockNumber.Max(new BlockNumber(1), run.FirstKept(segment));
        BlockNumber last = run.CheckpointOf(StageId.Execution);
        if (chunk.Number > last || (chunk.Number < first && !run.IsBeingPruned(segment)))
        {
            Report(run, table, key, $"changes of blocks {first} to {last} alone", $"some of block {chunk.Number}");
        }
        if (!hasItsKey)
        {
            Report(run, table, key, "a chunk that begins with the change of its key", "another first change");
        }
        if (chunk.Length > ChangeSetWriter.ChunkBytesMax)
        {
            Report(run, table, key, $"at most {ChangeSetWriter.ChunkBytesMax} bytes", $"{chunk.Length}");
        }
        if (before is not { } other || other.Number != chunk.Number)
        {
            return;
        }
        if (StorageKey.Order.Compare(other.Last, chunk.First) >= 0)
        {
            Report(run, table, key, "changes after those of the chunk before", "one that is not");
        }
        if (other.Length + neededBytes <= ChangeSetWriter.ChunkBytesMax)
        {
            Report(run, table, key, "its first change in the chunk before, where there is room for it", "a chunk of its own");
        }
    }

    private static void Report(Verification run, Table table, ReadOnlySpan<byte> key, string expected, string found) =>
        run.Findings.Add(table, HexText.Encode(key), expected, found);

    /// <summary>What a chunk holds; of accounts, the slot is 0.</summary>
    private readonly record struct Chunk(BlockNumber Number, StorageKey First, StorageKey Last, int Length);
}
