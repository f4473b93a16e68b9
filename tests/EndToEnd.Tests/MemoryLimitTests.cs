namespace NodeProto.EndToEnd.Tests;

/// <summary>Gas that no block has can buy more memory than a machine has.</summary>
public sealed class MemoryLimitTests
{
    private static readonly Dictionary<string, string> Limit = new(StringComparer.Ordinal)
    {
        ["DOTNET_GCHeapHardLimit"] = "0x10000000", // 256 MiB
    };

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
}
