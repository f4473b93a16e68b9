using NodeProto.Evm;
using NodeProto.Primitives;

namespace NodeProto.Execution.Tests;

/// <summary>A call trace holds every call and creation with kind, both sides, value, gas, input, output and end.</summary>
public sealed class CallTraceTests
{
    private static readonly Address Outer = Address.Parse("0x4000000000000000000000000000000000000004");
    private static readonly Address Library = Address.Parse("0x5000000000000000000000000000000000000005");
    private static readonly Address Nobody = Address.Parse("0x6000000000000000000000000000000000000006");
    private const string Identity = "0x0000000000000000000000000000000000000004";

    [Fact]
    public void Calls_nest_with_their_kind_sides_value_input_output_and_end()
    {
        // Sends 5 wei to an account without code, calls a library (which reverts with a word), copies a word through the precompiled
        // contract 4, tries to send more than it has.
        byte[] outer = Call(new Assembler(), Nobody, value: 5)
            .Op(Opcode.Pop)
            .Push(0)
            .Push(0)
            .Push(0)
            .Push(0)
            .Push(new UInt256(Library.Bytes))
            .Push(50_000)
            .Op(Opcode.Delegatecall, Opcode.Pop)
            .Push(32)
            .Push(0)
            .Push(32)
            .Push(0)
            .Push(4)
            .Op(Opcode.Gas, Opcode.Staticcall, Opcode.Pop)
            .Push(1)
            .Push(31)
            .Op(Opcode.Mstore8)
            .Push(0) // Creates a contract from one byte of code: STOP.
            .Push(0)
            .Op(Opcode.Mstore8)
            .Push(1)
            .Push(0)
            .Push(2)
            .Op(Opcode.Create, Opcode.Pop)
            .Push(0)
            .Op(Opcode.Pop)
            .Raw(Call(new Assembler(), Nobody, value: 1_000).Build())
            .Op(Opcode.Stop)
            .Build();
        byte[] library = new Assembler().Push(9).Push(0).Op(Opcode.Mstore).Push(32).Push(0).Op(Opcode.Revert).Build();
        Trace trace = new();
        new Probe(Fork.Cancun, calls: trace).With(Outer, outer, balance: 100).With(Library, library).Run(Outer, 300_000, [1, 2], value: 3);
        string created = ContractAddress.Of(Outer, 1).ToString();
        Assert.Equal(
            [
                $"Call {Probe.Sender} -> {Outer} value 3 input 0102",
                $"  Call {Outer} -> {Nobody} value 5 input ",
                "  = Success gas 0 output ",
                $"  DelegateCall {Outer} -> {Library} value 3 input ",
                $"  = Revert gas 18 output {9:x64}",
                $"  StaticCall {Outer} -> {Identity} value 0 input {0:x64}",
                $"  = Success gas 18 output {0:x64}",
                $"  Create {Outer} -> {created} value 2 input 00",
                "  = Success gas 0 output ",
                $"  Call {Outer} -> {Nobody} value 1000 input ",
                "  = InsufficientBalance gas 0 output ",
                "= Success gas ok output ",
            ],
            trace.Lines
        );
    }

    [Fact]
    public void A_creation_whose_code_is_too_long_and_one_that_destroys_itself_say_so()
    {
        byte[] tooLong = new Assembler().Push(24_577).Push(0).Op(Opcode.Return).Build();
        Trace trace = new();
        new Probe(Fork.Cancun, calls: trace).Run(null, 10_000_000, tooLong);
        Assert.Equal("= CodeTooLarge gas ok output ", trace.Lines[^1]);

        Trace destruction = new();
        byte[] destroys = new Assembler().Push(new UInt256(Nobody.Bytes)).Op(Opcode.Selfdestruct).Build();
        new Probe(Fork.Shanghai, calls: destruction).With(Outer, destroys, balance: 70).Run(Outer, 100_000, value: 7);
        Assert.Equal(
            [$"Call {Probe.Sender} -> {Outer} value 7 input ", $"  selfdestruct {Outer} -> {Nobody} value 77", "= Success gas ok output "],
            destruction.Lines
        );
    }

    private static Assembler Call(Assembler code, Address to, ulong value) =>
        code.Push(0).Push(0).Push(0).Push(0).Push(value).Push(new UInt256(to.Bytes)).Push(0).Op(Opcode.Call);

    /// <summary>Writes a line where a call begins and one where it ends.</summary>
    private sealed class Trace : ICallTracer
    {
        private readonly Stack<ulong> _gas = new();

        public List<string> Lines { get; } = [];

        public void Enter(in CallMessage message)
        {
            Address from = message.Kind == CallKind.DelegateCall ? message.Address : message.Caller;
            Address to = message.Kind is CallKind.DelegateCall or CallKind.CallCode ? message.CodeAddress : message.Address;
            ReadOnlyMemory<byte> input = message.IsCreation ? message.Code : message.Input;
            Lines.Add($"{Indent}{message.Kind} {from} -> {to} value {message.ValueWei} input {Hex(input)}");
            _gas.Push(message.GasLimit);
        }

        public void Exit(in CallResult result)
        {
            ulong gas = _gas.Pop() - result.GasLeft;
            Lines.Add($"{Indent}= {result.ExitCode} gas {(_gas.Count == 0 ? "ok" : $"{gas}")} output {Hex(result.Output)}");
        }

        public void SelfDestruct(in Address account, in Address beneficiary, in UInt256 balanceWei) =>
            Lines.Add($"{Indent}selfdestruct {account} -> {beneficiary} value {balanceWei}");

        private string Indent => new(' ', 2 * _gas.Count);

        private static string Hex(ReadOnlyMemory<byte> bytes) => Convert.ToHexStringLower(bytes.Span);
    }
}
