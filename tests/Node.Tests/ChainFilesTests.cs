using System.Text.Json;
using NodeProto.Node.Output;
using NodeProto.Primitives;

namespace NodeProto.Node.Tests;

/// <summary><c>chain generate</c> and <c>chain export</c>: what they write, and what they leave alone.</summary>
public sealed class ChainFilesTests
{
    private static readonly string[] Blocks = ["--blocks", "20"];
    private static readonly string[] Small = [.. Blocks, "--transactions", "47", "--senders", "5"];

    [Fact]
    public async Task Equal_options_write_equal_files_and_another_seed_others()
    {
        using TestFolder folder = new();
        foreach ((string name, string seed) in ((string, string)[])[("a", "3"), ("b", "3"), ("c", "4")])
        {
            await Generate(folder[name], [.. Small, "--seed", seed]);
        }
        Assert.Equal(File.ReadAllBytes(folder["a/chain.rlp"]), File.ReadAllBytes(folder["b/chain.rlp"]));
        Assert.Equal(File.ReadAllBytes(folder["a/genesis.json"]), File.ReadAllBytes(folder["b/genesis.json"]));
        Assert.NotEqual(File.ReadAllBytes(folder["a/chain.rlp"]), File.ReadAllBytes(folder["c/chain.rlp"]));
    }

    [Theory]
    [InlineData("frontier")]
    [InlineData("bpo2")]
    [InlineData("constantinople", "--contracts")]
    [InlineData("Osaka", "--contracts")]
    [InlineData("all", "--contracts", "--blocks", "42")]
    public async Task A_generated_chain_is_imported_exported_and_imported_again_with_one_head_and_checksum(
        string fork,
        params string[] options
    )
    {
        using TestFolder folder = new();
        JsonElement made = await Generate(
            folder["made"],
            ["--transactions", "47", "--senders", "5", "--fork", fork, .. options, .. options.Length < 3 ? Blocks : []]
        );
        Assert.Equal(47, made.GetProperty("transactions").GetInt64());
        JsonElement first = await Import(folder, "made", "data");
        Assert.Equal(made.GetProperty("head").GetProperty("hash").GetString(), first.GetProperty("head").GetProperty("hash").GetString());
        Assert.Equal(made.GetProperty("stateRoot").GetString(), first.GetProperty("stateRoot").GetString());

        string chain = folder["copy/chain.rlp"];
        CommandRun export = await CommandRun.Of("chain", "export", "--datadir", folder["data"], "--out", chain, "--json");
        Assert.Equal(0, export.ExitCode);
        Assert.Equal(made.GetProperty("head").GetProperty("hash").GetString(), export.Json.GetProperty("lastHash").GetString());
        Assert.Equal(File.ReadAllBytes(folder["made/chain.rlp"]), File.ReadAllBytes(chain));

        JsonElement second = await Import(folder, "copy", "data2");
        Assert.Equal(first.GetProperty("head").ToString(), second.GetProperty("head").ToString());
        Assert.Equal(first.GetProperty("checksum").GetString(), second.GetProperty("checksum").GetString());
    }

    [Fact]
    public async Task Parts_of_a_chain_make_the_whole_and_stop_at_its_end()
    {
        using TestFolder folder = new();
        await Generate(folder["made"], Small);
        await Import(folder, "made", "data");
        string[] export = ["chain", "export", "--datadir", folder["data"], "--json", "--out"];
        Assert.Equal(0, (await CommandRun.Of([.. export, folder["1"], "--to", "7"])).ExitCode);
        Assert.Equal(0, (await CommandRun.Of([.. export, folder["2"], "--from", "8"])).ExitCode);
        Assert.Equal(
            File.ReadAllBytes(folder["made/chain.rlp"]),
            (byte[])[.. File.ReadAllBytes(folder["1"]), .. File.ReadAllBytes(folder["2"])]
        );
        CommandRun tooFar = await CommandRun.Of([.. export, folder["3"], "--from", "8", "--to", "21"]);
        Assert.Equal((2, "NP1002"), (tooFar.ExitCode, tooFar.ErrorPart("code")));
        Assert.Contains("from 8 to 20", tooFar.ErrorPart("whatToDo"), StringComparison.Ordinal);
        CommandRun reversed = await CommandRun.Of([.. export, folder["3"], "--from", "8", "--to", "7"]);
        Assert.Equal("--from 8 is after --to 7", reversed.ErrorPart("what"));
        Assert.False(File.Exists(folder["3"]));
    }

