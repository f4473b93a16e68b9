namespace NodeProto.EndToEnd.Tests;

/// <summary>Ctrl-C while a suite or a program runs.</summary>
public sealed class SuiteStopTests
{
    [Fact]
    public async Task A_suite_ends_soon_with_a_partial_summary_and_130()
    {
        using TestFolder folder = new();
        // JUMPDEST PUSH1 0 JUMP, with more gas than it can use in a year.
        await File.WriteAllTextAsync(
            folder["endless.json"],
            """
            {"endless": {
              "env": {"currentNumber": "1", "currentTimestamp": "1", "currentCoinbase": "0x0000000000000000000000000000000000000001",
                "currentGasLimit": "0x7fffffffffffffff", "currentDifficulty": "0x20000"},
              "pre": {
                "0x000000000000000000000000000000000000c0de": {"balance": "0x0", "nonce": "0x1", "code": "0x5b600056", "storage": {}},
                "0x000000000000000000000000000000000000ca11": {"balance": "0xffffffffffffffffffff", "nonce": "0x0", "code": "0x", "storage": {}}},
              "transaction": {"sender": "0x000000000000000000000000000000000000ca11", "to": "0x000000000000000000000000000000000000c0de",
                "nonce": "0x0", "gasPrice": "0x1", "gasLimit": ["0x7ffffffffffffff"], "value": ["0x0"], "data": ["0x"]},
              "post": {"Frontier": [{"hash": "0x00", "logs": "0x00", "indexes": {"data": 0, "gas": 0, "value": 0}}]}}}
            """
        );
        string[] args = ["test-suite", "state", folder.Path, "--json", "--log-level", "debug"];
        using NodeProcess process = NodeProcess.Start(args);
        Assert.True(await process.SeesAsync("test-suite: endless.json"));
        process.Interrupt();
        ProgramRun run = (await process.EndAsync()).EndedWith(130);
        Assert.True(run.Json.GetProperty("interrupted").GetBoolean());
        Assert.Equal(0, run.Json.GetProperty("failed").GetInt32());
    }
}
