using NodeProto.Trie;

namespace NodeProto.Stages;

/// <summary>Tells a meter of trie nodes while they are made, so that a long computation is seen to move.</summary>
/// <param name="statistics">What the trie in the making has counted so far.</param>
/// <param name="meter">The stage's; null for computations that are no progress, such as the search for a wrong root.</param>
internal sealed class NodeCount(Func<TrieStatistics> statistics, Meter? meter)
{
    private long _told;

    /// <summary>Tells what is new since the last time.</summary>
    public void Tell()
    {
        long nodes = statistics().Nodes;
        meter?.Add(nodes - _told);
        _told = nodes;
    }

    /// <summary>Tells the rest of a trie; the next one counts from 0.</summary>
    public void End()
    {
        Tell();
        _told = 0;
    }
}
