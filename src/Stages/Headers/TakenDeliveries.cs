using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>
/// How far a source's deliveries are taken: before a position every block is stored, on whatever branch, or refused. So each is
/// looked at once, wherever the canonical head stands. Only in memory: a new source is compared with the database from its begin.
/// </summary>
internal sealed class TakenDeliveries
{
    private (long Position, Hash256 Head)? _expected;

    /// <summary>The first position that is not known to be taken.</summary>
    public long Position { get; private set; }

    /// <summary>All before the position is in the database or refused.</summary>
    public void AdvanceTo(long position) => Position = Math.Max(Position, position);

    /// <summary>All before the position is taken once a commit has made this block the canonical head.</summary>
    public void ExpectAt(long position, in Hash256 head) => _expected = (position, head);

    /// <summary>A transaction begins on this canonical head: says whether the one before it was committed.</summary>
    public void BeginAt(in Hash256 head)
    {
        if (_expected is { } expected && expected.Head == head)
        {
            AdvanceTo(expected.Position);
        }
        _expected = null;
    }

    /// <summary>Blocks were taken out of the database: the source is compared from its begin.</summary>
    public void Forget()
    {
        Position = 0;
        _expected = null;
    }
}
