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
            $"{Transactions} transactions of {GasEach:N0} gas; execution below {FloorMgas} Mgas/s is marked. MiB above what was there before."
        );
        Console.WriteLine();
        Console.WriteLine(
            $"{"block", -38} {"gas", 11} {"execution s", 12} {"Mgas/s", 8} {"import s", 9} {"managed MiB", 12} {"resident MiB", 13}"
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
        long began = Stopwatch.GetTimestamp();
        PipelineResult result = chain.Import();
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        peak.Dispose();
        if (result.Head.Hash != chain.Block.Header.Hash)
        {
            throw new InvalidOperationException($"{shape.Name}: {string.Join("; ", result.Rejected.Select(each => each.Block.Text))}");
        }
        double execution = result.Stages.Single(stage => stage.Stage == StageId.Execution).Seconds;
        double mgas = chain.Block.Header.GasUsed / 1e6 / execution;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{shape.Name, -38} {chain.Block.Header.GasUsed, 11} {execution, 12:F3} {mgas, 8:F0} {seconds, 9:F3} {peak.ManagedBytes / Mebibyte, 12:F0} {peak.ResidentBytes / Mebibyte, 13:F0}{(mgas < FloorMgas ? $"  below {FloorMgas}" : "")}"
            )
        );
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
