using System.Buffers.Binary;
using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Keeps a history table: puts blocks behind those that are listed, and cuts them off again.</summary>
/// <remarks>
/// Changes come by block and go to rows by key, so they are sorted in between: an entry is the key of its row and the last 16 bits of
/// its block, and entries of one row follow each other.
/// </remarks>
/// <typeparam name="TKey">Key of the table.</typeparam>
/// <param name="table">The table.</param>
internal sealed class HistoryIndex<TKey>(Table<TKey, HistoryShard> table)
    where TKey : struct, IHistoryKey<TKey>
{
    private const int RowsPerStep = 1 << 16;

    private readonly ByteBuffer _shard = new();
    private readonly byte[] _row = new byte[TKey.MaxSize];
    private ushort[] _offsets = new ushort[64];
    private int _count;

    private static int EntryBytes => TKey.MaxSize + sizeof(ushort);

    /// <summary>Lists the next blocks under what they changed, to the target or to the end of the commit.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="input">The stage's.</param>
    /// <param name="changes">Changes of the next blocks.</param>
    /// <param name="memoryBytes">Memory to sort in.</param>
    public ExecutionOutput Execute<TChanges>(IWriteTransaction tx, ExecutionInput input, TChanges changes, long memoryBytes)
        where TChanges : IHistoryChanges<TKey>
    {
        Meter meter = input.Meter;
        using RowSorter sorter = tx.OpenSorter(memoryBytes);
        BlockNumber done;
        using (meter.Phase(StagePhase.Read))
        {
            done = Collect(sorter, changes, input);
        }
        SortedRows sorted;
        using (meter.Phase(StagePhase.Compute))
        {
            sorted = sorter.Read();
        }
        using (meter.Phase(StagePhase.Write))
        {
            Extend(tx, sorted, input.Checkpoint, meter);
        }
        return ExecutionOutput.At(done, input.Target);
    }

    /// <summary>Takes blocks off the lists of what they changed; their change sets are still there.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="input">The stage's.</param>
    /// <param name="changes">Changes of the blocks that go.</param>
    /// <param name="memoryBytes">Memory to sort in.</param>
    public UnwindOutput Unwind<TChanges>(IWriteTransaction tx, UnwindInput input, TChanges changes, long memoryBytes)
        where TChanges : IHistoryChanges<TKey>
    {
        Meter meter = input.Meter;
        using RowSorter sorter = tx.OpenSorter(memoryBytes);
        using (meter.Phase(StagePhase.Read))
        {
            for (bool more = changes.MoveNext(); more; more = changes.MoveNext())
            {
                Add(sorter, changes.Key, changes.Block);
                Step(sorter.Count, meter);
            }
        }
        meter.Add(sorter.Count);
        using (meter.Phase(StagePhase.Write))
        {
            CutOff(tx, sorter.Read(), input.UnwindTo, meter);
        }
        meter.Reach(input.UnwindTo);
        return new UnwindOutput(input.UnwindTo);
    }

    /// <summary>Sorts the changes of the next blocks, to the target or to the end of the commit; returns the last block.</summary>
    private static BlockNumber Collect<TChanges>(RowSorter sorter, TChanges changes, ExecutionInput input)
        where TChanges : IHistoryChanges<TKey>
    {
        Meter meter = input.Meter;
        bool more = changes.MoveNext();
        BlockNumber done = input.Checkpoint;
        while (done < input.Target)
        {
            done += 1;
            long before = sorter.Count;
            for (; more && changes.Block == done; more = changes.MoveNext())
            {
                Add(sorter, changes.Key, done);
            }
            meter.Add(sorter.Count - before);
            meter.HoldBytes(sorter.Bytes);
            meter.Reach(done);
            if (meter.ShouldCommit)
            {
                break;
            }
        }
        return done;
    }

    private static void Add(RowSorter sorter, TKey row, BlockNumber block)
    {
        Span<byte> entry = stackalloc byte[EntryBytes];
        row.WriteTo(entry);
        BinaryPrimitives.WriteUInt16BigEndian(entry[TKey.MaxSize..], HistoryShard.OffsetOf(block));
        sorter.Add(entry, default);
    }

    /// <summary>Shows between blocks that something moves.</summary>
    private static void Step(long rows, Meter meter)
    {
        if (rows % RowsPerStep == 0)
        {
            meter.Step();
        }
    }

    private void Extend(IWriteTransaction tx, SortedRows changes, BlockNumber checkpoint, Meter meter)
    {
        ulong lastShard = HistoryShard.NumberOf(checkpoint);
        BulkLoad<TKey, HistoryShard> load = tx.OpenLoad(table);
        for (bool more = changes.Next(); more; Step(load.Count, meter))
        {
            TKey key = ReadRow(changes, out more);
            HistoryShard head = default;
            if (key.Shard == lastShard && checkpoint > BlockNumber.Genesis)
            {
                tx.TryGet(table, key, out head);
            }
            load.Add(key, HistoryShardWriter.Write(head, HistoryShard.Blocks, _offsets.AsSpan(0, _count), _shard));
        }
    }

    private void CutOff(IWriteTransaction tx, SortedRows changes, BlockNumber to, Meter meter)
    {
        ulong lastShard = HistoryShard.NumberOf(to);
        long rows = 0;
        for (bool more = changes.Next(); more; Step(++rows, meter))
        {
            TKey key = ReadRow(changes, out more);
            HistoryShard kept = default;
            if (key.Shard == lastShard)
            {
                kept = HistoryShardWriter.Write(tx.GetOrThrow(table, key), HistoryShard.OffsetOf(to) + 1, default, _shard);
            }
            if (kept.IsEmpty)
            {
                tx.Delete(table, key);
            }
            else
            {
                tx.Put(table, key, kept);
            }
        }
    }

    /// <summary>Collects the offsets of one row and moves behind them.</summary>
    private TKey ReadRow(SortedRows changes, out bool more)
    {
        changes.Key[..TKey.MaxSize].CopyTo(_row);
        _count = 0;
        do
        {
            if (_count == _offsets.Length)
            {
                Array.Resize(ref _offsets, _count * 2);
            }
            _offsets[_count++] = BinaryPrimitives.ReadUInt16BigEndian(changes.Key[TKey.MaxSize..]);
            more = changes.Next();
        } while (more && changes.Key[..TKey.MaxSize].SequenceEqual(_row));
        return TKey.ReadFrom(_row);
    }
}
