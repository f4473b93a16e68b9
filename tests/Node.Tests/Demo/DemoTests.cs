using System.Text.Json;
using NodeProto.Execution;

namespace NodeProto.Node.Tests.Demo;

/// <summary>The demo makes, syncs, stops, continues, goes back and on, and verifies; here with the fewest blocks.</summary>
public sealed class DemoTests : IDisposable
{
    private static readonly string s_blocks = $"{EveryFork.BlocksMin}";

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_stops_half_way_continues_goes_back_and_ends_at_the_head_with_one_object()
    {
        CommandRun run = await CommandRun.Of("demo", "--blocks", s_blocks, "--datadir", _folder["new"], "--json");
        Assert.Equal(0, run.ExitCode);
        JsonElement result = run.Json;
        ulong head = (ulong)EveryFork.BlocksMin;
        Assert.Equal(head, result.GetProperty("head").GetProperty("number").GetUInt64());
        ulong executed = result.GetProperty("stoppedAt").GetProperty("execution").GetUInt64();
        Assert.InRange(executed, head / 2, head - 1);
        Assert.Equal(0UL, result.GetProperty("stoppedAt").GetProperty("finish").GetUInt64());
        Assert.Equal(head - (head / 4), result.GetProperty("unwoundTo").GetUInt64());
        Assert.All(result.GetProperty("stages").EnumerateArray(), stage => Assert.Equal(head, stage.GetProperty("checkpoint").GetUInt64()));
        Assert.Equal(_folder["new"], result.GetProperty("folder").GetString());

        // The checksum is that of the directory, and the file alone leads to it again.
        string checksum = result.GetProperty("verified").GetProperty("checksum").GetString()!;
        CommandRun again = await CommandRun.Of("db", "checksum", "--datadir", _folder["new"], "--json");
        Assert.Equal(checksum, again.Json.GetProperty("checksum").GetString());
    }

    [Fact]
    public async Task What_it_proposes_works_as_it_stands()
    {
        CommandRun run = await CommandRun.Of("demo", "--blocks", s_blocks, "--datadir", _folder["a folder"], "--json");
        string[] lines = [.. run.Json.GetProperty("next").EnumerateArray().Select(line => line.GetString()!)];
        Assert.InRange(lines.Length, 5, 10);
        foreach (string line in lines.Where(line => !line.StartsWith("nodeproto node ", StringComparison.Ordinal)))
        {
            CommandRun tried = await CommandRun.Of(Words(line)[1..]);
            Assert.True(tried.ExitCode == 0, $"{line}\n{tried.Error}");
        }
    }

    [Fact]
    public async Task A_folder_that_holds_something_is_refused_and_left_alone()
    {
        _folder.Write("letter.txt", [1]);
        CommandRun run = await CommandRun.Of("demo", "--blocks", s_blocks, "--datadir", _folder.Path, "--json");
        Assert.Equal(2, run.ExitCode);
        Assert.Equal("NP1201", run.ErrorPart("code"));
        Assert.Equal(_folder["letter.txt"], Assert.Single(Directory.GetFileSystemEntries(_folder.Path)));
    }

    [Fact]
    public async Task A_second_demo_in_the_same_folder_says_what_to_do()
    {
        string[] command = ["demo", "--blocks", s_blocks, "--datadir", _folder["twice"], "--json"];
        Assert.Equal(0, (await CommandRun.Of(command)).ExitCode);
        CommandRun second = await CommandRun.Of(command);
        Assert.Equal("NP1201", second.ErrorPart("code"));
        Assert.Contains($"rm -r {_folder["twice"]}", second.ErrorPart("whatToDo"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Equal_seeds_give_equal_chains_and_others_do_not()
    {
        string[] heads = new string[3];
        string[] seeds = ["7", "7", "8"];
        for (int i = 0; i < seeds.Length; i++)
        {
            CommandRun run = await CommandRun.Of([
                "demo",
                "--blocks",
                s_blocks,
                "--seed",
                seeds[i],
                "--datadir",
                _folder[$"{i}"],
                "--json",
            ]);
            heads[i] = run.Json.GetProperty("head").GetProperty("hash").GetString()!;
        }
        Assert.Equal(heads[0], heads[1]);
        Assert.NotEqual(heads[0], heads[2], StringComparer.Ordinal);
    }

    /// <summary>Words of a command line with single quotes around those that need them.</summary>
    private static string[] Words(string line)
    {
        string[] parts = line.Split('\'');
        return [.. parts.SelectMany((part, i) => i % 2 == 1 ? [part] : part.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
    }
}
