using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Node.Watching;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Node.Tests.Watching;

/// <summary>What the watch says of stages, source and standstill.</summary>
public sealed class PipelineWatchTests : IDisposable
{
    private readonly FakeTime _time = new();
    private readonly PipelineWatch _watch;

    public PipelineWatchTests() =>
        _watch = new PipelineWatch(_time, [(StageId.Headers, "headers"), (StageId.Bodies, "transactions"), (StageId.Execution, "gas")]);

    public void Dispose() => _watch.Dispose();

    [Fact]
    public void A_new_watch_stands_at_genesis_with_nothing_to_do()
    {
        PipelineSnapshot now = After(60);
        Assert.Equal(StallReason.None, now.Stall);
        Assert.Null(now.Active);
        Assert.Equal("headers bodies execution", string.Join(' ', now.Stages.Select(stage => stage.Stage.Name)));
        Assert.All(now.Stages, stage => Assert.Equal("idle", stage.Doing));
        Assert.Null(now.Stages[0].Target);
        Assert.Equal(BlockNumber.Genesis, now.Stages[1].Target);
    }

    [Fact]
    public void The_rate_is_that_of_the_last_ten_seconds()
    {
        FakeProgress stage = Run();
        for (int second = 1; second <= 20; second++)
        {
            stage.Units += 1_000;
            stage.Position += 10;
            After(1);
        }
        for (int second = 1; second <= 5; second++)
        {
            stage.Units += 3_000;
            stage.Position += 10;
            After(1);
        }
        StageSnapshot now = _watch.Snapshot().Active!;
        Assert.Equal(2_000, now.UnitsPerSecond);
        Assert.Equal(10, now.BlocksPerSecond);
        Assert.Equal(TimeSpan.FromSeconds(75), now.TimeLeft);
    }

    [Fact]
    public void A_stage_that_waits_for_its_turn_is_not_slow_when_it_comes()
    {
        FakeProgress execution = Run();
        (execution.Units, execution.Position) = (1_000, new BlockNumber(10));
        After(1);
        FakeProgress bodies = Run(StageId.Bodies);
        After(60);
        _watch.Executing(execution);
        execution.Units += 500;
        Assert.Equal(500, After(1).Active!.UnitsPerSecond);
        Assert.Equal("bodies", bodies.Stage.Name);
    }

    [Fact]
    public void Units_of_several_runs_add_up()
    {
        Run().Units = 100;
        Run().Units = 11;
        Assert.Equal(111, _watch.Snapshot().Stages[2].Units);
    }

