using NodeProto.Consensus;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Proof of work of the headers that a source delivers: a header that is asked for is verified together with those that follow it.</summary>
internal sealed class HeaderSeals(EthashCaches caches)
{
    private const int HeadersPerWindow = 256; // About 50 ms of two cores: a stop is heard, and little is done in vain.

    private readonly SealBatch _seals = new(caches);

    /// <summary>Checks a header's seal; null when it is right, or when the header comes after the merge and has none.</summary>
    /// <param name="batch">Where the header stands.</param>
    /// <param name="index">Its place there.</param>
    /// <param name="header">The header; it is valid but for its seal.</param>
    /// <param name="target">Last block that is wanted.</param>
    public InvalidBlock? Check(HeaderBatch batch, int index, Header header, BlockNumber target)
    {
        if (!SealRules.IsSealed(header))
        {
            return null;
        }
        if (!_seals.TryTake(header, out Violation? violation))
        {
            VerifyFrom(batch, index, header, target);
            Invariant.Holds(_seals.TryTake(header, out violation), "the first header of a window is the one that was asked for");
        }
        return violation?.In(header);
    }

    /// <summary>Verifies a run of headers, each the child of the one before: so their numbers are as good as the first one's.</summary>
    private void VerifyFrom(HeaderBatch batch, int index, Header first, BlockNumber target)
    {
        _seals.Clear();
        _seals.Add(first);
        Header parent = first;
        for (int i = index + 1; i < batch.Count && _seals.Count < HeadersPerWindow; i++)
        {
            ref readonly Hash256 hash = ref batch.HashOf(i);
            if (
                !HeaderCodec.TryDecode(batch.RlpOf(i), hash, out Header next, out _)
                || next.ParentHash != parent.Hash
                || next.Number != parent.Number + 1
                || next.Number > target
                || !SealRules.IsSealed(next)
            )
            {
                break;
            }
            _seals.Add(next);
            parent = next;
        }
        _seals.Verify();
    }
}
