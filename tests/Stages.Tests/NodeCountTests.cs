using NodeProto.Trie;

namespace NodeProto.Stages.Tests;

public sealed class NodeCountTests
{
    [Fact]
    public void Nodes_are_told_while_a_trie_is_made_and_each_once()
    {
        Meter meter = new(StageId.StateRoot, TimeProvider.System, CommitThresholds.Default);
        TrieBuilder builder = new();
        NodeCount nodes = new(() => builder.Statistics, meter);
        ManyLeaves leaves = new(
            100,
            () =>
            {
                long before = meter.Units;
                nodes.Tell();
                Assert.True(meter.Units > before);
            }
        );
        for (int trie = 1; trie <= 2; trie++)
        {
            builder.Build(leaves, NullBranchSink.Instance);
            nodes.End();
            Assert.Equal(trie * builder.Statistics.Nodes, meter.Units);
        }
    }

    /// <summary>Leaves at keys in order; the callback comes when half and when all but a few are taken.</summary>
    private sealed class ManyLeaves(int count, Action onPart) : ITrieLeaves
    {
        private readonly byte[] _key = new byte[32];
        private int _index;

        public ReadOnlySpan<byte> Key => _key;

        public ReadOnlySpan<byte> Value => "a value that is longer than a hash is"u8;

        public bool Seek(ReadOnlySpan<byte> key)
        {
            _index = -1;
            return Next();
        }

        public bool Next()
        {
            _index++;
            _key[0] = (byte)_index;
            if (_index == count / 2 || _index == count - 5)
            {
                onPart();
            }
            return _index < count;
        }
    }
}
