using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using NodeProto.Evm;
using NodeProto.Execution;
using NodeProto.Primitives;

namespace NodeProto.Bench;

/// <summary>The interpreter beside anvil (revm) on the public benchmark programs, on one core and in turns.</summary>
/// <remarks>
/// <c>evm [CASE]</c>. The programs lie in <c>bench/evm-cases</c> below NODEPROTO_FIXTURES, or of the folder <c>shared</c> beside
/// the repository. ANVIL names anvil's binary; without it our figures stand alone. Every run checks output and gas.
/// </remarks>
internal sealed class EvmComparison : IComparison
{
    private const int Core = 0;
    private const ulong GasLimit = 1UL << 40;

    private static readonly Address Self = Address.Parse("0x00000000000000000000000000000000000c0de1");
    private static readonly Address Caller = Address.Parse("0xa94f5374fce5edbc8e2a8697c15331677e6ebf0b");

    public static string Name => "evm";

    public static string Summary => "interpreter: programs of the EVM benchmark beside anvil (revm), named by ANVIL; one core";

    public static void Run(ReadOnlySpan<string> arguments)
    {
        string filter = arguments.Length > 0 ? arguments[0] : "";
        if (FindCases() is not { } folder)
        {
            Console.WriteLine("No benchmark programs: set NODEPROTO_FIXTURES to the folder that holds bench/evm-cases.");
            return;
        }
        string? anvil = Environment.GetEnvironmentVariable("ANVIL");
        if (OperatingSystem.IsLinux())
        {
            using Process self = Process.GetCurrentProcess();
            self.ProcessorAffinity = 1 << Core;
        }
        Console.WriteLine("One core; medians in ms; a ratio above 1 means that we are faster.");
        Console.WriteLine();
        Console.WriteLine(
            $"{"case", -22} {"M gas", 8} {"ours", 9} {"anvil", 9} {"ratio", 6} {"by min", 6} {"Mgas/s", 8} {"bytes allocated per Mgas", 25}"
        );
        using JsonDocument cases = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "cases.json")));
        double logarithms = 0;
        int compared = 0;
        foreach (JsonProperty entry in cases.RootElement.EnumerateObject())
        {
            if (!entry.Name.Contains(filter, StringComparison.Ordinal))
            {
                continue;
            }
            double gasMillions = entry.Value.GetProperty("gas").GetUInt64() / 1e6;
            (double ours, double fastest, long allocated) = Measure(folder, entry);
            double? peer = null;
            double? peerFastest = null;
            if (anvil is not null)
            {
                (peer, peerFastest) = RunAnvil(folder, entry.Name);
                logarithms += Math.Log(peer.Value / ours);
                compared++;
            }
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{entry.Name, -22} {gasMillions, 8:F1} {ours, 9:F1} {peer, 9:F1} {peer / ours, 6:F2} {peerFastest / fastest, 6:F2} {gasMillions / ours * 1e3, 8:F0} {allocated / gasMillions, 25:F1}"
                )
            );
        }
        if (compared > 0)
        {
            Console.WriteLine();
            Console.WriteLine($"geometric mean of the ratios: {Math.Exp(logarithms / compared):F2} over {compared} cases");
        }
    }

    private static (double MedianMs, double MinMs, long AllocatedBytes) Measure(string folder, JsonProperty entry)
    {
        byte[] code = FromHex(File.ReadAllText(Path.Combine(folder, entry.Value.GetProperty("code").GetString()!)));
        byte[] input = FromHex(entry.Value.GetProperty("calldata").GetString()!);
        byte[] expected = FromHex(entry.Value.GetProperty("output").GetString()!);
        ulong gas = entry.Value.GetProperty("gas").GetUInt64();
        WorldState world = new();
        EvmHost host = new(world, CodeRunners.Interpreter);
        List<double> times = [];
        long allocated = 0;
        long start = Stopwatch.GetTimestamp();
        while (times.Count < 6 || (times.Count < 100 && Stopwatch.GetElapsedTime(start).TotalSeconds < 2))
        {
            Prepare(world, host, code);
            long before = GC.GetAllocatedBytesForCurrentThread();
            long begin = Stopwatch.GetTimestamp();
            CallResult result = host.Call(
                new CallMessage
                {
                    Kind = CallKind.Call,
                    GasLimit = GasLimit,
                    Caller = Caller,
                    Address = Self,
                    CodeAddress = Self,
                    Input = input,
                }
            );
            times.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (!result.IsSuccess || GasLimit - result.GasLeft != gas || !result.Output.Span.SequenceEqual(expected))
            {
                throw new InvalidOperationException(
                    $"{entry.Name}: {result.ExitCode}, {GasLimit - result.GasLeft} gas; expected {gas} gas."
                );
            }
        }
        times.Sort();
        return (times[times.Count / 2], times[0], allocated);
    }

    private static void Prepare(WorldState world, EvmHost host, byte[] code)
    {
        world.BeginBlock(EmptyState.Instance);
        host.BeginBlock(
            new BlockEnvironment
            {
                Fork = Fork.Cancun,
                ChainId = 1,
                Number = new BlockNumber(1),
                Timestamp = 1,
                Beneficiary = default,
                GasLimit = long.MaxValue,
            },
            NoHashes.Instance
        );
        int self = world.Open(Self);
        world.SetCode(self, code);
        world.EndTransaction(clearEmpty: false);
        world.BeginTransaction();
        host.Transaction.Origin = Caller;
        world.Warm(world.Open(Self));
        world.Warm(world.Open(Caller));
    }

    // The runner of the cases starts anvil on the same core, runs the case several times, and prints one line of JSON.
    private static (double MedianMs, double MinMs) RunAnvil(string folder, string name)
    {
        ProcessStartInfo start = new("node", [Path.Combine(folder, "run-anvil.mjs"), $"^{name}$"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment["CORE"] = Core.ToString(CultureInfo.InvariantCulture);
        using Process runner = Process.Start(start)!;
        string line = runner.StandardOutput.ReadToEnd();
        runner.WaitForExit();
        using JsonDocument measured = JsonDocument.Parse(line);
        return (measured.RootElement.GetProperty("ms").GetDouble(), measured.RootElement.GetProperty("min").GetDouble());
    }

    private static byte[] FromHex(string text)
    {
        string digits = text.Trim();
        return Convert.FromHexString(digits.StartsWith("0x", StringComparison.Ordinal) ? digits[2..] : digits);
    }

    private static string? FindCases()
    {
        string? root = Environment.GetEnvironmentVariable("NODEPROTO_FIXTURES");
        for (string? folder = AppContext.BaseDirectory; root is null && folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "NodeProto.sln")))
            {
                root = Path.Combine(folder, "..", "shared");
            }
        }
        string? cases = root is null ? null : Path.Combine(root, "bench", "evm-cases");
        return cases is not null && File.Exists(Path.Combine(cases, "cases.json")) ? cases : null;
    }

    private sealed class NoHashes : IBlockHashes
    {
        public static readonly NoHashes Instance = new();

        public Hash256 HashOf(BlockNumber number) => default;
    }
}
