namespace NodeProto.Node.Tests.Chaos;

/// <summary><c>chaos</c> refuses what it cannot repeat, before it starts or deletes anything.</summary>
public sealed class ChaosRefusalTests
{
    [Theory]
    [InlineData("import chain.rlp", "names no data directory")]
    [InlineData("import chain.rlp --datadir a , stage unwind --to 1 --datadir b", "different data directories")]
    [InlineData("import chain.rlp --datadir a ,", "a command is empty")]
    [InlineData("import chain.rlp --datadir .", "is there already")]
    [InlineData("node --datadir a", "never ends")]
    [InlineData("import chain.rlp --datadir a --db=memory", "in memory")]
    [InlineData("import chain.rlp --datadir a --log-level error", "has --log-level")]
    [InlineData("--datadir a import chain.rlp", "does not begin with the name of a command")]
    public async Task What_cannot_be_repeated_is_refused(string command, string why)
    {
        CommandRun run = await CommandRun.Of(["chaos", "--json", "--", .. command.Split(' ')]);
        Assert.Equal(2, run.ExitCode);
        Assert.Equal("NP1001", run.ErrorPart("code"));
        Assert.Contains(why, run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".undisturbed")]
    [InlineData(".chaos-copy")]
    public async Task Folders_beside_the_data_directory_that_are_there_already_are_left_alone(string suffix)
    {
        using TestFolder folder = new();
        string data = Path.Combine(folder.Path, "data");
        Directory.CreateDirectory(data + suffix);
        CommandRun run = await CommandRun.Of("chaos", "--json", "--", "import", "chain.rlp", "--datadir", data + "/");
        Assert.Equal(2, run.ExitCode);
        Assert.Equal("NP1001", run.ErrorPart("code"));
        Assert.Contains(data + suffix, run.ErrorPart("where"), StringComparison.Ordinal);
        Assert.True(Directory.Exists(data + suffix));
    }
}
