using BenchmarkDotNet.Running;
using NodeProto.Db;

namespace NodeProto.Bench;

/// <summary><c>NodeProto.Bench NAME</c> prints one comparison; <c>bdn FILTER</c> runs the BenchmarkDotNet classes.</summary>
internal static class Program
{
    // One line for each comparison, in the order of --help.
    private static readonly Entry[] Entries =
    [
        Entry.Of<StagesBenchmark>(),
        Entry.Of<ImportBenchmark>(),
        Entry.Of<PruneBenchmark>(),
        Entry.Of<LookupBenchmark>(),
        Entry.Of<LoadLimitBenchmark>(),
        Entry.Of<MemoryBenchmark>(),
        Entry.Of<RunComparison>(),
        Entry.Of<AllocationsOfTrace>(),
        Entry.Of<KeccakComparison>(),
        Entry.Of<UInt256Comparison>(),
        Entry.Of<EvmComparison>(),
        Entry.Of<PrecompileBenchmark>(),
        Entry.Of<HostileBenchmark>(),
        Entry.Of<StateRootBenchmark>(),
        Entry.Of<StateRootStageBenchmark>(),
        Entry.Of<WipeBenchmark>(),
        Entry.Of<IntermediateRootsBenchmark>(),
        Entry.Of<HistoryBenchmark>(),
        Entry.Of<HistoryIndexBenchmark>(),
        Entry.Of<EthashBenchmark>(),
    ];

    public static int Main(string[] arguments)
    {
        NativeHeap.ReturnFreed();
        if (arguments.Length == 0 || arguments[0] is "--help" or "-h")
        {
            PrintHelp();
            return 0;
        }
        string name = arguments[0];
        string[] rest = arguments[1..];
        if (name == "bdn")
        {
            string[] options = rest.Length > 0 && !rest[0].StartsWith('-') ? ["--filter", $"*{rest[0]}*", .. rest[1..]] : rest;
            BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(options);
            return 0;
        }
        foreach (Entry entry in Entries)
        {
            if (entry.Name == name)
            {
                entry.Run(rest);
                return 0;
            }
        }
        Console.Error.WriteLine($"There is no comparison '{name}'. Those that exist:");
        PrintHelp();
        return 2;
    }

    private static void PrintHelp()
    {
        Console.WriteLine("dotnet run -c Release --project bench/Bench -- NAME [ARGUMENTS]");
        Console.WriteLine();
        foreach (Entry entry in Entries)
        {
            Console.WriteLine($"  {entry.Name, -16} {entry.Summary}");
        }
        Console.WriteLine($"  {"bdn FILTER", -16} BenchmarkDotNet with allocations, for the classes whose name contains FILTER");
    }

    private delegate void Comparison(ReadOnlySpan<string> arguments);

    private sealed record Entry(string Name, string Summary, Comparison Run)
    {
        public static Entry Of<T>()
            where T : IComparison => new(T.Name, T.Summary, T.Run);
    }
}
