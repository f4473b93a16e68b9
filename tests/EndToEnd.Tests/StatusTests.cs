using System.Globalization;
using System.Text.Json;

namespace NodeProto.EndToEnd.Tests;

/// <summary>Asking a running node how it is.</summary>
public sealed class StatusTests
{
    [Fact]
    public async Task A_running_node_is_found_through_its_data_directory_and_tells_its_stages()
    {
        using DataFolder folder = new(Chains.Short);
        string[] data = ["--datadir", folder.Data];
        using NodeProcess node = Start(folder, "--metrics", "127.0.0.1:0");
        Assert.True(await node.SeesAsync("waiting for more blocks"));
        ProgramRun run = (await NodeProcess.Run(["status", .. data, "--json"])).EndedWith(0);
        Assert.Equal("nodeproto node", run.Json.GetProperty("command").GetString());
        Assert.Equal(60UL, run.Json.GetProperty("head").GetUInt64());
        Assert.Equal(0UL, run.Json.GetProperty("blocksBehind").GetUInt64());
        Assert.Equal("waiting", run.Json.GetProperty("source").GetProperty("state").GetString());
        JsonElement[] stages = [.. run.Json.GetProperty("stages").EnumerateArray()];
        Assert.Equal("finish", stages[^1].GetProperty("stage").GetString());
        Assert.All(stages, stage => Assert.Equal(60UL, stage.GetProperty("checkpoint").GetUInt64()));
        Dictionary<string, string> proxy = new(StringComparer.Ordinal)
        {
            ["http_proxy"] = "http://127.0.0.1:1", // Nobody is there: it is not asked for a node on this machine.
            ["no_proxy"] = "",
            ["NO_PROXY"] = "",
        };
        string text = (await NodeProcess.Run(["status", .. data], proxy)).EndedWith(0).Out;
        Assert.Contains("head 60, 0 behind", text, StringComparison.Ordinal);
        Assert.Contains("sender-recovery", text, StringComparison.Ordinal);

        node.Kill();
        await node.EndAsync();
        Assert.True(File.Exists(Path.Combine(folder.Data, "node.json"))); // Left behind, and seen through.
        (await NodeProcess.Run(["status", .. data, "--json"])).RefusedWith("NP1007", 1, folder.Data, "stage list");
    }

    [Fact]
    public async Task A_source_that_breaks_while_the_node_waits_is_told_and_counted_once_until_it_is_mended()
    {
        using DataFolder folder = new(Chains.Short);
        string source = folder.Write("growing.rlp", GeneratedChain.Encode(Chains.Short.Blocks.Take(5)));
        using NodeProcess node = StartOn(source, folder, "--metrics", "127.0.0.1:0");
        Assert.True(await node.SeesAsync("waiting for more blocks"));
        using JsonDocument running = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(folder.Data, "node.json")));
        using SocketsHttpHandler direct = new() { UseProxy = false };
        using HttpClient client = new(direct) { BaseAddress = new Uri($"http://{running.RootElement.GetProperty("address").GetString()}") };
        await IsAsync(client, "waiting");

        await File.AppendAllTextAsync(source, "garbage garbage");
        Assert.True(await node.SeesAsync("NP2602"));
        await IsAsync(client, "failed");
        Assert.Equal(1, await SourceErrorsAsync(client));
        JsonElement told = (await NodeProcess.Run("status", "--datadir", folder.Data, "--json")).Json.GetProperty("source");
        Assert.Equal("failed", told.GetProperty("state").GetString());
        Assert.Contains("NP2602", told.GetProperty("text").GetString(), StringComparison.Ordinal);
        File.Move(folder.Write("mended.rlp", GeneratedChain.Encode(Chains.Short.Blocks.Take(7))), source, overwrite: true);
        Assert.True(await node.SeesAsync("head is block 7 "));
        Assert.True(await node.SeesAsync("the source is whole again"));
        await IsAsync(client, "waiting");

        File.Delete(source);
        Assert.True(await node.SeesAsync("no longer there"));
        await IsAsync(client, "failed");
        Assert.Equal(2, await SourceErrorsAsync(client));
        File.Move(folder.Write("again.rlp", GeneratedChain.Encode(Chains.Short.Blocks.Take(9))), source);
        Assert.True(await node.SeesAsync("head is block 9 "));

        Assert.True(await node.SeesAsync("the source is whole again", times: 2));
        await File.WriteAllBytesAsync(source, []);
        Assert.True(await node.SeesAsync("NP2607", times: 2));
        Assert.Equal(3, await SourceErrorsAsync(client));
        await File.WriteAllBytesAsync(source, GeneratedChain.Encode(Chains.Short.Blocks.Take(11)));
        Assert.True(await node.SeesAsync("head is block 11 "));
        node.Terminate();
        (await node.EndAsync()).EndedWith(0);
        Assert.False(File.Exists(Path.Combine(folder.Data, "node.json")));
    }

    [Fact]
    public async Task A_node_without_metrics_and_an_address_where_nobody_is_are_told_apart()
    {
        using DataFolder folder = new(Chains.Other);
        using NodeProcess node = Start(folder);
        Assert.True(await node.SeesAsync("waiting for more blocks"));
        (await NodeProcess.Run(["status", "--datadir", folder.Data, "--json"])).RefusedWith("NP1008", 1, "process", "--metrics");
        (await NodeProcess.Run(["status", "--metrics", "127.0.0.1:1", "--json"])).RefusedWith("NP1008", 1, "http://127.0.0.1:1/health");
        node.Terminate();
        (await node.EndAsync()).EndedWith(0);
        (await NodeProcess.Run(["status", "--datadir", folder["nowhere"], "--json"])).RefusedWith("NP1007", 1, "nowhere");
    }

    /// <summary>Health says this of the source soon.</summary>
    private static async Task IsAsync(HttpClient client, string state)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(1));
        string seen;
        do
        {
            using HttpResponseMessage response = await client.GetAsync(new Uri("/health", UriKind.Relative), limit.Token);
            using JsonDocument health = JsonDocument.Parse(await response.Content.ReadAsStringAsync(limit.Token));
            seen = health.RootElement.GetProperty("source").GetProperty("state").GetString()!;
        } while (seen != state);
    }

    private static async Task<int> SourceErrorsAsync(HttpClient client)
    {
        string metrics = await client.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        return metrics
            .Split('\n')
            .Where(line =>
                line.StartsWith("nodeproto_stage_errors_total{", StringComparison.Ordinal)
                && line.Contains("kind=\"source\"", StringComparison.Ordinal)
            )
            .Sum(line => int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));
    }

    private static NodeProcess Start(DataFolder folder, params string[] options) => StartOn(folder.ChainFile, folder, options);

    private static NodeProcess StartOn(string source, DataFolder folder, params string[] options) =>
        NodeProcess.Start(["node", "--source", source, "--chain", folder.Genesis, "--datadir", folder.Data, "--json", .. options]);
}
