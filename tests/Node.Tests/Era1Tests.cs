using System.IO.Compression;
using System.Text.Json;

namespace NodeProto.Node.Tests;

/// <summary>Packed chain files from the command line: a chain through all forks as era1 up to its merge, and in gzip.</summary>
public sealed class Era1Tests
{
    [Fact]
    public async Task A_chain_goes_out_as_era1_and_comes_in_again_as_era1_and_gzip_with_the_same_checksum()
    {
        using TestFolder folder = new();
        string[] made = ["--out", folder["made"], "--blocks", "60", "--transactions", "200", "--fork", "all", "--contracts"];
        Assert.Equal(0, (await CommandRun.Of(["chain", "generate", .. made])).ExitCode);
        using (FileStream packed = File.Create(folder["chain.bin"])) // Known by its bytes, not by its name.
        using (GZipStream stream = new(packed, CompressionLevel.Fastest))
        {
            stream.Write(File.ReadAllBytes(folder["made/chain.rlp"]));
        }
        string whole = await ImportAsync(folder, "whole", folder["chain.bin"]);
        Assert.Equal(whole, await ImportAsync(folder, "plain", folder["made/chain.rlp"]));

        CommandRun export = await ExportAsync(folder, "--genesis", folder["era-genesis.json"]);
        Assert.True(export.ExitCode == 0, export.Error);
        string file = Assert.Single(Directory.GetFiles(folder["era"]));
        Assert.Equal(file, export.Json.GetProperty("firstFile").GetString());
        Assert.Equal(File.ReadAllBytes(folder["made/genesis.json"]), File.ReadAllBytes(folder["era-genesis.json"]));
        Assert.Matches(@"/all-00000-[0-9a-f]{8}\.era1$|-00000-[0-9a-f]{8}\.era1$", file);
        ulong last = export.Json.GetProperty("lastBlock").GetUInt64();
        Assert.InRange(last, 1UL, 59UL); // The merge is in the middle of the chain.
        string part = await ImportAsync(folder, "era-data", file);
        Assert.Equal(part, await ImportAsync(folder, "part", folder["made/chain.rlp"], "--to-block", $"{last}"));
        Assert.Equal(whole, await ImportAsync(folder, "era-data", folder["made/chain.rlp"]));

        CommandRun again = await ExportAsync(folder);
        Assert.Equal("NP1201", again.ErrorPart("code"));
        CommandRun odd = await ExportAsync(folder, "--from", "5");
        Assert.Equal(2, odd.ExitCode);
    }

    private static Task<CommandRun> ExportAsync(TestFolder folder, params string[] options) =>
        CommandRun.Of(["chain", "export", "--datadir", folder["whole"], "--format", "era1", "--out", folder["era"], .. options, "--json"]);

    private static async Task<string> ImportAsync(TestFolder folder, string data, string file, params string[] options)
    {
        CommandRun run = await CommandRun.Of([
            "import",
            file,
            "--datadir",
            folder[data],
            "--chain",
            folder["made/genesis.json"],
            "--checksum",
            "--json",
            .. options,
        ]);
        Assert.True(run.ExitCode == 0, run.Error);
        JsonElement report = run.Json;
        return report.GetProperty("checksum").GetString()!;
    }
}
