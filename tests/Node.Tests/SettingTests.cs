namespace NodeProto.Node.Tests;

/// <summary>A setting comes from the flag, else from the variable, else it has its default.</summary>
[Collection(nameof(EnvironmentCollection))]
public sealed class SettingTests
{
    [Theory]
    [InlineData("NODEPROTO_DB", "lmdb", "'lmdb'", "rocksdb|memory")]
    [InlineData("NODEPROTO_LOG_LEVEL", "loud", "'loud'", "debug|info|warning|error")]
    [InlineData("NODEPROTO_LOG_FORMAT", "xml", "'xml'", "text|json")]
    [InlineData("NODEPROTO_JSON", "perhaps", "'perhaps'", "true|false")]
    [InlineData("NODEPROTO_COMMIT_BLOCKS", "0", "'0'", "1 or more")]
    [InlineData("NODEPROTO_CHECK_ROOTS", "never", "'never'", "commit|every")]
    [InlineData("NODEPROTO_DB_SYNC", "maybe", "'maybe'", "commit|none")]
    [InlineData("NODEPROTO_TO_BLOCK", "latest", "'latest'", "a block number")]
    public async Task A_variable_with_a_wrong_value_is_named_before_anything_is_made(string name, string value, params string[] parts)
    {
        using TestFolder folder = new();
        using Variable variable = new(name, value);
        CommandRun run = await CommandRun.Of("import", "none.rlp", "--datadir", folder["data"]);
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("NP1002: ", run.Error, StringComparison.Ordinal);
        Assert.All([name, .. parts], part => Assert.Contains(part, run.Error, StringComparison.Ordinal));
        Assert.False(Directory.Exists(folder["data"]));
    }

    [Fact]
    public async Task The_flag_comes_before_the_variable()
    {
        using Variable variable = new("NODEPROTO_CHAIN", "nowhere");
        Assert.Equal(2, (await CommandRun.Of("chain", "info", "--db", "memory")).ExitCode);
        Assert.Equal(0, (await CommandRun.Of("chain", "info", "--db", "memory", "--chain", "mainnet")).ExitCode);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("true")]
    [InlineData("yes")]
    [InlineData("on")]
    public async Task A_variable_asks_for_JSON_in_results_and_in_refusals(string value)
    {
        using Variable json = new("NODEPROTO_JSON", value);
        using Variable memory = new("NODEPROTO_DB", "memory");
        CommandRun run = await CommandRun.Of("chain", "info", "--chain", "mainnet");
        Assert.Equal(1UL, run.Json.GetProperty("chainId").GetUInt64());
        Assert.Equal("NP1001", (await CommandRun.Of("chain", "inf")).ErrorPart("code"));
        Assert.Equal("NP1003", (await CommandRun.Of("stage", "list")).ErrorPart("code"));
    }

    [Fact]
    public async Task A_list_has_colons_in_its_variable_and_spaces_after_its_flag()
    {
        using TestFolder folder = new();
        string first = folder["first.rlp"];
        await File.WriteAllBytesAsync(first, []);
        using (Variable variable = new("NODEPROTO_SOURCE", $"{first}:{folder["second.rlp"]}"))
        {
            Assert.Contains(folder["second.rlp"], (await NodeOf()).ErrorPart("where"), StringComparison.Ordinal);
            Assert.Contains(
                folder["third.rlp"],
                (await NodeOf("--source", first, folder["third.rlp"])).ErrorPart("where"),
                StringComparison.Ordinal
            );
        }
        Assert.Contains(
            folder["fourth.rlp"],
            (await NodeOf("--source", first, "--source", folder["fourth.rlp"])).ErrorPart("where"),
            StringComparison.Ordinal
        );
        Assert.Equal("NP1002", (await NodeOf("--source")).ErrorPart("code"));
        Assert.Equal("NP1001", (await NodeOf()).ErrorPart("code"));

        static Task<CommandRun> NodeOf(params string[] args) => CommandRun.Of(["node", "--json", "--db", "memory", .. args]);
    }

    [Fact]
    public async Task An_empty_variable_is_none()
    {
        using Variable variable = new("NODEPROTO_DB", "");
        using TestFolder folder = new();
        Assert.Equal(0, (await CommandRun.Of("chain", "info", "--chain", "mainnet", "--db", "memory")).ExitCode);
    }

    /// <summary>An environment variable for one test.</summary>
    private sealed class Variable : IDisposable
    {
        private readonly string _name;
        private readonly string? _before;

        public Variable(string name, string value)
        {
            _name = name;
            _before = Environment.GetEnvironmentVariable(name);
            Environment.SetEnvironmentVariable(name, value);
        }

        public void Dispose() => Environment.SetEnvironmentVariable(_name, _before);
    }
}

/// <summary>Tests that change the environment of the process run while no other does.</summary>
[CollectionDefinition(nameof(EnvironmentCollection), DisableParallelization = true)]
public sealed class EnvironmentCollection;
