using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace NodeProto.Node.Tests;

/// <summary>What a suite's files may be besides right: <c>test-suite</c> names the file and goes on, or says why it cannot begin.</summary>
public sealed class DamagedSuiteTests : IDisposable
{
    private const string Good = """{"dog": {"in": "dog", "out": "0x83646f67"}, "cat": {"in": "cat", "out": "0x83636174"}}""";
    private const string Malformed =
        """{"none": {"in": "x"}, "odd": {"in": "dog", "out": "0xzz"}, "dog": {"in": "dog", "out": "0x83646f67"}}""";
    private const string OtherFormat = """{"branch": {"in": {}, "root": "0x00"}}""";

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_that_is_no_JSON_is_one_failure_among_the_others()
    {
        Write("good.json", Good);
        Write("garbage.json", "{\n \"a\": 1,\n garbage");
        CommandRun run = await CommandRun.Of("test-suite", "rlp", _folder.Path, "--json");
        AssertCounts(run, passed: 2, failed: 1);
        JsonElement failure = Assert.Single(run.Json.GetProperty("failures").EnumerateArray());
        Assert.Equal("garbage.json", failure.GetProperty("file").GetString());
        Assert.StartsWith("NP1301: no JSON at offset 12, in line 3: 'g' is an invalid", Detail(failure), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_malformed_case_fails_with_its_offset_and_the_other_cases_of_its_file_run()
    {
        Write("some.json", Malformed);
        CommandRun run = await CommandRun.Of("test-suite", "rlp", _folder.Path, "--json");
        AssertCounts(run, passed: 1, failed: 2);
        JsonElement[] failures = [.. run.Json.GetProperty("failures").EnumerateArray()];
        Assert.Equal("NP1301: the case at offset 1 of the file is malformed: 'out' is missing", Detail(failures[0]));
        Assert.Equal("NP1301: the case at offset 22 of the file is malformed: \"0xzz\" is not bytes", Detail(failures[1]));
        Assert.Equal("odd", failures[1].GetProperty("case").GetString());
    }

    [Theory]
    [InlineData("state", """{"a": {"post": {"Cancun": 3}, "transaction": {}}}""", "'env' is missing")]
    [InlineData("state", """{"a": {"post": {"Cancun": 3}, "transaction": {}, "env": {}, "pre": {}}}""", "'Array'")]
    [InlineData("state", """{"a": {"post": {"Cancun": [{}]}, "transaction": {}, "env": {}, "pre": {}}}""", "'currentNumber' is missing")]
    [InlineData("blockchain", """{"a": {"blocks": [], "genesisBlockHeader": {}}}""", "'network' is missing")]
    [InlineData("blockchain", """{"a": {"blocks": 3, "genesisBlockHeader": {}, "network": "Cancun"}}""", "'Array'")]
    [InlineData("blockchain", """{"a": {"blocks": [{}], "genesisBlockHeader": {}, "network": "Cancun"}}""", "'rlp' is missing")]
    [InlineData("transaction", """{"a": {"txbytes": "0x0", "result": {}}}""", "\"0x0\" is not bytes")]
    [InlineData("difficulty", """{"a": {"currentDifficulty": "1", "parentTimestamp": "1"}}""", "'currentBlockNumber' is missing")]
    [InlineData("difficulty", """{"a": {"Berlin": {"b": {"currentDifficulty": "1", "parentTimestamp": "1"}}}}""", "'currentBlockNumber'")]
    [InlineData("trie", """{"a": {"in": [], "root": "zero"}}""", "\"zero\" is not a hash")]
    public async Task A_malformed_case_of_each_kind_is_a_failure_and_no_bug(string kind, string json, string expected)
    {
        CommandRun run = await CommandRun.Of("test-suite", kind, Write("some.json", json), "--json");
        AssertCounts(run, passed: 0, failed: 1);
        string detail = Detail(run.Json.GetProperty("failures")[0]);
        Assert.StartsWith("NP1301: the case at offset 1 of the file is malformed: ", detail, StringComparison.Ordinal);
        Assert.Contains(expected, detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unreadable_file_in_a_folder_is_one_failure()
    {
        Write("good.json", Good);
        File.CreateSymbolicLink(_folder["gone.json"], _folder["missing"]);
        CommandRun run = await CommandRun.Of("test-suite", "rlp", _folder.Path, "--json");
        AssertCounts(run, passed: 2, failed: 1);
        Assert.StartsWith("NP1301: the file cannot be read: ", Detail(run.Json.GetProperty("failures")[0]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_truncated_archive_is_one_failure_and_what_stands_before_runs()
    {
        byte[] archive = Archive(("good.json", Good), ("later.json", Good));
        string path = _folder.Write("suite.tar.gz", archive[..^1700]);
        CommandRun run = await CommandRun.Of("test-suite", "rlp", path, "--json");
        Assert.Equal(1, run.ExitCode);
        JsonElement failure = Assert.Single(run.Json.GetProperty("failures").EnumerateArray());
        Assert.Equal(path, failure.GetProperty("file").GetString());
        Assert.StartsWith("NP1301: the archive is damaged or none, before offset ", Detail(failure), StringComparison.Ordinal);
        Assert.Equal(2, run.Json.GetProperty("passed").GetInt32());
    }

    [Fact]
    public async Task When_nothing_can_be_read_the_first_damage_is_the_error()
    {
        await RefusedAsync("NP1301", Write("garbage.json", "garbage"), "no JSON at offset 0");
        await RefusedAsync("NP1301", Write("garbage.tar.gz", "garbage"), "the archive is damaged or none");
        await RefusedAsync("NP1301", Write("empty.tar.gz", ""), "the archive is damaged or none");
    }

    [Fact]
    public async Task A_wrong_path_is_wrong_usage()
    {
        await RefusedAsync("NP1002", _folder["missing"], "there is no such file or folder");
        await RefusedAsync("NP1002", _folder["missing.json"], "there is no such file or folder");
        await RefusedAsync("NP1002", _folder["missing.tar.gz"], "there is no such file or folder");
        await RefusedAsync("NP1002", Write("suite.zip", "x"), "the file is no .json file and no .tar.gz archive");
    }

    [Fact]
    public async Task A_run_without_cases_is_an_error_that_says_why()
    {
        await RefusedAsync("NP1302", _folder.Path, "there is no .json file");
        await RefusedAsync("NP1302", _folder.Write("none.tar.gz", Archive(("readme.txt", "x"))), "there is no .json file");
        CommandRun other = await RefusedAsync("NP1302", Write("tries.json", OtherFormat), "none of the 1 .json files holds rlp tests");
        Assert.Contains("`nodeproto test-suite trie`", other.ErrorPart("whatToDo"), StringComparison.Ordinal);
        string good = Write("good.json", Good);
        await RefusedAsync("NP1302", good, "no case in 1 files with rlp tests has 'bird' in its name or its file's", "--filter", "bird");
        await RefusedAsync("NP1302", good, "is of fork Cancun", "--fork", "Cancun");
    }

    [Theory]
    [InlineData("Cancn", "Did you mean Cancun? ")]
    [InlineData("nosuch", "")]
    [InlineData("ParisToNowhereAtTime15k", "")]
    [InlineData("7", "")]
    public async Task An_unknown_fork_is_refused_with_those_that_are_known(string fork, string suggestion)
    {
        string good = Write("good.json", Good);
        CommandRun run = await RefusedAsync("NP1002", good, $"unknown fork '{fork}'", "--fork", fork);
        Assert.StartsWith($"{suggestion}Forks: Frontier, Homestead, EIP150, ", run.ErrorPart("whatToDo"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--filter", "DO", 1)]
    [InlineData("--filter", "good", 2)]
    public async Task A_filter_takes_part_of_a_name_in_capitals_or_not(string option, string value, int passed) =>
        AssertCounts(await CommandRun.Of("test-suite", "rlp", Write("good.json", Good), option, value, "--json"), passed, failed: 0);

    [Theory]
    [InlineData("EIP150")]
    [InlineData("eip150")]
    [InlineData("TangerineWhistle")]
    [InlineData("tangerine-whistle")]
    public async Task A_fork_is_known_by_the_suites_name_and_by_ours(string fork)
    {
        const string InTwoForks =
            """{"a": {"txbytes": "0x00", "result": {"EIP150": {"exception": "x"}, "Byzantium": {"exception": "x"}}}}""";
        AssertCounts(
            await CommandRun.Of("test-suite", "transaction", Write("a.json", InTwoForks), "--fork", fork, "--json"),
            passed: 1,
            failed: 0
        );
    }

    private static void AssertCounts(CommandRun run, int passed, int failed)
    {
        Assert.True(run.ExitCode == (failed > 0 ? 1 : 0), run.Out + run.Error);
        Assert.Equal((passed, failed), (run.Json.GetProperty("passed").GetInt32(), run.Json.GetProperty("failed").GetInt32()));
    }

    private static async Task<CommandRun> RefusedAsync(string code, string path, string what, params string[] options)
    {
        CommandRun run = await CommandRun.Of(["test-suite", "rlp", path, .. options, "--json"]);
        Assert.Equal((2, code), (run.ExitCode, run.ErrorPart("code")));
        Assert.Contains(what, run.ErrorPart("what"), StringComparison.Ordinal);
        Assert.NotEmpty(run.ErrorPart("where"));
        Assert.NotEmpty(run.ErrorPart("whatToDo"));
        return run;
    }

    private static string Detail(JsonElement failure) => failure.GetProperty("detail").GetString()!;

    private string Write(string name, string text) => _folder.Write(name, Encoding.UTF8.GetBytes(text));

    private static byte[] Archive(params ReadOnlySpan<(string Name, string Text)> files)
    {
        using MemoryStream bytes = new();
        using (GZipStream zipped = new(bytes, CompressionLevel.NoCompression))
        using (TarWriter tar = new(zipped))
        {
            foreach ((string name, string text) in files)
            {
                tar.WriteEntry(
                    new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) }
                );
            }
        }
        return bytes.ToArray();
    }
}
