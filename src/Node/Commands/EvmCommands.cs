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
    private const string Path = "nodeproto evm run";

    private static readonly Setting<string?> Code = Setting.Text(
        "--code",
        "Bytecode of the program in hexadecimal digits, or @FILE for a file that holds them (needed).",
        "hex|@FILE"
    );

    private static readonly Setting<string?> Input = Setting.Text("--input", "Call data, given in the same way.", "hex|@FILE", "empty");

    // EIP-1985 bounds gas to what fits into 63 bits.
    private static readonly Setting<long> Gas = Setting.Number("--gas", "Gas that the program may use.", 10_000_000, 0, long.MaxValue);

    private static readonly Setting<string?> InFork = Setting.Text(
        "--fork",
        "Rule set.",
        string.Join('|', ForkNames.All),
        ForkNames.NameOf(Fork.Osaka)
    );

    private static readonly Setting<bool> Trace = Setting.Flag(
        "--trace",
        "Write a line of JSON for each instruction and one for the end (EIP-3155) to stdout, and the result to stderr; with --json the other way round."
    );

    /// <summary>The command's definition.</summary>
    public static Command Create(CommandHost host)
    {
        DocumentedCommand run = new(
            "run",
            "Run a program without a chain: no intrinsic gas, no fees, an empty state. A program that fails is a result too.",
            new Example("nodeproto evm run --code 0x600160020160005260206000f3", "1 + 2, returned as a word"),
            new Example("nodeproto evm run --code 0x5f5ffd --fork shanghai --trace", "Every instruction of a revert"),
            new Example(
                "nodeproto evm run --code @program.hex --input @/dev/stdin --gas 1000000 --json",
                "Long code from a file, call data from a pipe, the result for a program"
            )
        )
        {
            Code,
            Input,
            Gas,
            InFork,
            Trace,
        };
        run.SetAction(host.Run(RunAsync));
        return new DocumentedCommand(
            "evm",
            "Run single programs.",
            new Example("nodeproto evm run --code 0x5f5ffd --trace", "Every instruction of a program")
        )
        {
            run,
        };
    }

    private static async Task<IReport> RunAsync(Session session)
    {
        byte[] code = ProgramBytes.Read(Code.Name, Code.Of(session.Parsed) ?? throw CodeMissing());
        byte[] input = Input.Of(session.Parsed) is { } text ? ProgramBytes.Read(Input.Name, text) : [];
        ulong gas = (ulong)Gas.Of(session.Parsed);
        Fork fork = InFork.Of(session.Parsed) is { } name ? ForkNames.FindOrThrow(name, Path) : Fork.Osaka;
        bool isTraced = Trace.Of(session.Parsed);
        TextWriter? trace =
            !isTraced ? null
            : CommonOptions.Json.Of(session.Parsed) ? session.Terminal.Error
            : session.Terminal.Out;
        try
        {
            // The interpreter does not look up: a program that is left behind ends with the process.
            return await Task.Run(() => Run(session.Time, code, input, gas, fork, trace, session.Stop)).WaitAsync(session.Stop);
        }
        catch (OperationCanceledException)
        {
            throw Interrupted.With("the program had not ended");
        }
    }

    private static ProgramReport Run(
        TimeProvider time,
        byte[] code,
        byte[] input,
        ulong gas,
        Fork fork,
        TextWriter? trace,
        CancellationToken stop
    )
    {
        ProgramRunner runner = new(fork);
        long start = time.GetTimestamp();
        if (trace is null)
        {
            CallResult result = runner.Run(code, input, gas, default(NoTracer));
            return new ProgramReport(result, gas, time.GetElapsedTime(start).TotalSeconds, isTraced: false);
        }
        StructLog log = new(trace, stop);
        CallResult traced = runner.Run(code, input, gas, new StructLogTracer(log));
        double seconds = time.GetElapsedTime(start).TotalSeconds;
        log.End(traced, gas, runner.EndStateRoot(), fork);
        return new ProgramReport(traced, gas, seconds, isTraced: true);
    }

    private static NodeException CodeMissing() =>
        new(
            NodeErrorCode.CommandLineInvalid,
            "--code is missing: the bytecode to run",
            Path,
            "Give hexadecimal digits, such as --code 0x6001600201, or --code @FILE for a file that holds them"
        );
}
