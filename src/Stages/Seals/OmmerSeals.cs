using NodeProto.Consensus;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Proof of work of the ommers of many blocks.</summary>
internal sealed class OmmerSeals(EthashCaches caches)
{
    private readonly SealBatch _seals = new(caches);

    /// <summary>Verifies the ommers of all valid bodies at once.</summary>
    public void Verify(BodyBatch batch)
    {
        _seals.Clear();
        for (int i = 0; i < batch.Count; i++)
        {
            if (batch.InvalidOf(i) is not null)
            {
                continue;
            }
            foreach (Header ommer in batch.BodyOf(i).Ommers)
            {
                if (MayBeKin(ommer, batch.HeaderOf(i)))
                {
                    _seals.Add(ommer);
                }
            }
        }
        _seals.Verify();
    }

    /// <summary>Checks the seals of a block's ommers, whose other rules hold; blocks are asked for in the order of the batch.</summary>
    public InvalidBlock? Check(Header header, IReadOnlyList<Header> ommers)
    {
        foreach (Header ommer in ommers)
        {
            Invariant.Holds(_seals.TryTake(ommer, out Violation? violation), "an ommer that obeys the rules was verified with its batch");
            if (violation is not null)
            {
                return OmmerRules.InvalidHeader(header, ommer, violation);
            }
        }
        return null;
    }

    /// <summary>Whether the rules that come first can accept the ommer: no others are worth a cache, and theirs are those around the block.</summary>
    private static bool MayBeKin(Header ommer, Header header) =>
        SealRules.IsSealed(ommer) && ommer.Number < header.Number && header.Number - ommer.Number < OmmerRules.GenerationsMax;
}
