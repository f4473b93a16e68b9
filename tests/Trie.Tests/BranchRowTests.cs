using NodeProto.Primitives;

namespace NodeProto.Trie.Tests;

public class BranchRowTests
{
    [Fact]
    public void A_row_is_two_masks_and_the_references_in_order()
    {
        byte[] hash = [.. Enumerable.Repeat((byte)0xC2, 32)]; // Begins like an embedded list: the mask tells them apart.
        byte[] row = [0x80, 0x06, 0x80, 0x02, .. hash, 0xC2, 0x20, 0x05, .. hash];
        Assert.True(BranchRow.TryRead(row, out BranchRow branch));
        Assert.Equal(3, branch.Count);
        Assert.Equal(hash, branch.Reference(1).ToArray());
        Assert.Equal([0xC2, 0x20, 0x05], branch.Reference(2).ToArray());
        Assert.Equal(hash, branch.Reference(15).ToArray());
        Assert.True(branch.Reference(3).IsEmpty);
    }

    [Theory]
    [InlineData("")]
    [InlineData("000600")]
    [InlineData("00020002" + "1111111111111111111111111111111111111111111111111111111111111111")] // One child.
    [InlineData("00060001" + "c22005c22005")] // A hash without a child.
    [InlineData("00060000" + "c22005c22005ff")] // More than announced.
    [InlineData("00060000" + "c22005c220")] // Less than announced.
    [InlineData("00060000" + "c22005")]
    [InlineData("00060000" + "832005c2c22005")] // Not a list.
    public void Anything_else_is_refused(string row) => Assert.False(BranchRow.TryRead(Convert.FromHexString(row), out _));

    [Fact]
    public void A_damaged_row_stops_an_update()
    {
        StoredTrie trie = BuilderTests.RandomTrie(50, seed: 5);
        trie.Rebuild(out StoredTrie rows);
        rows.Put([], [1, 2, 3]);
        Hash256[] changed = [new(trie.Keys[0])];
        TrieRowException error = Assert.Throws<TrieRowException>(() =>
            new TrieUpdater().Update(trie, rows, NullBranchSink.Instance, changed)
        );
        Assert.Contains("two masks", error.Message, StringComparison.Ordinal);
    }
}
