using NodeProto.Execution;
using NodeProto.Primitives;

namespace NodeProto.Evm.Tests;

/// <summary>Programs at the edge: exactly enough gas, one less; the stack's ends; jumps; what a fork does not have.</summary>
public class BoundaryTests
{
    [Theory]
    [InlineData("6001600201", Fork.Frontier, 9)] // PUSH1 PUSH1 ADD
    [InlineData("60016002601052", Fork.Frontier, 3 + 3 + 3 + 3 + 6)] // MSTORE at 16 takes two words of memory
    [InlineData("600054", Fork.Frontier, 3 + 50)] // SLOAD
    [InlineData("600054", Fork.TangerineWhistle, 3 + 200)] // EIP-150
    [InlineData("600054", Fork.Istanbul, 3 + 800)] // EIP-1884
    [InlineData("600054", Fork.Berlin, 3 + 2100)] // EIP-2929: cold
    [InlineData("60005450600054", Fork.Berlin, 3 + 2100 + 2 + 3 + 100)] // then warm
    [InlineData("600031", Fork.Berlin, 3 + 2600)] // BALANCE of a cold account
    [InlineData("30315030", Fork.Berlin, 2 + 100 + 2 + 2)] // ADDRESS is warm
    [InlineData("60ff6002 0a", Fork.Frontier, 3 + 3 + 10 + 10)] // EXP with one byte of exponent
    [InlineData("60ff6002 0a", Fork.SpuriousDragon, 3 + 3 + 10 + 50)] // EIP-160
    [InlineData("60206000 20", Fork.Frontier, 3 + 3 + 30 + 6 + 3)] // KECCAK256 of a word
    [InlineData("5f", Fork.Shanghai, 2)] // EIP-3855
    [InlineData("5f5c", Fork.Cancun, 2 + 100)] // EIP-1153
    [InlineData("60205f5f5e", Fork.Cancun, 3 + 2 + 2 + 3 + 3 + 3)] // EIP-5656: one word copied into fresh memory
    [InlineData("5f1e", Fork.Osaka, 2 + 5)] // EIP-7939
    public void Exactly_enough_gas_succeeds_and_one_less_fails(string code, Fork fork, ulong gas)
    {
        Assert.Equal(ExitCode.Success, Run(code, fork, gas).ExitCode);
        Assert.Equal(0UL, Run(code, fork, gas).GasLeft);
        Assert.Equal(1UL, Run(code, fork, gas + 1).GasLeft);
        Assert.Equal(ExitCode.OutOfGas, Run(code, fork, gas - 1).ExitCode);
    }

    [Theory]
    [InlineData("5f", Fork.Paris)] // PUSH0
    [InlineData("5c", Fork.Shanghai)] // TLOAD
    [InlineData("1e", Fork.Prague)] // CLZ
    [InlineData("3d", Fork.SpuriousDragon)] // RETURNDATASIZE
    [InlineData("48", Fork.Berlin)] // BASEFEE
    [InlineData("0c", Fork.Osaka)]
    [InlineData("fe", Fork.Osaka)]
    public void An_instruction_that_the_fork_lacks_fails(string code, Fork fork) =>
        Assert.Equal(ExitCode.InvalidInstruction, Run("60006000" + code, fork, 100_000).ExitCode);

    [Theory]
    [InlineData(1023, ExitCode.Success)]
    [InlineData(1024, ExitCode.Success)]
    [InlineData(1025, ExitCode.StackOverflow)]
    public void The_stack_holds_1024_words(int words, ExitCode expected) =>
        Assert.Equal(expected, Run(string.Concat(Enumerable.Repeat("30", words)), Fork.Osaka, 100_000).ExitCode);

    [Theory]
    [InlineData("01")]
    [InlineData("3001")]
    [InlineData("8f")]
    [InlineData("5050")]
    public void Too_few_words_on_the_stack_fail(string code) =>
        Assert.Equal(ExitCode.StackUnderflow, Run(code, Fork.Osaka, 100_000).ExitCode);

    [Theory]
    [InlineData("6003565b", ExitCode.Success)] // onto a JUMPDEST
    [InlineData("6002565b", ExitCode.InvalidJump)] // onto the JUMP itself
    [InlineData("6004565b", ExitCode.InvalidJump)] // behind the end
    [InlineData("600456605b", ExitCode.InvalidJump)] // onto data that looks like one
    [InlineData("7f5b0000000000000000000000000000000000000000000000000000000000000056", ExitCode.InvalidJump)] // far beyond 64 bits
    [InlineData("60006009575b00", ExitCode.Success)] // a condition that is zero never looks at the destination
    [InlineData("60016009575b00", ExitCode.InvalidJump)]
    public void Jumps_lead_to_destinations_only(string code, ExitCode expected) =>
        Assert.Equal(expected, Run(code, Fork.Osaka, 100_000).ExitCode);

    [Fact]
    public void A_push_that_the_code_cuts_off_reads_zeros() => Assert.Equal(ExitCode.Success, Run("7f01", Fork.Osaka, 3).ExitCode);

    [Fact]
    public void Gas_sees_what_the_instructions_before_it_have_cost()
    {
        // GAS, MSTORE at 0, RETURN the word.
        CallResult result = Run("5a60005260206000f3", Fork.Osaka, 1_000);
        Assert.Equal(new UInt256(998), new UInt256(result.Output.Span));
    }

    [Fact]
    public void A_revert_returns_data_and_gas()
    {
        CallResult result = Run("60016000526020 6000fd", Fork.Osaka, 1_000);
        Assert.Equal(ExitCode.Revert, result.ExitCode);
        Assert.Equal(new UInt256(1), new UInt256(result.Output.Span));
        Assert.Equal(1_000UL - 18, result.GasLeft);
    }

    [Theory]
    [InlineData(2_306, ExitCode.OutOfGas)] // 2300 left: the sentry of EIP-2200 refuses what a stipend could pay
    [InlineData(2_307, ExitCode.Success)]
    public void A_store_needs_more_than_the_stipend(ulong gas, ExitCode expected) =>
        Assert.Equal(expected, Run("6000600055", Fork.Istanbul, gas).ExitCode);

    [Fact]
    public void A_tracer_sees_every_instruction_with_its_gas()
    {
        Recorder recorder = new();
        new ProgramRunner(Fork.Osaka).Run(Convert.FromHexString("6001600201"), default, 100, new RecordingTracer(recorder));
        Assert.Equal(["0 60 100 0", "2 60 97 1", "4 01 94 2", "5 00 91 1", "exit Success 91"], recorder.Lines);
    }

    private static CallResult Run(string code, Fork fork, ulong gas) =>
        new ProgramRunner(fork).Run(
            Convert.FromHexString(code.Replace(" ", "", StringComparison.Ordinal)),
            default,
            gas,
            default(NoTracer)
        );

    private sealed class Recorder
    {
        public List<string> Lines { get; } = [];
    }

    private readonly struct RecordingTracer(Recorder recorder) : ITracer
    {
        public static bool IsEnabled => true;

        public void EnterFrame(in CallMessage message, ulong callerGasLeft) { }

        public void BeforeInstruction(in InstructionTrace step) =>
            recorder.Lines.Add($"{step.ProgramCounter} {step.Opcode:x2} {step.GasLeft} {step.Stack.Length}");

        public void ExitFrame(in CallResult result) => recorder.Lines.Add($"exit {result.ExitCode} {result.GasLeft}");
    }
}
