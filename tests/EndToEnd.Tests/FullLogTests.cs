namespace NodeProto.EndToEnd.Tests;

/// <summary>A log that cannot be written does not stop the work.</summary>
public sealed class FullLogTests
{
    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    public async Task With_the_log_on_a_full_disk_an_import_ends_where_another_ends(string format)
    {
        using DataFolder folder = new(Chains.Short);
        ProgramRun run = await ToFullDiskAsync(folder.Import("--checksum", "--log-level", "debug", "--log-format", format));
        run.EndedWith(0);
        Assert.Equal(await Chains.ShortChecksumAsync(Chains.Short.Head), run.Checksum);
    }

    [Fact]
    public async Task With_the_log_on_a_full_disk_an_error_keeps_its_exit_code()
    {
        using DataFolder folder = new(Chains.Short);
        (await ToFullDiskAsync(folder.ImportOf(folder["nothing.rlp"]))).EndedWith(await MissingFileCodeAsync(folder));
    }

    private static async Task<int> MissingFileCodeAsync(DataFolder folder) =>
        (await NodeProcess.Run(folder.ImportOf(folder["nothing.rlp"]))).ExitCode;

    /// <summary>Runs the program with its log in the file that is always full.</summary>
    private static async Task<ProgramRun> ToFullDiskAsync(string[] args)
    {
        using NodeProcess process = NodeProcess.Start(args, hasFullLog: true);
        return await process.EndAsync();
    }
}