    [Theory]
    [InlineData(StagePhase.Read, "slow-disk")]
    [InlineData(StagePhase.Write, "slow-disk")]
    [InlineData(StagePhase.Commit, "slow-disk")]
    [InlineData(StagePhase.Decode, "long-block")]
    [InlineData(StagePhase.Compute, "long-block")]
    [InlineData(StagePhase.Other, "long-block")]
    public void A_stage_that_stands_still_for_ten_seconds_says_why_by_its_phase(StagePhase phase, string reason)
    {
        FakeProgress stage = Run();
        stage.CurrentPhase = phase;
        Assert.Equal(StallReason.None, After(9.999).Stall);
        PipelineSnapshot now = After(0.001);
        Assert.Equal(reason, Words.Of(now.Stall));
        Assert.Equal(now.Stall, now.Active!.Stall);
        Assert.Equal(StallReason.None, now.Stages[0].Stall);
        Assert.True(now.IsStalled);
        Assert.Contains($"in phase {Words.Of(phase)}", now.StallText, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pause_for_want_of_room_is_told_from_its_first_moment_with_what_the_newest_look_found()
    {
        FakeProgress stage = Run();
        _watch.Paused(stage, new DiskRoom("/data", 5 << 20, 8 << 20));
        Assert.Equal("low-disk", Words.Of(_watch.Snapshot().Stall));
        _watch.Paused(stage, new DiskRoom("/data", 6 << 20, 8 << 20));
        PipelineSnapshot now = After(1000);
        Assert.Equal(
            "paused: the disk of /data has 6.0 MiB free, and 8.0 MiB are to stay free (--disk.min-free)."
                + " All is committed; it goes on by itself at 10.0 MiB",
            now.StallText
        );
        Assert.True(now.IsStalled);
        Assert.Equal("paused", now.Active!.Doing);
        _watch.Resumed(stage.Stage, new DiskRoom("/data", 10 << 20, 8 << 20));
        _watch.Preparing(stage);
        Assert.Equal(StallReason.None, After(9).Stall);
    }

    [Fact]
    public void A_unit_is_a_movement_although_the_block_stays_the_same()
    {
        FakeProgress stage = Run();
        for (int second = 0; second < 30; second++)
        {
            stage.Units++;
            Assert.Equal(StallReason.None, After(1).Stall);
        }
    }

    [Fact]
    public void A_commit_counts_from_its_own_beginning()
    {
        Run();
        After(9);
        _watch.Committing(StageId.Execution, new BlockNumber(1));
        Assert.Equal(StallReason.None, After(9).Stall);
        Assert.Equal("commit", _watch.Snapshot().Active!.Doing);
        Assert.Equal(StallReason.SlowDisk, After(1).Stall);
        Commit(StageId.Execution, 5, seconds: 10);
        Assert.Equal(StallReason.None, _watch.Snapshot().Stall);
    }

    [Fact]
    public void A_commit_leaves_checkpoint_age_and_duration()
    {
        Run();
        After(3);
        Commit(StageId.Execution, 7, seconds: 0.5);
        StageSnapshot now = After(2).Stages[2];
        Assert.Equal(new BlockNumber(7), now.Checkpoint.Number);
        Assert.Equal(TimeSpan.FromSeconds(2), now.CommitAge);
        Assert.Equal(TimeSpan.FromSeconds(0.5), now.CommitDuration);
        Assert.Equal(1, now.Commits);
        Assert.Null(_watch.Snapshot().Stages[0].CommitAge);
        Assert.Equal(TimeSpan.FromSeconds(2), _watch.Snapshot().CommitAge);
    }

    [Fact]
    public void A_source_without_new_blocks_is_waited_for_and_nothing_is_wrong()
    {
        Commit(StageId.Headers, 5);
        _watch.StageEnded(Reports.Of(StageId.Headers));
        _watch.SourceState(SourceCondition.Waiting, "chain.rlp");
        Assert.Equal(StallReason.None, After(9).Stall);
        PipelineSnapshot now = After(1);
        Assert.Equal(StallReason.WaitingForSource, now.Stall);
        Assert.False(now.IsStalled);
        Assert.Equal("waiting for the source for 10.0 s (chain.rlp)", now.StallText);
    }

    [Fact]
    public void Asking_the_source_again_and_again_is_no_movement()
    {
        FakeProgress headers = new() { Stage = StageId.Headers };
        for (int second = 0; second < 10; second++)
        {
            _watch.Preparing(headers);
            After(0.5);
            _watch.Executing(headers);
            _watch.StageEnded(Reports.Of(StageId.Headers));
            After(0.5);
        }
        _watch.Preparing(headers);
        Assert.Equal(StallReason.WaitingForSource, _watch.Snapshot().Stall);
        Assert.Equal("waiting", _watch.Snapshot().Active!.Doing);
    }

    [Fact]
    public void A_broken_source_is_told_from_one_that_waits_and_counts_once()
    {
        NodeException failure = new(NodeErrorCode.ChainFileTruncated, "the file ends", "offset 7", "Get it again");
        _watch.SourceEnded(failure);
        _watch.SourceEnded(failure);
        PipelineSnapshot now = After(10);
        Assert.Equal(StallReason.SourceFailed, now.Stall);
        Assert.Contains("the file ends", now.StallText, StringComparison.Ordinal);
        Assert.Equal(1, now.Stages[0].ErrorsByKind[(int)ErrorKind.Source]);
    }

    [Fact]
    public void A_source_that_fails_after_a_long_wait_failed_just_now()
    {
        NodeException failure = new(NodeErrorCode.ChainFileMalformed, "no block", "offset 7", "Correct it");
        _watch.SourceState(SourceCondition.Waiting);
        After(60);
        _watch.SourceEnded(failure);
        PipelineSnapshot now = After(1);
        Assert.Equal(StallReason.SourceFailed, now.Stall);
        Assert.StartsWith("the source failed 1.0 s ago: ", now.StallText, StringComparison.Ordinal);
    }

    [Fact]
    public void A_source_that_is_at_its_end_is_nothing_to_wait_for()
    {
        _watch.SourceState(SourceCondition.Delivering, lastBlock: new BlockNumber(9));
        _watch.SourceEnded(null);
        PipelineSnapshot now = After(60);
        Assert.Equal(SourceCondition.Ended, now.Source.Condition);
        Assert.Equal(StallReason.None, now.Stall);
        Assert.Equal(9UL, now.BlocksBehind);
    }

    [Fact]
    public void A_refused_block_is_the_reason_until_another_branch_takes_its_place()
    {
        Commit(StageId.Headers, 9);
        Run();
        _watch.Rejected(StageId.Execution, Invalid(6));
        _watch.GoingBack([StageId.Headers], new BlockNumber(5));
        _watch.Unwinding(new FakeProgress { Stage = StageId.Headers, Position = new BlockNumber(9) });
        _watch.Unwound(StageId.Headers, new BlockNumber(9), new StageCheckpoint(new BlockNumber(5), default));
        _watch.SourceState(SourceCondition.Waiting);
        PipelineSnapshot now = After(10);
        Assert.Equal(StallReason.BlockRefused, now.Stall);
        Assert.Contains("block 6 was refused", now.StallText, StringComparison.Ordinal);
        Assert.Equal(1, now.Stages[2].ErrorsByKind[(int)ErrorKind.InvalidBlock]);
        Assert.Equal(new BlockNumber(6), now.LastError!.Block);
        Assert.Equal(1, now.Stages[0].Unwinds);
        Commit(StageId.Headers, 6);
        _watch.StageEnded(Reports.Of(StageId.Headers));
        Assert.Equal(StallReason.WaitingForSource, After(10).Stall);
    }

    [Fact]
    public void A_refused_block_beside_the_chain_is_no_reason()
    {
        Commit(StageId.Headers, 9);
        _watch.Rejected(StageId.Headers, Invalid(6));
        _watch.StageEnded(Reports.Of(StageId.Headers));
        _watch.SourceState(SourceCondition.Waiting);
        Assert.Equal(StallReason.WaitingForSource, After(10).Stall);
    }

    [Fact]
    public void A_way_back_that_does_not_move_is_told_from_a_long_block_and_from_a_slow_disk()
    {
        FakeProgress back = GoBack(from: 900, to: 5);
        PipelineSnapshot now = After(10);
        Assert.Equal(StallReason.LongUnwind, now.Stall);
        Assert.Equal("unwind", now.Active!.Doing);
        Assert.Equal(
            "execution: going back to block 5, still at 900, for 10.0 s in phase compute: a piece of the way back takes long",
            now.StallText
        );
        back.CurrentPhase = StagePhase.Commit;
        now = _watch.Snapshot();
        Assert.Equal(StallReason.SlowDisk, now.Stall);
        Assert.Equal("execution: going back to block 5, still at 900, for 10.0 s in phase commit: the disk is slow", now.StallText);
    }

    [Fact]
    public void A_way_back_that_moves_is_no_standstill_and_has_position_target_rate_and_time_left()
    {
        FakeProgress back = GoBack(from: 900, to: 500);
        for (ulong block = 890; block > 600; block -= 10)
        {
            back.Position = new BlockNumber(block);
            Assert.Equal(StallReason.None, After(1).Stall);
        }
        StageSnapshot stage = _watch.Snapshot().Active!;
        Assert.Equal((610UL, 500UL, 900UL), (stage.Position.Value, stage.Target!.Value.Value, stage.WayBackFrom!.Value.Value));
        Assert.Equal((10.0, "blocks"), stage.Rate);
        WayBackSnapshot way = _watch.Snapshot().WayBack!;
        Assert.Equal((900UL, 500UL, 0.725), (way.From.Value, way.To.Value, way.Share)); // 290 of 400 blocks in 29 s.
        Assert.Equal(11, way.TimeLeft!.Value.TotalSeconds, 6);
        Assert.Equal(way.TimeLeft, stage.TimeLeft);
    }

    [Fact]
    public void Steps_and_units_are_movement_where_no_block_is_finished()
    {
        FakeProgress back = GoBack(from: 900, to: 5);
        After(9);
        back.Steps++;
        Assert.Equal(StallReason.None, After(9).Stall);
        back.Units += 70;
        PipelineSnapshot now = After(9);
        Assert.Equal(StallReason.None, now.Stall);
        Assert.Equal(("gas", 70), (now.Active!.Rate.Unit, now.Active.Units));
        Assert.Equal(StallReason.LongUnwind, After(10).Stall);
    }

    [Fact]
    public void Stages_that_wait_for_their_turn_to_go_back_show_where_they_will_end()
    {
        Commit(StageId.Headers, 900);
        Commit(StageId.Bodies, 900);
        _watch.StageEnded(Reports.Of(StageId.Bodies));
        _watch.GoingBack([StageId.Headers, StageId.Bodies], new BlockNumber(100));
        PipelineSnapshot before = Piece(StageId.Bodies, 900, 500);
        Assert.Equal((new BlockNumber(100), new BlockNumber(100)), (before.Stages[0].Target, before.Stages[1].Target));
        Assert.Null(before.Stages[2].WayBackFrom);
        Piece(StageId.Headers, 900, 500);
        Assert.Equal(0.5, _watch.Snapshot().WayBack!.Share);
        Piece(StageId.Bodies, 500, 100);
        Assert.NotNull(Piece(StageId.Headers, 500, 100).WayBack);
        Assert.Null(_watch.Snapshot().WayBack);
        Assert.Null(_watch.Snapshot().Stages[0].WayBackFrom);
        Assert.Equal(TimeSpan.Zero, _watch.Snapshot().CommitAge);

        PipelineSnapshot Piece(StageId stage, ulong from, ulong to)
        {
            _watch.Unwinding(
                new FakeProgress
                {
                    Stage = stage,
                    Position = new BlockNumber(from),
                    Target = new BlockNumber(to),
                }
            );
            PipelineSnapshot during = After(1);
            _watch.Unwound(stage, new BlockNumber(from), new StageCheckpoint(new BlockNumber(to), default));
            return during;
        }
    }

    [Fact]
    public void Units_of_a_way_back_are_counted_once()
    {
        FakeProgress forward = Run();
        forward.Units = 100;
        GoBack(from: 900, to: 5).Units = 10;
        Assert.Equal(110, _watch.Snapshot().Stages[2].Units);
        _watch.Unwound(StageId.Execution, new BlockNumber(900), new StageCheckpoint(new BlockNumber(5), default));
        _watch.Executing(forward);
        forward.Units = 150;
        Assert.Equal(160, _watch.Snapshot().Stages[2].Units);
    }

    [Fact]
    public void A_failed_stage_is_the_reason_until_something_is_committed()
    {
        Run();
        _watch.Failed(StageId.Execution, new NodeException(NodeErrorCode.DiskFull, "no space", "data", "Free some"));
        PipelineSnapshot now = After(10);
        Assert.Equal(StallReason.StageFailed, now.Stall);
        Assert.Equal(ErrorKind.Disk, now.LastError!.Kind);
        Assert.Equal("execution failed 10.0 s ago: NP3102: no space (data). Free some", now.StallText);
        Commit(StageId.Execution, 1);
        Assert.Equal(StallReason.None, _watch.Snapshot().Stall);
    }

    [Fact]
    public void A_stage_that_lacks_something_of_the_source_is_mended_by_the_source()
    {
        Run();
        _watch.Failed(StageId.Execution, new NodeException(NodeErrorCode.BodyMissing, "no body", "block 5", "Import it"));
        Assert.Equal(StallReason.SourceFailed, After(10).Stall);
        _watch.SourceState(SourceCondition.Waiting);
        Assert.Equal(StallReason.WaitingForSource, After(10).Stall);
    }

    [Theory]
    [InlineData(NodeErrorCode.DiskFull, "disk")]
    [InlineData(NodeErrorCode.StorageFailed, "disk")]
    [InlineData(NodeErrorCode.BodyMissing, "source")]
    [InlineData(NodeErrorCode.CheckpointsContradict, "database")]
    [InlineData(NodeErrorCode.InternalError, "internal")]
    public void Errors_are_sorted_by_their_code(NodeErrorCode code, string kind) =>
        Assert.Equal(kind, Words.Of(ErrorKinds.Of(new NodeException(code, "", "", ""))));

    [Fact]
    public void The_last_block_of_the_source_is_the_target_of_the_first_stage()
    {
        _watch.SourceState(SourceCondition.Delivering, lastBlock: new BlockNumber(500));
        FakeProgress headers = Run(StageId.Headers);
        headers.Target = PipelineTarget.Everything.ToBlock;
        Assert.Equal(new BlockNumber(500), _watch.Snapshot().Active!.Target);
        headers.Target = new BlockNumber(200);
        Assert.Equal(new BlockNumber(200), _watch.Snapshot().Active!.Target);
    }

    private FakeProgress GoBack(ulong from, ulong to)
    {
        Commit(StageId.Execution, from);
        _watch.StageEnded(Reports.Of(StageId.Execution));
        _watch.GoingBack([StageId.Execution], new BlockNumber(to));
        FakeProgress back = new() { Position = new BlockNumber(from), Target = new BlockNumber(to) };
        _watch.Unwinding(back);
        return back;
    }

    private FakeProgress Run(StageId? stage = null)
    {
        FakeProgress progress = new() { Stage = stage ?? StageId.Execution };
        _watch.Executing(progress);
        return progress;
    }

    private void Commit(StageId stage, ulong number, double seconds = 0)
    {
        _watch.Committing(stage, new BlockNumber(1));
        _watch.Committed(stage, new StageCheckpoint(new BlockNumber(number), default), TimeSpan.FromSeconds(seconds));
    }

    private PipelineSnapshot After(double seconds)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        return _watch.Snapshot();
    }

    private static InvalidBlock Invalid(ulong number) =>
        new(InvalidBlockReason.GasUsedWrong, new BlockNumber(number), null, null, "1", "2");
}
