namespace NodeProto.EndToEnd.Tests;

/// <summary>A log that cannot be written does not stop the work; a result that cannot be is an error.</summary>
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
        (await ToFullDiskAsync(folder.ImportOf(folder["nothing.rlp"]))).EndedWith(2);
    }

    [Fact]
    public async Task With_the_result_on_a_full_disk_the_work_is_done_and_the_loss_is_an_error()
    {
        using DataFolder folder = new(Chains.Other);
        using NodeProcess process = NodeProcess.Start(folder.Import(), redirect: ">/dev/full");
        ProgramRun run = (await process.EndAsync()).EndedWith(1);
        Assert.Contains(
            "NP1203: the result cannot be written to standard output: No space left on device",
            run.Error,
            StringComparison.Ordinal
        );
        Assert.Equal(await folder.StraightAsync(), await folder.ChecksumAsync());
    }

    [Fact]
    public async Task A_reader_that_leaves_early_is_no_error()
    {
        using NodeProcess process = NodeProcess.Start(["config", "show"], redirect: "| head -1");
        ProgramRun run = (await process.EndAsync()).EndedWith(0);
        Assert.Single(run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal("", run.Error);
    }

    /// <summary>Runs the program with its log in the file that is always full.</summary>
    private static async Task<ProgramRun> ToFullDiskAsync(string[] args)
    {
        using NodeProcess process = NodeProcess.Start(args, redirect: "2>/dev/full");
        return await process.EndAsync();
    }
}
