namespace NodeProto.EndToEnd.Tests;

/// <summary>The demo as the built program runs it.</summary>
public sealed class DemoTests
{
    [Fact]
    public async Task Interrupted_it_ends_with_130_and_says_where_its_data_lies()
    {
        using TestFolder folder = new();
        string data = Path.Combine(folder.Path, "demo");
        using NodeProcess process = NodeProcess.Start(["demo", "--blocks", "2000", "--datadir", data, "--json"]);
        Assert.True(await process.SeesAsync("demo: making a chain"));
        process.Interrupt();
        ProgramRun run = (await process.EndAsync()).EndedWith(130);
        Assert.Equal("NP1004", run.Json.GetProperty("error").GetProperty("code").GetString());
        Assert.False(Directory.Exists(data)); // Nothing was finished, so nothing is left.
    }
}
