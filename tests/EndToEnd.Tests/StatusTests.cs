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
        Assert.Equal(6, stages.Length);
        Assert.All(stages, stage => Assert.Equal(60UL, stage.GetProperty("checkpoint").GetUInt64()));
        string text = (await NodeProcess.Run(["status", .. data])).EndedWith(0).Out;
        Assert.Contains("head 60, 0 behind", text, StringComparison.Ordinal);
        Assert.Contains("sender-recovery", text, StringComparison.Ordinal);

        node.Kill();
        await node.EndAsync();
        Assert.True(File.Exists(Path.Combine(folder.Data, "node.json"))); // Left behind, and seen through.
        (await NodeProcess.Run(["status", .. data, "--json"])).RefusedWith("NP1007", 1, folder.Data, "stage list");
    }

    [Fact]
    public async Task A_broken_source_is_told_by_status_with_its_reason()
    {
        using DataFolder folder = new(Chains.Short);
        string[] data = ["--datadir", folder.Data, "--json"];
        await File.AppendAllTextAsync(folder.ChainFile, "garbage");
        using NodeProcess node = Start(folder, "--metrics", "127.0.0.1:0");
        Assert.True(await node.SeesAsync("NP2602"));
        JsonElement source = (await NodeProcess.Run(["status", .. data])).Json.GetProperty("source");
        Assert.Equal("failed", source.GetProperty("state").GetString());
        Assert.Contains("NP2602", source.GetProperty("text").GetString(), StringComparison.Ordinal);
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

    private static NodeProcess Start(DataFolder folder, params string[] options) =>
        NodeProcess.Start([
            "node",
            "--source",
            folder.ChainFile,
            "--chain",
            folder.Genesis,
            "--datadir",
            folder.Data,
            "--json",
            .. options,
        ]);
}