    [Fact]
    public async Task Files_that_are_there_stay_without_force()
    {
        using TestFolder folder = new();
        await Generate(folder["made"], Small);
        await Import(folder, "made", "data");
        byte[] before = File.ReadAllBytes(folder["made/chain.rlp"]);
        string[] again = ["chain", "generate", "--out", folder["made"], "--json", .. Small, "--seed", "9"];
        string[] export = ["chain", "export", "--datadir", folder["data"], "--json", "--out", folder["made/chain.rlp"]];
        foreach (string[] line in (string[][])[again, export])
        {
            CommandRun refused = await CommandRun.Of(line);
            Assert.Equal((2, "NP1201"), (refused.ExitCode, refused.ErrorPart("code")));
            Assert.Equal(folder["made/chain.rlp"], refused.ErrorPart("where"));
        }
        Assert.Equal(before, File.ReadAllBytes(folder["made/chain.rlp"]));
        Assert.Equal(0, (await CommandRun.Of([.. export, "--force"])).ExitCode);
        Assert.Equal(0, (await CommandRun.Of([.. again, "--force"])).ExitCode);
        Assert.NotEqual(before, File.ReadAllBytes(folder["made/chain.rlp"]));
        Assert.Equal(2, Directory.GetFiles(folder["made"]).Length);
    }

    [Fact]
    public void A_file_that_is_not_finished_leaves_nothing()
    {
        using TestFolder folder = new();
        using (OutputFile file = OutputFile.Create(folder["x"], overwrite: false))
        {
            file.Write([1, 2, 3]);
            Assert.False(File.Exists(folder["x"]));
        }
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_name_that_is_taken_meanwhile_is_kept()
    {
        using TestFolder folder = new();
        using (OutputFile file = OutputFile.Create(folder["x"], overwrite: false))
        {
            file.Write([1]);
            folder.Write("x", [2]);
            Assert.Equal(NodeErrorCode.OutputNotWritable, Assert.Throws<NodeException>(file.Finish).Code);
        }
        Assert.Equal([2], File.ReadAllBytes(folder["x"]));
    }

    [Theory]
    [InlineData(28, NodeErrorCode.DiskFull)] // ENOSPC
    [InlineData(122, NodeErrorCode.DiskFull)] // EDQUOT
    [InlineData(5, NodeErrorCode.OutputNotWritable)] // EIO
    public void A_full_disk_is_told_from_other_failures(int error, NodeErrorCode code)
    {
        NodeException described = OutputFile.Describe(new IOException("no", error), "made/chain.rlp");
        Assert.Equal((code, "made/chain.rlp"), (described.Code, described.Where));
    }

    [Theory]
    [InlineData("made/chain-1.rlp", "made/chain-1.rlp")]
    [InlineData("my chain", "'my chain'")]
    [InlineData("it's", "'it'\\''s'")]
    [InlineData("", "''")]
    public void Words_are_quoted_when_a_shell_would_take_them_apart(string word, string quoted) => Assert.Equal(quoted, Shell.Quote(word));

    private static async Task<JsonElement> Generate(string folder, params string[] options)
    {
        CommandRun run = await CommandRun.Of(["chain", "generate", "--out", folder, "--json", .. options]);
        Assert.True(run.ExitCode == 0, run.Error);
        return run.Json;
    }

    private static async Task<JsonElement> Import(TestFolder folder, string from, string to)
    {
        CommandRun run = await CommandRun.Of(
            "import",
            "--chain",
            folder[$"{from}/genesis.json"],
            "--datadir",
            folder[to],
            "--checksum",
            "--json",
            folder[$"{from}/chain.rlp"]
        );
        Assert.True(run.ExitCode == 0, run.Error);
        return run.Json;
    }
}
