using System.Text.Json;

namespace NodeProto.Node.Tests;

/// <summary><c>chain info</c>: what a built-in chain is.</summary>
public sealed class ChainInfoTests
{
    [Fact]
    public async Task Forks_that_change_blob_parameters_alone_are_listed_behind_the_others()
    {
        CommandRun run = await CommandRun.Of("chain", "info", "--chain", "mainnet", "--db", "memory", "--json");
        JsonElement[] forks = [.. run.Json.GetProperty("forks").EnumerateArray()];
        string[] names = [.. forks.Select(fork => fork.GetProperty("fork").GetString()!)];
        Assert.Equal(["Osaka", "Bpo1", "Bpo2"], names[^3..]);
        Assert.Equal(1_765_290_071UL, forks[^2].GetProperty("time").GetUInt64()); // EIP-7892, mainnet.
    }
}
