using System.Text.Json;
using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Node.Watching;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Node.Tests.Observability;

/// <summary>What supervisors and people are told, and that each reason to stand still is told apart everywhere.</summary>
[Collection(ObservabilityCollection.Name)]
public sealed class HealthTests : IDisposable
{
    private readonly ObservedTestNode _node = new();

    public void Dispose() => _node.Dispose();

    [Fact]
    public async Task A_node_that_works_is_alive_ready_and_healthy()
    {
        FakeProgress execution = _node.Run(StageId.Execution);
        execution.Position = new BlockNumber(7);
        (int status, string type, string text) = await _node.Get("/health");
        Assert.Equal((200, "application/json; charset=utf-8"), (status, type));
        JsonElement health = JsonDocument.Parse(text).RootElement;
        Assert.Equal("ok", health.GetProperty("status").GetString());
        JsonElement stage = health
            .GetProperty("stages")
            .EnumerateArray()
            .Single(each => each.GetProperty("stage").GetString() == "execution");
        Assert.Equal("compute", stage.GetProperty("doing").GetString());
        Assert.Equal(7, stage.GetProperty("position").GetInt32());
        Assert.Equal(AllStages.Order.Count, health.GetProperty("stages").GetArrayLength());
        Assert.Equal((200, "text/plain; charset=utf-8", "ok\n"), await _node.Get("/livez"));
        Assert.Equal((200, "text/plain; charset=utf-8", "ready\n"), await _node.Get("/readyz"));
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", (await _node.Get("/metrics")).ContentType);
    }

    [Theory]
    [InlineData("?maxBlocksBehind=10", 200)]
    [InlineData("?maxBlocksBehind=9", 503)]
    [InlineData("?maxCommitAgeSeconds=20", 200)]
    [InlineData("?maxCommitAgeSeconds=19.9", 503)]
    [InlineData("?maxBlocksBehind=10&maxCommitAgeSeconds=20", 200)]
    [InlineData("?maxBlocksBehind=many", 400)]
    [InlineData("?maxBlocksBehind=-1", 400)]
    [InlineData("?maxCommitAgeSeconds=", 400)]
    public async Task Ready_is_what_the_caller_says(string query, int status)
    {
        _node.Watch.SourceState(SourceCondition.Waiting, lastBlock: new BlockNumber(10));
        _node.Time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(status, (await _node.Get("/readyz" + query)).Status);
    }

    [Fact]
    public async Task Unknown_pages_and_methods_are_refused()
    {
        Assert.Equal(404, (await _node.Get("/metric")).Status);
        Assert.Equal(405, (await _node.Get("/metrics", HttpMethod.Post)).Status);
        (int status, _, string text) = await _node.Get("/health", HttpMethod.Head);
        Assert.Equal((200, ""), (status, text));
        Assert.Contains("/readyz", (await _node.Get("/")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_kept_of_each_segment_is_told_by_health_and_metrics()
    {
        using (IWriteTransaction tx = _node.Database.BeginWrite())
        {
            tx.Put(Tables.PruneCheckpoints, PruneSegment.Receipts.Name, new PruneCheckpoint(new BlockNumber(901), PruneMode.Last(100)));
            tx.Commit();
        }
        JsonElement retained = JsonDocument.Parse((await _node.Get("/health")).Text).RootElement.GetProperty("retained");
        Assert.Equal(PruneSegment.All.Count, retained.GetArrayLength());
        Assert.Equal("{\"segment\":\"receipts\",\"mode\":\"last 100\",\"firstBlock\":901}", retained[1].GetRawText());
        string page = await _node.Metrics();
        Assert.Contains("\nnodeproto_prune_retained_from_block{segment=\"receipts\"} 901\n", page, StringComparison.Ordinal);
        Assert.Contains("\nnodeproto_prune_retained_from_block{segment=\"bodies\"} 0\n", page, StringComparison.Ordinal);
    }

    public static TheoryData<string> Reasons() => [.. Words.StallReasons.Select(Words.Of)];

    [Theory]
    [MemberData(nameof(Reasons))]
    public async Task Each_reason_to_stand_still_is_told_apart_by_health_metrics_and_log(string reason)
    {
        Provoke(reason);
        _node.Time.Advance(TimeSpan.FromSeconds(10));
        bool isWrong = reason != "waiting-for-source";

        (int status, _, string text) = await _node.Get("/health");
        Assert.Equal(isWrong ? 503 : 200, status);
        JsonElement health = JsonDocument.Parse(text).RootElement;
        Assert.Equal(isWrong ? "stalled" : "waiting", health.GetProperty("status").GetString());
        Assert.Equal(reason, health.GetProperty("reason").GetString());
        Assert.NotEmpty(health.GetProperty("text").GetString()!);

        Assert.Equal(isWrong ? 503 : 200, (await _node.Get("/readyz")).Status);

        string[] page = (await _node.Metrics()).Split('\n');
        string ones = string.Join(
            '\n',
            page.Where(sample =>
                sample.StartsWith("nodeproto_stalled", StringComparison.Ordinal) && sample.EndsWith(" 1", StringComparison.Ordinal)
            )
        );
        Assert.Equal($"nodeproto_stalled{{reason=\"{reason}\"}} 1", ones);

        JsonElement line = JsonDocument.Parse(_node.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]).RootElement;
        Assert.Equal(reason, line.GetProperty("reason").GetString());
        Assert.Equal(isWrong ? "warning" : "info", line.GetProperty("level").GetString());
    }

    private void Provoke(string reason)
    {
        switch (reason)
        {
            case "waiting-for-source":
                _node.Watch.SourceState(SourceCondition.Waiting);
                break;
            case "source-failed":
                _node.Pipeline.SourceEnded(new NodeException(NodeErrorCode.ChainFileTruncated, "it ends", "offset 7", "Get it again"));
                break;
            case "slow-disk":
                _node.Run(StageId.Bodies);
                _node.Pipeline.Committing(StageId.Bodies, new BlockNumber(1));
                break;
            case "low-disk":
                _node.Pipeline.Paused(_node.Run(StageId.Bodies), new DiskRoom("data", 0, 100));
                break;
            case "long-block":
                _node.Run(StageId.Execution);
                break;
            case "long-unwind":
                _node.Pipeline.Unwinding(new FakeProgress { Position = new BlockNumber(9), Target = new BlockNumber(1) });
                break;
            case "block-refused":
                _node.Run(StageId.Execution);
                _node.Pipeline.Rejected(
                    StageId.Execution,
                    new InvalidBlock(InvalidBlockReason.GasUsedWrong, new BlockNumber(6), null, null, "1", "2")
                );
                _node.Pipeline.StageEnded(Reports.Of(StageId.Execution));
                _node.Watch.SourceState(SourceCondition.Waiting);
                break;
            case "stage-failed":
                _node.Run(StageId.Execution);
                _node.Pipeline.Failed(StageId.Execution, new NodeException(NodeErrorCode.DiskFull, "no space", "data", "Free some"));
                break;
            default:
                Assert.Fail($"A test has to provoke {reason}.");
                break;
        }
    }
}
