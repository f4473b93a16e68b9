using NodeProto.Consensus;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Headers whose proof of work is verified on all cores, and then asked for one by one, in the order in which they came.</summary>
/// <remarks>
/// Whether a seal is right depends on its header alone, so an answer stays right whatever happens to the chain between. Reused; not
/// thread-safe.
/// </remarks>
internal sealed class SealBatch(EthashCaches caches)
{
    private readonly List<Header> _headers = [];
    private readonly List<Group> _groups = [];
    private readonly ParallelOptions _parallel = new() { MaxDegreeOfParallelism = Environment.ProcessorCount };
    private Violation?[] _violations = new Violation?[64];
    private int _next;

    /// <summary>How many headers are there.</summary>
    public int Count => _headers.Count;

    /// <summary>Empties the batch.</summary>
    public void Clear()
    {
        _headers.Clear();
        _next = 0;
    }

    /// <summary>Adds a header whose number can be trusted: it decides how large a cache is made.</summary>
    /// <param name="header">A header with a difficulty above 0.</param>
    public void Add(Header header) => _headers.Add(header);

    /// <summary>Verifies all seals.</summary>
    public void Verify()
    {
        if (_violations.Length < Count)
        {
            _violations = new Violation?[Math.Max(Count, _violations.Length * 2)];
        }
        if (!FormGroups())
        {
            return;
        }
        // From the middle of an epoch on, the next cache is made beside the work: at its end nobody waits.
        BlockNumber last = _headers[^1].Number;
        if (last.Value % EthashEpoch.LengthBlocks > EthashEpoch.LengthBlocks / 2)
        {
            caches.Prepare(EthashEpoch.Of(last + EthashEpoch.LengthBlocks));
        }
        if (_groups.Count == 1)
        {
            VerifyGroup(0);
            return;
        }
        Parallel.For(0, _groups.Count, _parallel, VerifyGroup);
    }

    /// <summary>The answer for the header that follows the one asked for before; false when that is another header.</summary>
    public bool TryTake(Header header, out Violation? violation)
    {
        if (_next < Count && _headers[_next].Hash == header.Hash)
        {
            violation = _violations[_next++];
            return true;
        }
        violation = null;
        return false;
    }

    /// <summary>Cuts the headers into runs of one epoch, as long as are verified together; false when there are none.</summary>
    private bool FormGroups()
    {
        _groups.Clear();
        for (int i = 0; i < Count; i++)
        {
            EthashEpoch epoch = EthashEpoch.Of(_headers[i].Number);
            if (_groups.Count > 0 && _groups[^1].Epoch == epoch && _groups[^1].Count < Hashimoto.Lanes)
            {
                _groups[^1] = _groups[^1] with { Count = _groups[^1].Count + 1 };
            }
            else
            {
                _groups.Add(new Group(epoch, i, 1));
            }
        }
        return _groups.Count > 0;
    }

    private void VerifyGroup(int index)
    {
        Group group = _groups[index];
        Lanes<EthashSeed> seeds = default;
        Lanes<Hash256> mixes = default;
        bool mayBeValid = false;
        for (int i = 0; i < group.Count; i++)
        {
            _violations[group.First + i] = SealRules.FindBoundary(_headers[group.First + i], out seeds[i]);
            mayBeValid |= _violations[group.First + i] is null;
        }
        if (!mayBeValid)
        {
            return;
        }
        Hashimoto.Light(caches.Get(group.Epoch), ((ReadOnlySpan<EthashSeed>)seeds)[..group.Count], mixes);
        for (int i = 0; i < group.Count; i++)
        {
            _violations[group.First + i] ??= SealRules.FindMixHash(_headers[group.First + i], mixes[i]);
        }
    }

    private readonly record struct Group(EthashEpoch Epoch, int First, int Count);

    [System.Runtime.CompilerServices.InlineArray(Hashimoto.Lanes)]
    private struct Lanes<T>
    {
        private T _first;
    }
}
