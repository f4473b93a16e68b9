using NodeProto.Primitives;

namespace NodeProto.Db.Tests;

/// <summary>What is kept, as a function of the head and the mode, and what is refused below it.</summary>
public sealed class RetentionTests
{
    [Theory]
    [InlineData("all", 1_000_000, 0)]
    [InlineData("last 100", 98, 0)]
    [InlineData("last 100", 99, 0)]
    [InlineData("last 100", 100, 1)]
    [InlineData("last 100", 1_000, 901)]
    [InlineData("last 1", 1_000, 937)] // 64 are kept in any case.
    [InlineData("last 18446744073709551615", 1_000, 0)]
    [InlineData("from 500", 1_000, 500)]
    [InlineData("from 500", 400, 337)]
    [InlineData("from 937", 1_000, 937)]
    [InlineData("from 938", 1_000, 937)]
    [InlineData("from 0", 1_000, 0)]
    public void The_first_block_that_is_kept_follows_from_mode_and_head(string text, ulong head, ulong first)
    {
        Assert.True(PruneMode.TryParse(text, out PruneMode mode));
        Assert.Equal(text, mode.ToString());
        Assert.Equal(first, mode.FirstBlock(new BlockNumber(head), PruneSegment.Receipts).Value);
    }

    [Fact]
    public void Changes_from_a_block_on_are_never_fewer_than_reorganisations_may_need()
    {
        BlockNumber head = new(20_000);
        Assert.Equal(9_937UL, PruneMode.From(new BlockNumber(15_000)).FirstBlock(head, PruneSegment.AccountHistory).Value);
        Assert.Equal(5_000UL, PruneMode.From(new BlockNumber(5_000)).FirstBlock(head, PruneSegment.StorageHistory).Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("none")]
    [InlineData("all 5")]
    [InlineData("last")]
    [InlineData("last 0")]
    [InlineData("last -1")]
    [InlineData("from x")]
    [InlineData("last 1 2")]
    public void Other_words_are_no_mode(string text) => Assert.False(PruneMode.TryParse(text, out _));

    [Fact]
    public void Modes_are_read_in_any_case_and_with_any_spaces()
    {
        Assert.True(PruneMode.TryParse("  LAST   7 ", out PruneMode mode));
        Assert.Equal(PruneMode.Last(7), mode);
    }

    [Fact]
    public void Everything_is_kept_until_something_is_said()
    {
        using InMemoryDatabase database = new();
        using IReadTransaction tx = database.BeginRead();
        Assert.All(PruneSegment.All, segment => Assert.Equal(BlockNumber.Genesis, Retention.FirstBlock(tx, segment)));
        Retention.Require(tx, PruneSegment.Bodies, BlockNumber.Genesis);
    }

    [Fact]
    public void A_block_below_the_first_one_kept_is_refused_by_name()
    {
        using InMemoryDatabase database = new();
        using IWriteTransaction tx = database.BeginWrite();
        tx.Put(Tables.PruneCheckpoints, PruneSegment.Receipts.Name, new PruneCheckpoint(new BlockNumber(901), PruneMode.Last(100)));
        Retention.Require(tx, PruneSegment.Receipts, new BlockNumber(901));
        Retention.Require(tx, PruneSegment.Senders, new BlockNumber(900));
        NodeException e = Assert.Throws<NodeException>(() => Retention.Require(tx, PruneSegment.Receipts, new BlockNumber(900)));
        Assert.Equal(NodeErrorCode.Pruned, e.Code);
        Assert.Contains("block 900 is pruned: segment receipts is kept from block 901 on", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_state_after_a_block_takes_the_changes_of_the_blocks_behind_it()
    {
        using InMemoryDatabase database = new();
        using IWriteTransaction tx = database.BeginWrite();
        tx.Put(Tables.PruneCheckpoints, PruneSegment.AccountHistory.Name, new PruneCheckpoint(new BlockNumber(901), PruneMode.Last(100)));
        Retention.RequireState(tx, PruneSegment.AccountHistory, new BlockNumber(900));
        NodeException e = Assert.Throws<NodeException>(() => Retention.RequireState(tx, PruneSegment.AccountHistory, new BlockNumber(899)));
        Assert.Equal(NodeErrorCode.Pruned, e.Code);
        Assert.Contains("after block 900 or a later one", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_belongs_to_one_segment_at_most_and_blocks_and_hashes_to_none()
    {
        Assert.Same(PruneSegment.AccountHistory, PruneSegment.Of(Tables.AccountChanges));
        Assert.Null(PruneSegment.Of(Tables.Headers));
        Assert.Null(PruneSegment.Of(Tables.CanonicalHashes));
        Assert.Null(PruneSegment.Of(Tables.TotalDifficulties));
        Table[] all = [.. PruneSegment.All.SelectMany(segment => segment.Tables)];
        Assert.Equal(all.Length, all.Distinct().Count());
    }
}
