using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Canonical blocks of the last generations, for the ommer rules; the latest ones may not be stored yet.</summary>
internal sealed class StoredAncestors(IReadTransaction tx) : IAncestors
{
    private readonly Dictionary<Hash256, IReadOnlyList<Header>> _recentOmmers = [];
    private readonly Queue<Hash256> _recent = new();

    /// <summary>Remembers a block whose body is checked but cannot be read back yet.</summary>
    public void Add(Header header, IReadOnlyList<Header> ommers)
    {
        _recentOmmers[header.Hash] = ommers;
        _recent.Enqueue(header.Hash);
        if (_recent.Count > OmmerRules.GenerationsMax)
        {
            _recentOmmers.Remove(_recent.Dequeue());
        }
    }

    /// <inheritdoc/>
    public bool TryGetHeader(BlockNumber number, in Hash256 hash, out Header header)
    {
        bool isFound = ChainHead.TryFind(tx, number, hash, out ChainHead block);
        header = block.Header;
        return isFound;
    }

    /// <inheritdoc/>
    public IReadOnlyList<Header> GetOmmers(Header header) =>
        _recentOmmers.TryGetValue(header.Hash, out IReadOnlyList<Header>? ommers)
            ? ommers
            : BodyReader.Decode(tx.GetOrThrow(Tables.Bodies, header.Number), header.Number).Ommers;
}
