using System.CommandLine;
using NodeProto.Evm;
using NodeProto.Execution;
using NodeProto.Node.CommandLine;
using NodeProto.Node.Output;
using NodeProto.Node.Programs;
using NodeProto.Primitives;

namespace NodeProto.Node.Commands;

/// <summary><c>nodeproto evm run --code 6001600101</c>: runs a single program.</summary>
internal static class EvmCommands
{
    private static readonly Setting<byte[]> Code = new("--code", "Bytecode of the program.", "hex", TryParseHex, [], "");

    private static readonly Setting<byte[]> Input = new("--input", "Call data.", "hex", TryParseHex, [], "empty");

    private static readonly Setting<long> Gas = Setting.Number("--gas", "Gas that the program may use.", 10_000_000, 0, long.MaxValue);

    private static readonly Setting<Fork> InFork = Setting.Choice("--fork", "Rule set.", Fork.Osaka);

    private static readonly Setting<bool> Trace = Setting.Flag(
        "--trace",
        "Write a line of JSON for each instruction (EIP-3155): to stdout, with --json to stderr."
    );

    /// <summary>The command's definition.</summary>
    public static Command Create(CommandHost host)
    {
        DocumentedCommand run = new(
            "run",
            "Run a program without a chain: no intrinsic gas, no fees, an empty state. A program that fails is a result too.",
            new Example("nodeproto evm run --code 0x600160020160005260206000f3", "1 + 2, returned as a word"),
            new Example("nodeproto evm run --code 0x5f5ffd --fork Shanghai --trace", "Every instruction of a revert")
        )
        {
            Code,
            Input,
            Gas,
            InFork,
            Trace,
        };
        run.SetAction(host.Run(Run));
        return new DocumentedCommand(
            "evm",
            "Run single programs.",
            new Example("nodeproto evm run --code 0x5f5ffd --trace", "Every instruction of a program")
        )
        {
            run,
        };
    }

    private static IReport Run(Session session)
    {
        bool asJson = CommonOptions.Json.Of(session.Parsed);
        byte[] code = Code.Of(session.Parsed);
        byte[] input = Input.Of(session.Parsed);
        ulong gas = (ulong)Gas.Of(session.Parsed);
        ProgramRunner runner = new(InFork.Of(session.Parsed));
        long start = session.Time.GetTimestamp();
        CallResult result = Trace.Of(session.Parsed)
            ? runner.Run(code, input, gas, new StructLogTracer(new StructLog(asJson ? session.Terminal.Error : session.Terminal.Out)))
            : runner.Run(code, input, gas, default(NoTracer));
        double seconds = session.Time.GetElapsedTime(start).TotalSeconds;
        return new FieldsReport([
            new("exit", result.ExitCode.ToString()),
            new("gasUsed", gas - result.GasLeft),
            new("refund", result.RefundGas),
            new("output", HexText.Encode(result.Output.Span)),
            new("seconds", Math.Round(seconds, 6)),
        ]);
    }

    private static bool TryParseHex(string text, out byte[] value)
    {
        try
        {
            value = HexText.Decode(text);
            return true;
        }
        catch (FormatException)
        {
            value = [];
            return false;
        }
    }
}
