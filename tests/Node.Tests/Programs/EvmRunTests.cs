using System.Text.Json;

namespace NodeProto.Node.Tests;

/// <summary><c>evm run</c>: its trace by EIP-3155, its result, and what it refuses.</summary>
public sealed class EvmRunTests : IDisposable
{
    /// <summary>
    /// Calls itself with a byte of call data; so called, it sets a slot and clears it again (a refund of 19900, EIP-3529) and returns
    /// 42. The caller ends with REVERT and four bytes.
    /// </summary>
    private const string CallsItself = "0x366011575f5f60015f5f305af160045ffd5b60015f555f5f55602a5f5260205ff3";

    // Gas by hand, Osaka: CALL costs 100 (warm) + 3 (memory) and hands on 63/64 of the rest, SSTORE 22100 (cold, from zero) and 100.
    private const string Golden = """
        {"pc":0,"op":54,"gas":"0x186a0","gasCost":"0x2","memSize":0,"stack":[],"depth":1,"returnData":"0x","refund":"0x0","opName":"CALLDATASIZE"}
        {"pc":1,"op":96,"gas":"0x1869e","gasCost":"0x3","memSize":0,"stack":["0x0"],"depth":1,"returnData":"0x","refund":"0x0","opName":"PUSH1"}
        {"pc":3,"op":87,"gas":"0x1869b","gasCost":"0xa","memSize":0,"stack":["0x0","0x11"],"depth":1,"returnData":"0x","refund":"0x0","opName":"JUMPI"}
        {"pc":4,"op":95,"gas":"0x18691","gasCost":"0x2","memSize":0,"stack":[],"depth":1,"returnData":"0x","refund":"0x0","opName":"PUSH0"}
        {"pc":5,"op":95,"gas":"0x1868f","gasCost":"0x2","memSize":0,"stack":["0x0"],"depth":1,"returnData":"0x","refund":"0x0","opName":"PUSH0"}
        {"pc":6,"op":96,"gas":"0x1868d","gasCost":"0x3","memSize":0,"stack":["0x0","0x0"],"depth":1,"returnData":"0x","refund":"0x0","opName":"PUSH1"}
        {"pc":8,"op":95,"gas":"0x1868a","gasCost":"0x2","memSize":0,"stack":["0x0","0x0","0x1"],"depth":1,"returnData":"0x","refund":"0x0","opName":"PUSH0"}
        {"pc":9,"op":95,"gas":"0x18688","gasCost":"0x2","memSize":0,"stack":["0x0","0x0","0x1","0x0"],"depth":1,"returnData":"0x","refund":"0x0","opName":"PUSH0"}
        {"pc":10,"op":48,"gas":"0x18686","gasCost":"0x2","memSize":0,"stack":["0x0","0x0","0x1","0x0","0x0"],"depth":1,"returnData":"0x","refund":"0x0","opName":"ADDRESS"}
        {"pc":11,"op":90,"gas":"0x18684","gasCost":"0x2","memSize":0,"stack":["0x0","0x0","0x1","0x0","0x0","0xc0de"],"depth":1,"returnData":"0x","refund":"0x0","opName":"GAS"}
        {"pc":12,"op":241,"gas":"0x18682","gasCost":"0x1806a","memSize":0,"stack":["0x0","0x0","0x1","0x0","0x0","0xc0de","0x18682"],"depth":1,"returnData":"0x","refund":"0x0","opName":"CALL"}
        {"pc":0,"op":54,"gas":"0x18003","gasCost":"0x2","memSize":0,"stack":[],"depth":2,"returnData":"0x","refund":"0x0","opName":"CALLDATASIZE"}
        {"pc":1,"op":96,"gas":"0x18001","gasCost":"0x3","memSize":0,"stack":["0x1"],"depth":2,"returnData":"0x","refund":"0x0","opName":"PUSH1"}
        {"pc":3,"op":87,"gas":"0x17ffe","gasCost":"0xa","memSize":0,"stack":["0x1","0x11"],"depth":2,"returnData":"0x","refund":"0x0","opName":"JUMPI"}
        {"pc":17,"op":91,"gas":"0x17ff4","gasCost":"0x1","memSize":0,"stack":[],"depth":2,"returnData":"0x","refund":"0x0","opName":"JUMPDEST"}
        {"pc":18,"op":96,"gas":"0x17ff3","gasCost":"0x3","memSize":0,"stack":[],"depth":2,"returnData":"0x","refund":"0x0","opName":"PUSH1"}
        {"pc":20,"op":95,"gas":"0x17ff0","gasCost":"0x2","memSize":0,"stack":["0x1"],"depth":2,"returnData":"0x","refund":"0x0","opName":"PUSH0"}
        {"pc":21,"op":85,"gas":"0x17fee","gasCost":"0x5654","memSize":0,"stack":["0x1","0x0"],"depth":2,"returnData":"0x","refund":"0x0","opName":"SSTORE"}
        {"pc":22,"op":95,"gas":"0x1299a","gasCost":"0x2","memSize":0,"stack":[],"depth":2,"returnData":"0x","refund":"0x0","opName":"PUSH0"}
        {"pc":23,"op":95,"gas":"0x12998","gasCost":"0x2","memSize":0,"stack":["0x0"],"depth":2,"returnData":"0x","refund":"0x0","opName":"PUSH0"}
        {"pc":24,"op":85,"gas":"0x12996","gasCost":"0x64","memSize":0,"stack":["0x0","0x0"],"depth":2,"returnData":"0x","refund":"0x0","opName":"SSTORE"}
        {"pc":25,"op":96,"gas":"0x12932","gasCost":"0x3","memSize":0,"stack":[],"depth":2,"returnData":"0x","refund":"0x4dbc","opName":"PUSH1"}
        {"pc":27,"op":95,"gas":"0x1292f","gasCost":"0x2","memSize":0,"stack":["0x2a"],"depth":2,"returnData":"0x","refund":"0x4dbc","opName":"PUSH0"}
        {"pc":28,"op":82,"gas":"0x1292d","gasCost":"0x6","memSize":0,"stack":["0x2a","0x0"],"depth":2,"returnData":"0x","refund":"0x4dbc","opName":"MSTORE"}
        {"pc":29,"op":96,"gas":"0x12927","gasCost":"0x3","memSize":32,"stack":[],"depth":2,"returnData":"0x","refund":"0x4dbc","opName":"PUSH1"}
        {"pc":31,"op":95,"gas":"0x12924","gasCost":"0x2","memSize":32,"stack":["0x20"],"depth":2,"returnData":"0x","refund":"0x4dbc","opName":"PUSH0"}
        {"pc":32,"op":243,"gas":"0x12922","gasCost":"0x0","memSize":32,"stack":["0x20","0x0"],"depth":2,"returnData":"0x","refund":"0x4dbc","opName":"RETURN"}
        {"pc":13,"op":96,"gas":"0x12f3a","gasCost":"0x3","memSize":32,"stack":["0x1"],"depth":1,"returnData":"0x000000000000000000000000000000000000000000000000000000000000002a","refund":"0x4dbc","opName":"PUSH1"}
        {"pc":15,"op":95,"gas":"0x12f37","gasCost":"0x2","memSize":32,"stack":["0x1","0x4"],"depth":1,"returnData":"0x000000000000000000000000000000000000000000000000000000000000002a","refund":"0x4dbc","opName":"PUSH0"}
        {"pc":16,"op":253,"gas":"0x12f35","gasCost":"0x0","memSize":32,"stack":["0x1","0x4","0x0"],"depth":1,"returnData":"0x000000000000000000000000000000000000000000000000000000000000002a","refund":"0x4dbc","opName":"REVERT","error":"Revert: 0x00000000"}
        {"stateRoot":"0xdbe285d5a3a4eae8f2e3b5e069b96ac61135d826d29b5fb08abb8684e90aa551","output":"0x00000000","gasUsed":"0x576b","pass":false,"fork":"osaka"}

        """;

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_trace_is_that_of_EIP_3155_and_stdout_holds_nothing_else()
    {
        CommandRun run = await CommandRun.Of("evm", "run", "--code", CallsItself, "--gas", "100000", "--trace");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(Golden, run.Out);
        Assert.StartsWith("exit     Revert\ngasUsed  22379\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_json_stdout_holds_one_object_and_stderr_the_trace()
    {
        CommandRun run = await CommandRun.Of("evm", "run", "--code", CallsItself, "--gas", "100000", "--trace", "--json");
        Assert.Equal(Golden, run.Error);
        Assert.Equal("Revert", run.Json.GetProperty("exit").GetString());
        Assert.Equal(22_379, run.Json.GetProperty("gasUsed").GetInt64());
        Assert.Equal("0x00000000", run.Json.GetProperty("output").GetString());
    }

    [Theory]
    [InlineData("60015f55", "2000", "SSTORE", "OutOfGas")] // By EIP-2200, with less gas than the stipend already.
    [InlineData("5f0c", "2000", "opcode 0x0c not defined", "InvalidInstruction")]
    [InlineData("5f01", "2000", "ADD", "StackUnderflow")]
    [InlineData("5f56", "2000", "JUMP", "InvalidJump")]
    public async Task A_failing_instruction_is_the_last_and_takes_all_gas(string code, string gas, string name, string error)
    {
        CommandRun run = await CommandRun.Of("evm", "run", "--code", code, "--gas", gas, "--trace");
        JsonElement[] lines = [.. run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse)];
        JsonElement failed = lines[^2];
        Assert.Equal((name, error), (failed.GetProperty("opName").GetString(), failed.GetProperty("error").GetString()));
        Assert.Equal(failed.GetProperty("gas").GetString(), failed.GetProperty("gasCost").GetString());
        Assert.Equal(("0x7d0", false), (lines[^1].GetProperty("gasUsed").GetString(), lines[^1].GetProperty("pass").GetBoolean()));
        Assert.All(lines[..^2], line => Assert.False(line.TryGetProperty("error", out _)));
    }

    [Fact]
    public async Task The_state_root_of_the_trace_holds_what_the_program_stored()
    {
        // Both roots hold the account 0xc0de with nonce 1 and its code; the second one its slot 0 too.
        string kept = await StateRootAsync("60015f5500", "30000");
        Assert.Equal(await StateRootAsync("60015f5500", "40000"), kept);
        Assert.NotEqual(await StateRootAsync("60015f5500", "5000"), kept, StringComparer.Ordinal);
        Assert.Equal(await StateRootAsync("60015f5500", "5000"), await StateRootAsync("60015f5500", "0"));
    }

    [Fact]
    public async Task Code_and_input_of_a_million_bytes_come_from_files()
    {
        string code = _folder.Write("code.hex", [.. "0x36 5f 52\n"u8, .. "6020 5ff3\n"u8]); // CALLDATASIZE as a word
        string input = _folder.Write("input.hex", [.. Enumerable.Repeat((byte)'a', 2_000_000)]);
        CommandRun run = await CommandRun.Of("evm", "run", "--code", "@" + code, "--input", "@" + input, "--json");
        Assert.Equal(1_000_000, Convert.ToInt64(run.Json.GetProperty("output").GetString()![2..], 16));
    }

    [Theory]
    [InlineData("TangerineWhistle")]
    [InlineData("tangerine-whistle")]
    [InlineData("tangerinewhistle")]
    public async Task Capitals_and_dashes_of_a_fork_do_not_matter(string fork)
    {
        CommandRun run = await CommandRun.Of("evm", "run", "--code", "5f", "--fork", fork, "--json");
        Assert.Equal("InvalidInstruction", run.Json.GetProperty("exit").GetString());
    }

    [Fact]
    public async Task A_file_with_something_else_than_digits_is_named_with_the_offset()
    {
        string code = _folder.Write("code.hex", "0x6001\n60zz"u8.ToArray());
        CommandRun run = await CommandRun.Of("evm", "run", "--code", "@" + code, "--json");
        Assert.Equal((2, "NP1002", $"file {code}"), (run.ExitCode, run.ErrorPart("code"), run.ErrorPart("where")));
        Assert.Contains("'z' at offset 9", run.ErrorPart("what"), StringComparison.Ordinal);
    }

    private static async Task<string> StateRootAsync(string code, string gas)
    {
        CommandRun run = await CommandRun.Of("evm", "run", "--code", code, "--gas", gas, "--trace");
        return Parse(run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]).GetProperty("stateRoot").GetString()!;
    }

    private static JsonElement Parse(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    }
}
