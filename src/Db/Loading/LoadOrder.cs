using NodeProto.Primitives;

namespace NodeProto.Db;

/// <summary>Holds the rows of a load to their order.</summary>
internal sealed class LoadOrder
{
    /// <summary>What a transaction must not do.</summary>
    public const string NoWriteAfter = "A table that has its load takes no other write in the same transaction.";

    /// <summary>What a load must not be given.</summary>
    public const string NotAscending = "The keys of a load ascend.";

    private readonly ByteBuffer _last = new();

    /// <summary>How many rows there were.</summary>
    public long Count { get; private set; }

    /// <summary>Key of the last row.</summary>
    public ReadOnlySpan<byte> Last => _last.Written;

    /// <summary>Takes the next key.</summary>
    public void Check(ReadOnlySpan<byte> key) => Check(key, key, 1);

    /// <summary>Takes the next keys, which are known to ascend.</summary>
    public void Check(ReadOnlySpan<byte> first, ReadOnlySpan<byte> last, long count)
    {
        Invariant.Holds(Count == 0 || first.SequenceCompareTo(Last) > 0, NotAscending);
        _last.Clear();
        _last.Write(last);
        Count += count;
    }
}
