using NodeProto.Node.Following;
using NodeProto.Node.Output;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Node.Tests;

public sealed class HeadLinesTests
{
    [Fact]
    public void A_head_is_told_at_once_then_once_a_second_and_the_last_one_always()
    {
        FakeTime time = new();
        using StringWriter text = new();
        using (HeadLines lines = new(new EventLog(text, LogLevel.Info, LogFormat.Text, time), time))
        {
            lines.Report(Run(1, blocks: 1));
            lines.Report(Run(2, blocks: 1));
            lines.Report(Run(5, blocks: 3));
            time.Advance(TimeSpan.FromSeconds(1));
            time.Advance(TimeSpan.FromSeconds(1));
            lines.Report(Run(6, blocks: 1));
            lines.Report(Run(7, blocks: 1));
        }
        IEnumerable<string> told = text.ToString()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' '))
            .Select(words => $"{words[3]} {words[4]} {words[6]}");
        Assert.Equal("block 1 blocks=1, block 5 blocks=4, block 6 blocks=1, block 7 blocks=1", string.Join(", ", told));
    }

    private static PipelineResult Run(ulong head, ulong blocks) =>
        new()
        {
            Stages = [Reports.Of(StageId.Finish, new BlockNumber(head)) with { Blocks = blocks }],
            Rejected = [],
            SourceFailure = null,
            IsStopped = false,
            Head = new Db.StageCheckpoint(new BlockNumber(head), Keccak.OfEmpty),
        };
}
