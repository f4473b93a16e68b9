using NodeProto.Node.Chaos;

namespace NodeProto.Node.Tests.Chaos;

/// <summary>What <c>chaos</c> accepts after a kill: what was told to be durable, and one commit more where one was being made.</summary>
public sealed class CommitLedgerTests
{
    private const string Headers = "headers";
    private const string Bodies = "bodies";

    private readonly CommitLedger _ledger = new();

    public CommitLedgerTests()
    {
        Tell(Working(Headers, 0), Committing(Headers, 10), Committed(Headers, 10));
        Assert.Empty(_ledger.Settle(Stored(10, 0)));
        Tell(Working(Bodies, 0), Committing(Bodies, 5), Committed(Bodies, 5));
    }

    [Theory]
    [InlineData(10, 5, true)] // Nothing of it yet.
    [InlineData(10, 9, true)] // All of it.
    [InlineData(10, 8, false)] // Not as far as it said.
    [InlineData(10, 10, false)] // Further.
    [InlineData(10, 4, false)] // Back.
    [InlineData(10, 0, false)] // What was told is lost.
    [InlineData(9, 5, false)] // Another stage.
    [InlineData(11, 9, false)] // Another stage too.
    public void Beyond_what_was_told_only_the_commit_that_was_being_made_may_be_stored(ulong headers, ulong bodies, bool isRight)
    {
        Tell(Working(Bodies, 5), Committing(Bodies, 9));
        Assert.Equal(isRight, _ledger.Settle(Stored(headers, bodies)).Count == 0);
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(9, false)]
    [InlineData(4, false)]
    public void A_stage_that_works_has_stored_what_was_told(ulong bodies, bool isRight)
    {
        Tell(Working(Bodies, 5));
        Assert.Equal(isRight, _ledger.Settle(Stored(10, bodies)).Count == 0);
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    [InlineData(0, false)]
    [InlineData(6, false)]
    public void A_stage_that_goes_back_is_where_it_was_or_where_it_goes(ulong bodies, bool isRight)
    {
        Tell(GoingBack(Bodies, 2));
        Assert.Equal(isRight, _ledger.Settle(Stored(10, bodies)).Count == 0);
    }

    [Theory]
    [InlineData(10, 5, true)]
    [InlineData(0, 0, true)]
    [InlineData(10, 0, false)]
    [InlineData(0, 5, false)]
    public void A_reset_of_several_stages_is_there_as_a_whole_or_not_at_all(ulong headers, ulong bodies, bool isRight)
    {
        Tell(GoingBack(Bodies, 0), GoingBack(Headers, 0));
        Assert.Equal(isRight, _ledger.Settle(Stored(headers, bodies)).Count == 0);
    }

    [Fact]
    public void Once_it_told_of_one_stage_that_was_reset_all_are_and_one_commit_took_them_there()
    {
        Tell(GoingBack(Bodies, 0), GoingBack(Headers, 0), WentBack(Bodies, 0));
        Assert.NotEmpty(_ledger.Settle(Stored(10, 0)));
        Tell(WentBack(Headers, 0));
        Assert.Empty(_ledger.Settle(Stored(0, 0)));
        Assert.Null(_ledger.Torn(Stored(10, 5), out bool isLost));
        Assert.True(isLost);
    }

    [Fact]
    public void Nothing_stored_is_right_only_while_nothing_was_told()
    {
        Assert.NotEmpty(_ledger.Settle(null));
        Assert.Empty(new CommitLedger().Settle(null));
    }

    [Fact]
    public void A_commit_that_was_found_counts_as_told_from_then_on()
    {
        Tell(Working(Bodies, 5), Committing(Bodies, 9));
        Assert.Empty(_ledger.Settle(Stored(10, 9)));
        Assert.Equal(0u, _ledger.BlocksRedoneMax);
        Assert.NotEmpty(_ledger.Settle(Stored(10, 5)));
    }

    [Theory]
    [InlineData(10, 5, true, false)]
    [InlineData(10, 0, true, true)] // The last commit is gone.
    [InlineData(0, 0, false, true)] // The one before it too.
    [InlineData(0, 5, false, true)] // Another one.
    [InlineData(10, 4, false, true)] // A part of one.
    public void A_damaged_log_may_cost_the_last_commit_alone(ulong headers, ulong bodies, bool isRight, bool isLost)
    {
        Assert.Empty(_ledger.Settle(Stored(10, 5)));
        Assert.Equal(isRight, _ledger.Torn(Stored(headers, bodies), out bool lost) is null);
        Assert.Equal(isLost, lost);
    }

    [Fact]
    public void Two_commits_of_one_stage_that_a_damaged_log_costs_are_found()
    {
        Tell(Working(Bodies, 5), Committing(Bodies, 9), Committed(Bodies, 9));
        Assert.Null(_ledger.Torn(Stored(10, 5), out _));
        Assert.NotNull(_ledger.Torn(Stored(10, 0), out _));
        Assert.NotNull(_ledger.Torn(null, out _));
    }

    [Fact]
    public void A_damaged_log_may_cost_the_making_of_the_directory_only_before_the_first_commit()
    {
        CommitLedger ledger = new();
        Assert.Empty(ledger.Settle(Stored(0, 0)));
        Assert.Null(ledger.Torn(null, out bool isLost));
        Assert.True(isLost);
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(4, false)]
    public void A_stage_begins_no_earlier_than_it_was_durable(ulong first, bool isRight) =>
        Assert.Equal(isRight, _ledger.Take([Working(Bodies, first)]) is null);

    [Fact]
    public void A_dry_run_may_go_back_and_on_again() => Tell(GoingBack(Bodies, 2), Working(Bodies, 2));

    [Fact]
    public void Blocks_that_were_done_and_not_durable_are_counted()
    {
        Tell(Working(Bodies, 5), new StageEvent(StageEventKind.Progress, Bodies, 8));
        Assert.Empty(_ledger.Settle(Stored(10, 5)));
        Assert.Equal(3u, _ledger.BlocksRedoneMax);
        Tell(Working(Bodies, 5), Committing(Bodies, 9));
        Assert.Empty(_ledger.Settle(Stored(10, 5)));
        Assert.Equal(4u, _ledger.BlocksRedoneMax);
    }

    private void Tell(params StageEvent[] events) => Assert.Null(_ledger.Take(events));

    private static StageEvent Working(string stage, ulong block) => new(StageEventKind.Working, stage, block);

    private static StageEvent Committing(string stage, ulong block) => new(StageEventKind.Committing, stage, block);

    private static StageEvent Committed(string stage, ulong block) => new(StageEventKind.Committed, stage, block);

    private static StageEvent GoingBack(string stage, ulong block) => new(StageEventKind.GoingBack, stage, block);

    private static StageEvent WentBack(string stage, ulong block) => new(StageEventKind.WentBack, stage, block);

    private static Dictionary<string, ulong> Stored(ulong headers, ulong bodies) =>
        new(StringComparer.Ordinal) { [Headers] = headers, [Bodies] = bodies };
}
