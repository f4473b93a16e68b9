using NodeProto.Db;
using NodeProto.Primitives;
using NodeProto.Trie;

namespace NodeProto.Stages;

/// <summary>
/// Branch rows that a rebuild makes between two commits. They come nearly, but not quite, in the order of their keys: a branch after
/// what lies under it. So they are sorted, and loaded as a whole.
/// </summary>
/// <remarks>
/// Written one by one, the rows of 200,000 accounts and 1,000,000 slots took the store, its compactions included, as long again as it
/// took to compute them.
/// </remarks>
/// <param name="tx">Takes them at the end.</param>
/// <param name="memoryBytes">Memory that they may take; above it they are spilled to files.</param>
internal sealed class RebuiltRows(IWriteTransaction tx, long memoryBytes) : IDisposable
{
    private const int BytesPerRow = 24; // Length and entry, in the sorter.

    private readonly RowSorter _accounts = tx.OpenSorter(memoryBytes);
    private readonly RowSorter _storage = tx.OpenSorter(memoryBytes);

    /// <summary>The rows of the account trie, or of the storage tries.</summary>
    public RowSorter SorterOf(bool isStorage) => isStorage ? _storage : _accounts;

    /// <summary>Takes rows of one trie.</summary>
    public ITrieBranchSink SinkOf(Hash256? owner) => new Sink(SorterOf(owner is not null), owner);

    /// <summary>Tells a meter how much waits.</summary>
    public void TellHeld(Meter meter)
    {
        long bytes = _accounts.Bytes + _storage.Bytes;
        long held = bytes + (BytesPerRow * (_accounts.Count + _storage.Count));
        meter.HoldBytes(bytes);
        meter.HoldMemory(held + (held / 4)); // Room for the pieces that are under way, which nobody has taken yet.
    }

    /// <summary>Hands all rows to the transaction, on all cores.</summary>
    public void Load(Meter meter)
    {
        using Meter.PhaseScope phase = meter.Phase(StagePhase.Write);
        Load(_storage, Tables.StorageTrie, meter);
        Load(_accounts, Tables.AccountTrie, meter);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _accounts.Dispose();
        _storage.Dispose();
    }

    private void Load(RowSorter rows, Table table, Meter meter)
    {
        if (rows.Count > 0)
        {
            tx.OpenRawLoad(table).AddAll(rows.Read(), meter.Step);
        }
    }

    private sealed class Sink(RowSorter rows, Hash256? owner) : ITrieBranchSink
    {
        public void Put(ReadOnlySpan<byte> path, ReadOnlySpan<byte> row)
        {
            Span<byte> key = stackalloc byte[Hash256.Size + 64];
            int length = 0;
            if (owner is { } account)
            {
                account.Bytes.CopyTo(key);
                length = Hash256.Size;
            }
            path.CopyTo(key[length..]);
            rows.Add(key[..(length + path.Length)], row);
        }

        public void Delete(ReadOnlySpan<byte> path) => Invariant.Holds(false, "a rebuild deletes no rows");
    }
}
