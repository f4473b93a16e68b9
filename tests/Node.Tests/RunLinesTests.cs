using NodeProto.Db;
using NodeProto.Node.Output;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Node.Tests;

/// <summary>Where a run goes on, and where it was stopped, as text and as JSON.</summary>
public sealed class RunLinesTests
{
    [Fact]
    public void The_start_names_each_stage_with_its_block_when_one_has_begun()
    {
        (StageId, BlockNumber)[] stages = [(StageId.Headers, new(2_000)), (StageId.SenderRecovery, new(246)), (StageId.Finish, new(0))];
        string sentence = "goes on: headers at block 2,000, sender-recovery at 246, finish at 0";
        Assert.Equal($"00:00:00 {sentence}\n", Line(LogFormat.Text, log => RunLines.LogStart(log, stages)));
        Assert.EndsWith(
            $"\"message\":\"{sentence}\",\"headers\":2000,\"senderRecovery\":246,\"finish\":0}}\n",
            Line(LogFormat.Json, log => RunLines.LogStart(log, stages)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_start_of_a_new_database_says_nothing() =>
        Assert.Empty(Line(LogFormat.Text, log => RunLines.LogStart(log, [(StageId.Headers, default), (StageId.Finish, default)])));

    [Fact]
    public void The_stop_names_the_unfinished_stage_and_not_the_head()
    {
        PipelineResult result = new()
        {
            Stages = [Reports.Of(StageId.Headers, new(2_000)), Reports.Of(StageId.SenderRecovery, new(1_246)), Reports.Of(StageId.Finish)],
            Rejected = [],
            SourceFailure = null,
            IsStopped = true,
            StoppedIn = StageId.SenderRecovery,
            Head = new StageCheckpoint(BlockNumber.Genesis, Keccak.OfEmpty),
        };
        string sentence = "stopped in sender-recovery, whose last commit is at block 1,246. It goes on";
        Assert.Equal($"00:00:00 {sentence}\n", Line(LogFormat.Text, log => RunLines.LogStop(log, result, "It goes on")));
        Assert.EndsWith(
            $"\"message\":\"{sentence}\",\"stage\":\"sender-recovery\",\"block\":1246}}\n",
            Line(LogFormat.Json, log => RunLines.LogStop(log, result, "It goes on")),
            StringComparison.Ordinal
        );
    }

    private static string Line(LogFormat format, Action<EventLog> write)
    {
        using StringWriter text = new();
        write(new EventLog(text, LogLevel.Info, format, new FakeTime()));
        return text.ToString();
    }
}
