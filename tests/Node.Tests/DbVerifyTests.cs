using NodeProto.Db;

namespace NodeProto.Node.Tests;

/// <summary><c>db verify</c> of a data directory that lost a row in the middle of a table.</summary>
public sealed class DbVerifyTests
{
    [Fact]
    public async Task A_lost_row_is_found_and_what_the_error_says_writes_it_again()
    {
        using TestFolder folder = new();
        string made = folder["made"];
        string data = folder["data"];
        string[] import = ["import", "--chain", $"{made}/genesis.json", $"{made}/chain.rlp", "--datadir", data];
        await RunAsync("chain", "generate", "--out", made, "--blocks", "3", "--transactions", "6");
        await RunAsync(import);
        using (RocksDatabase database = RocksDatabase.OpenOrCreate(Path.Combine(data, "db"), new DatabaseOptions()))
        using (IWriteTransaction tx = database.BeginWrite())
        {
            tx.Delete(Tables.Senders, [0, 0, 0, 0, 0, 0, 0, 2]);
            tx.Commit();
        }
        CommandRun found = await CommandRun.Of("db", "verify", "--json", "--datadir", data);
        Assert.Equal(4, found.ExitCode);
        Assert.Equal("NP3502", found.ErrorPart("code"));
        Assert.Contains("stage unwind --to 1", found.ErrorPart("whatToDo"), StringComparison.Ordinal);
        Assert.Contains(
            found.Json.GetProperty("findings").EnumerateArray(),
            finding => finding.GetProperty("table").GetString() == nameof(Tables.Senders)
        );
        await RunAsync("stage", "unwind", "--to", "1", "--datadir", data);
        await RunAsync(import);
        await RunAsync("db", "verify", "--datadir", data);
    }

    private static async Task RunAsync(params string[] args)
    {
        CommandRun run = await CommandRun.Of(args);
        Assert.True(run.ExitCode == 0, run.Error);
    }
}
