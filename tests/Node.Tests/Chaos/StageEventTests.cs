using NodeProto.Db;
using NodeProto.Node.Chaos;
using NodeProto.Node.Output;
using NodeProto.Node.Watching;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Node.Tests.Chaos;

/// <summary><c>chaos</c> understands the log as it is written.</summary>
public sealed class StageEventTests
{
    [Fact]
    public void Each_line_of_a_stage_is_understood()
    {
        using StringWriter text = new();
        FakeTime time = new();
        EventLog log = new(text, LogLevel.Debug, LogFormat.Json, time);
        using ProgressLines lines = new(log, time, new PipelineWatch(time, []), hasLines: false);
        FakeProgress bodies = new() { Stage = StageId.Bodies };
        StageCheckpoint checkpoint = new(new BlockNumber(7), default);
        lines.Executing(bodies);
        lines.Committing(StageId.Bodies, new BlockNumber(7));
        lines.Committed(StageId.Bodies, checkpoint, TimeSpan.Zero);
        lines.Unwinding(bodies);
        lines.Unwound(StageId.Bodies, new BlockNumber(9), checkpoint);
        StageEvent[] expected =
        [
            new(StageEventKind.Working, "bodies", bodies.Position.Value),
            new(StageEventKind.Committing, "bodies", 7),
            new(StageEventKind.Committed, "bodies", 7),
            new(StageEventKind.GoingBack, "bodies", bodies.Target.Value),
            new(StageEventKind.WentBack, "bodies", 7),
        ];
        Assert.Equal(
            expected,
            text.ToString()
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => StageEvent.TryParse(line, out StageEvent found) ? found : default)
        );
    }

    [Theory]
    [InlineData("""{"level":"debug","stage":"bodies","phase":"committing","blo""")] // Cut off by a kill.
    [InlineData("12:00:00 bodies: committing up to block 7")]
    [InlineData("""{"level":"warning","stage":"bodies","block":7,"phase":"commit","reason":"slow-disk"}""")]
    [InlineData("""{"level":"info","block":7,"hash":"0x00"}""")]
    public void Other_lines_and_broken_ones_say_nothing(string line) => Assert.False(StageEvent.TryParse(line, out _));

    [Fact]
    public void A_line_of_progress_is_no_event_of_a_commit()
    {
        const string Line = """{"level":"info","stage":"bodies","block":7,"unitsPerSecond":1.5,"unit":"blocks","phase":"committing"}""";
        Assert.True(StageEvent.TryParse(Line, out StageEvent found));
        Assert.Equal(new StageEvent(StageEventKind.Progress, "bodies", 7), found);
    }
}
