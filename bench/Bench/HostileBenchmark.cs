using System.Diagnostics;
using System.Globalization;
using NodeProto.Fuzz.Tests;
using NodeProto.Stages;

namespace NodeProto.Bench;

/// <summary>Blocks that are built to hurt: time and memory of executing each, and of the whole import.</summary>
/// <remarks><c>hostile [FILTER]</c>. 45 million gas of Osaka in transactions of 15 million each, over the database in memory.</remarks>
internal sealed class HostileBenchmark : IComparison
{
    private const int Transactions = 3; // A transaction has at most 2^24 gas (EIP-7825).
    private const ulong GasEach = 15_000_000;
    private const double FloorMgas = 20;
    private const double Mebibyte = 1 << 20;

    public static string Name => "hostile";

    public static string Summary => "blocks that are built to hurt: time, Mgas/s and memory of each";

    public static void Run(ReadOnlySpan<string> arguments)
    {
        string filter = arguments.Length > 0 ? arguments[0] : "";
        List<HostileShape> shapes = [.. HostileShape.All];
        foreach ((string name, int number, byte[] input) in PrecompileBenchmark.Calls())
        {
            shapes.Add(HostileShape.Precompiled(name, number, input));
        }
        Console.WriteLine(
            $"{Transactions} transactions of {GasEach:N0} gas each, database in memory. Execution by the clock and by processor time,"
        );
        Console.WriteLine(
            $"Mgas a second of processor time (below {FloorMgas} is marked), the whole import by the clock, and MiB above those before it."
        );
        Console.WriteLine();
        Console.WriteLine(
            $"{"block", -38} {"gas", 9} {"execution s", 11} {"processor", 10} {"Mgas/s", 7} {"import s", 8} {"managed", 8} {"resident", 9}"
        );
        foreach (HostileShape shape in shapes)
        {
            if (shape.Name.Contains(filter, StringComparison.Ordinal))
            {
                Measure(shape);
            }
        }
    }

    private static void Measure(HostileShape shape)
    {
        HostileChain chain = new(shape, Transactions, GasEach);
        chain.Import(); // The code that runs for the first time is compiled, and its memory there.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using MemoryPeak peak = new();
        (Spent execution, Spent all) = chain.Import(pipeline =>
        {
            Spent before = Run(pipeline, StageId.SenderRecovery);
            Spent execution = Run(pipeline, StageId.Execution);
            return (execution, before + execution + Run(pipeline, StageId.Finish));
        });
        peak.Dispose();
        double mgas = chain.Block.Header.GasUsed / 1e6 / execution.ProcessorSeconds;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{shape.Name, -38} {chain.Block.Header.GasUsed, 9} {execution.Seconds, 11:F3} {execution.ProcessorSeconds, 10:F3} {mgas, 7:F0} {all.Seconds, 8:F3} {peak.ManagedBytes / Mebibyte, 8:F0} {peak.ResidentBytes / Mebibyte, 9:F0}{(mgas < FloorMgas ? $"  below {FloorMgas}" : "")}"
            )
        );
    }

    private static Spent Run(Pipeline pipeline, StageId last)
    {
        using Process process = Process.GetCurrentProcess();
        TimeSpan processor = process.TotalProcessorTime;
        long began = Stopwatch.GetTimestamp();
        PipelineResult result = pipeline.RunAsync(new PipelineTarget { ToStage = last }, default).GetAwaiter().GetResult();
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        process.Refresh();
        return result.Rejected.Count == 0
            ? new Spent(seconds, (process.TotalProcessorTime - processor).TotalSeconds)
            : throw new InvalidOperationException(result.Rejected[0].Block.Text);
    }

    /// <summary>Time by the clock, and that of all processors.</summary>
    private readonly record struct Spent(double Seconds, double ProcessorSeconds)
    {
        public static Spent operator +(Spent one, Spent other) =>
            new(one.Seconds + other.Seconds, one.ProcessorSeconds + other.ProcessorSeconds);
    }

    /// <summary>Looks a hundred times a second how much memory there is above what there was.</summary>
    private sealed class MemoryPeak : IDisposable
    {
        private readonly long _managedBefore = GC.GetTotalMemory(false);
        private readonly long _residentBefore = Environment.WorkingSet;
        private readonly ManualResetEventSlim _stop = new();
        private readonly Thread _thread;

        public MemoryPeak()
        {
            _thread = new Thread(Watch) { IsBackground = true };
            _thread.Start();
        }

        public long ManagedBytes { get; private set; }

        public long ResidentBytes { get; private set; }

        public void Dispose()
        {
            _stop.Set();
            _thread.Join();
        }

        private void Watch()
        {
            do
            {
                ManagedBytes = Math.Max(ManagedBytes, GC.GetTotalMemory(false) - _managedBefore);
                ResidentBytes = Math.Max(ResidentBytes, Environment.WorkingSet - _residentBefore);
            } while (!_stop.Wait(10));
        }
    }
}
