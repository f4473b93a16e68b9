namespace NodeProto.EndToEnd.Tests;

/// <summary>Little memory: what cannot be begun says so, the rest ends as it does elsewhere. Gas that no block has can buy more than a machine has.</summary>
public sealed class MemoryLimitTests
{
    private static readonly Dictionary<string, string> Limit = new(StringComparer.Ordinal)
    {
        ["DOTNET_GCHeapHardLimit"] = "0x10000000", // 256 MiB
    };

    [Fact]
    public async Task With_too_little_memory_it_says_what_it_needs_before_it_begins()
    {
        using DataFolder folder = new(Chains.Short);
        ProgramRun run = await NodeProcess.Run(folder.Import(), HeapOf(80));
        run.RefusedWith("NP1805", 1, "the heap may have 80 MiB", "at least 90 are needed");
        run = await NodeProcess.Run(folder.Import("--memory.execution", "300"), Limit);
        run.RefusedWith("NP1805", 1, "--memory.execution 300 does not fit", "the heap may have 256 MiB");
        Assert.False(Directory.Exists(folder.Data));
    }

    [Fact]
    public async Task In_little_memory_an_import_ends_where_another_ends()
    {
        using DataFolder folder = new(Chains.Short);
        ProgramRun run = await NodeProcess.Run(folder.Import("--checksum"), HeapOf(96));
        Assert.Equal(await Chains.ShortChecksumAsync(Chains.Short.Head), run.EndedWith(0).Checksum);
    }

    [Theory]
    [InlineData("600163700000005200")] // MSTORE at 1.75 GiB
    [InlineData("6001620fffe0526000600060006000600030 5af100")] // MSTORE at 1 MiB, then the same one call deeper, and so on
    public async Task A_program_that_buys_more_than_there_is_ends_with_an_error_of_its_own(string code)
    {
        ProgramRun run = await NodeProcess.Run(
            ["evm", "run", "--gas", "9223372036854775807", "--code", code.Replace(" ", "", StringComparison.Ordinal), "--json"],
            Limit
        );
        run.RefusedWith("NP1006", 1, "9223372036854775807 gas");
    }

    private static Dictionary<string, string> HeapOf(int mebibytes) =>
        new(StringComparer.Ordinal) { ["DOTNET_GCHeapHardLimit"] = $"0x{mebibytes * 1024 * 1024:x}" };
}
