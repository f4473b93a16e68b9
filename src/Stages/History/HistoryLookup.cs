using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Finds the first block from one on that changed a key. Not thread-safe.</summary>
/// <typeparam name="TKey">Key of the table.</typeparam>
/// <param name="tx">The transaction.</param>
/// <param name="table">A history table.</param>
internal sealed class HistoryLookup<TKey>(IReadTransaction tx, Table<TKey, HistoryShard> table) : IDisposable
    where TKey : struct, IHistoryKey<TKey>
{
    private Cursor<TKey, HistoryShard>? _rows;

    /// <summary>Finds the first block; false when there is none.</summary>
    /// <param name="row">The row in which the first possible block would be.</param>
    /// <param name="from">The first possible block.</param>
    /// <param name="block">The block.</param>
    public bool TryFind(TKey row, BlockNumber from, out BlockNumber block)
    {
        Span<byte> key = stackalloc byte[TKey.MaxSize];
        row.WriteTo(key);
        ReadOnlySpan<byte> owner = key[..^HistoryShard.NumberBytes];
        _rows ??= tx.OpenCursor(table);
        for (bool more = _rows.Seek(row); more && _rows.KeyBytes.StartsWith(owner); more = _rows.Next())
        {
            ulong shard = _rows.Key.Shard;
            if (_rows.Value.TryFindFirst(shard == row.Shard ? HistoryShard.OffsetOf(from) : 0, out ushort offset))
            {
                block = HistoryShard.BlockAt(shard, offset);
                return true;
            }
        }
        block = default;
        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _rows?.Dispose();
}
