using System.Text.Json;

namespace NodeProto.EndToEnd.Tests;

/// <summary>A node that stands still says why, and says the same everywhere.</summary>
public sealed class StandstillTests
{
    [Fact]
    public async Task A_source_that_is_silent_or_broken_a_slow_disk_and_a_refused_block_are_told_apart_everywhere()
    {
        await Task.WhenAll(
            IsToldAsync(Chains.Short.Blocks.Take(3), [], "waiting-for-source", "waiting for the source for", isWrong: false),
            IsToldAsync(
                Chains.Short.Blocks.Take(3),
                [0x42, 0x43],
                "source-failed",
                "NP2602: no block in canonical RLP: a string stands where a list belongs",
                isWrong: true
            ),
            IsToldAsync(
                Chains.Short.Blocks.Take(3),
                [],
                "slow-disk",
                "headers: still after block 3, for",
                isWrong: true,
                "--db.commit-delay-seconds",
                "3600"
            ),
            IsToldAsync(
                Chains.Short.Changed(4, header => header with { GasUsed = 1 }).Blocks.Take(6),
                [],
                "block-refused",
                "block 4 was refused. NP",
                isWrong: true
            )
        );
    }

    /// <summary>Starts a node on some blocks and asks log, status, health and metrics once it stands still.</summary>
    private static async Task IsToldAsync(
        IEnumerable<Primitives.Block> blocks,
        byte[] behind,
        string reason,
        string text,
        bool isWrong,
        params string[] options
    )
    {
        using DataFolder folder = new(Chains.Short);
        string source = folder.Write("source.rlp", [.. GeneratedChain.Encode(blocks), .. behind]);
        string[] command = ["node", "--source", source, "--chain", folder.Genesis, "--datadir", folder.Data, "--metrics", "127.0.0.1:0"];
        using NodeProcess node = NodeProcess.Start([.. command, .. options]);
        Assert.True(await node.SeesAsync($" reason={reason} "), $"The log does not say {reason}."); // A plain line of the display.

        ProgramRun status = (await NodeProcess.Run("status", "--datadir", folder.Data)).EndedWith(isWrong ? 1 : 0);
        Assert.Contains(isWrong ? ": stalled, " : ": waiting, ", status.Out, StringComparison.Ordinal);
        Assert.Contains(text, status.Out, StringComparison.Ordinal);

        using JsonDocument running = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(folder.Data, "node.json")));
        using SocketsHttpHandler direct = new() { UseProxy = false };
        using HttpClient client = new(direct) { BaseAddress = new Uri($"http://{running.RootElement.GetProperty("address").GetString()}") };
        using HttpResponseMessage health = await client.GetAsync("/health");
        Assert.Equal(isWrong ? 503 : 200, (int)health.StatusCode);
        using JsonDocument page = JsonDocument.Parse(await health.Content.ReadAsStringAsync());
        Assert.Equal(reason, page.RootElement.GetProperty("reason").GetString());
        Assert.Contains(text, page.RootElement.GetProperty("text").GetString(), StringComparison.Ordinal);

        string[] stalled =
        [
            .. (await client.GetStringAsync("/metrics"))
                .Split('\n')
                .Where(line =>
                    line.StartsWith("nodeproto_stalled{", StringComparison.Ordinal) && line.EndsWith(" 1", StringComparison.Ordinal)
                ),
        ];
        Assert.Equal([$"nodeproto_stalled{{reason=\"{reason}\"}} 1"], stalled);

        node.Terminate();
        ProgramRun run = (await node.EndAsync()).EndedWith(0);
        string line = run.Error.Split('\n').First(each => each.Contains($" reason={reason} ", StringComparison.Ordinal));
        Assert.Contains(text, line, StringComparison.Ordinal);
    }
}
