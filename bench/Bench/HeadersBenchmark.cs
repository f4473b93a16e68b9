using System.Diagnostics;
using NodeProto.Consensus;
using NodeProto.Execution;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Bench;

/// <summary>The stage headers as a whole, durable on RocksDB.</summary>
internal sealed class HeadersBenchmark : IComparison
{
    private const int Repetitions = 5;
    private const int TargetPerSecond = 100_000;

    public static string Name => "headers";

    public static string Summary => "stage headers on RocksDB, synced commits: headers a second, and a second of processor time";

    public static void Run(ReadOnlySpan<string> arguments)
    {
        int count = arguments.Length > 0 ? int.Parse(arguments[0]) : 200_000;
        Genesis genesis = new ChainGenerator(new ChainGeneratorOptions { Spec = ChainSpec.AllFrom(Fork.London, 1337) }).Genesis;
        MemorySource source = new();
        foreach (Header header in HeaderChain.Generate(genesis, count))
        {
            source.Add(header);
        }
        double[] wall = new double[Repetitions];
        double[] processor = new double[Repetitions];
        for (int i = 0; i < Repetitions; i++)
        {
            using StageBench bench = new(genesis, source);
            TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
            StageReport report = bench.Run(StageId.Headers);
            processor[i] = report.Units / (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds;
            wall[i] = report.UnitsPerSecond;
            Console.WriteLine(
                $"  run {i + 1}: {wall[i] / 1e3, 7:F1} k headers/s, {processor[i] / 1e3, 7:F1} k a processor second; "
                    + string.Join(", ", report.Phases.Select(phase => $"{phase.Key} {100 * phase.Value / report.Seconds:F0} %"))
            );
        }
        Array.Sort(wall);
        Array.Sort(processor);
        Console.WriteLine($"{count} headers, median of {Repetitions}:");
        Console.WriteLine($"  {wall[Repetitions / 2] / TargetPerSecond, 6:F2} x the aim of {TargetPerSecond} headers/s by the clock");
        Console.WriteLine(
            $"  {processor[Repetitions / 2] / TargetPerSecond, 6:F2} x the aim by processor time of all threads, the store's too"
        );
    }
}
