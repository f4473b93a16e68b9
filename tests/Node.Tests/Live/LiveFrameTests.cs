using NodeProto.Db;
using NodeProto.Node.Live;
using NodeProto.Node.Watching;
using NodeProto.Primitives;
using NodeProto.Stages;
using Spectre.Console;

namespace NodeProto.Node.Tests.Live;

/// <summary>What the live display shows, at several widths.</summary>
public sealed class LiveFrameTests : IDisposable
{
    private readonly FakeTime _time = new();
    private readonly PipelineWatch _watch;

    public LiveFrameTests()
    {
        _watch = new PipelineWatch(
            _time,
            [(StageId.Headers, "headers"), (StageId.SenderRecovery, "signatures"), (StageId.Execution, "gas")]
        );
        BlockNumber last = new(4_000);
        _watch.SourceState(SourceCondition.Delivering, lastBlock: last);
        _watch.Executing(new FakeProgress { Stage = StageId.Headers, Target = PipelineTarget.Everything.ToBlock });
        _time.Advance(TimeSpan.FromSeconds(1));
        _watch.Committed(StageId.Headers, new StageCheckpoint(last, default), TimeSpan.Zero);
        _watch.StageEnded(Reports.Of(StageId.Headers, last) with { Unit = "headers", Units = 4_000, Seconds = 0.1 });
        FakeProgress senders = new() { Stage = StageId.SenderRecovery, Target = last };
        _watch.Executing(senders);
        (senders.Position, senders.Units) = (new BlockNumber(1_300), 15_600);
        _time.Advance(TimeSpan.FromSeconds(2));
    }

    public void Dispose() => _watch.Dispose();

    [Fact]
    public void A_wide_terminal_shows_every_column() =>
        Check(
            100,
            "headers          4,000  of 4,000  100 %     40.0k headers/s         done",
            "sender-recovery  1,300  of 4,000   32 %   7.8k signatures/s   0:04  compute",
            "execution            0  of 4,000    0 %                             waiting",
            "0:03 elapsed"
        );

    [Fact]
    public void Sixty_columns_show_rates_without_their_units_and_no_share() =>
        Check(
            60,
            "headers          4,000  of 4,000  40.0k/s         done",
            "sender-recovery  1,300  of 4,000   7.8k/s   0:04  compute",
            "execution            0  of 4,000                  waiting",
            "0:03 elapsed"
        );

    [Fact]
    public void Fewer_columns_leave_out_what_matters_least() =>
        Check(32, "headers          4,000  done", "sender-recovery  1,300  compute", "execution            0  waiting", "0:03 elapsed");

    [Fact]
    public void A_standstill_says_why_on_lines_of_whole_words()
    {
        _time.Advance(TimeSpan.FromSeconds(12));
        Check(
            60,
            "headers          4,000  of 4,000  40.0k/s         done",
            "sender-recovery  1,300  of 4,000                  compute",
            "execution            0  of 4,000                  waiting",
            "sender-recovery: still after block 1,300, for 12.0 s in",
            "phase compute: one block takes long",
            "0:03 elapsed"
        );
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(17)]
    [InlineData(40)]
    [InlineData(75)]
    [InlineData(76)]
    [InlineData(77)]
    [InlineData(200)]
    public void No_line_reaches_the_last_column(int width)
    {
        _time.Advance(TimeSpan.FromSeconds(12));
        Assert.All(Draw(width), line => Assert.InRange(line.Length, 0, width - 1));
    }

    [Fact]
    public void Of_a_single_stage_there_is_one_row() =>
        Assert.Equal("execution", Assert.Single(new PipelineView(_watch, [StageId.Execution]).View().Rows).Name);

    private void Check(int width, params string[] expected) => Assert.Equal(expected, Draw(width));

    private string[] Draw(int width)
    {
        using StringWriter text = new();
        IAnsiConsole console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = AnsiSupport.Yes,
                ColorSystem = ColorSystemSupport.NoColors,
                Out = new AnsiConsoleOutput(text),
            }
        );
        console.Profile.Width = width;
        console.Write(new LiveFrame(new PipelineView(_watch).View() with { Foot = "0:03 elapsed" }));
        return StyleMarks().Replace(text.ToString(), "").Split('\n');
    }

    private static System.Text.RegularExpressions.Regex StyleMarks() =>
        new(@"\e\[[0-9;]*[mK]", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));
}
