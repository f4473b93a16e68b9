using System.Globalization;
using NodeProto.Db;
using NodeProto.Execution;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Bench;

/// <summary>The most memory that each stage takes over a chain and over one with ten times its history, beside its ceiling.</summary>
/// <remarks>
/// <c>memory [TRANSACTIONS] [MIB]</c>. Every stage gets the same ceiling, low enough to matter. What is counted is what the process has
/// resident at the most while the stage runs, above what it had before: so the garbage of .NET and the store's buffers, which are kept
/// small here and named below the table, are in the figure.
/// </remarks>
internal sealed class MemoryBenchmark : IComparison
{
    private const int PerBlock = 100;
    private const int Senders = 10_000;
    private const int StoreMiB = 16;
    private const long MiB = 1024 * 1024;

    public static string Name => "memory";

    public static string Summary => "the most memory of each stage over a chain (100,000) and one ten times as long: [TRANSACTIONS] [MIB]";

    public static void Run(ReadOnlySpan<string> arguments)
    {
        int transactions =
            arguments.Length > 0 ? int.Parse(arguments[0], NumberStyles.AllowThousands, CultureInfo.InvariantCulture) : 100_000;
        long ceiling = arguments.Length > 1 ? long.Parse(arguments[1], CultureInfo.InvariantCulture) : 64;
        Console.WriteLine($"{transactions:n0} transfers and {10L * transactions:n0}, {PerBlock} a block; ceiling {ceiling} MiB a stage");
        Console.WriteLine();
        Measure(1000, ceiling); // Compiles what the stages run, which takes memory too.
        Dictionary<StageId, Figures> once = Measure(transactions, ceiling);
        Dictionary<StageId, Figures> tenfold = Measure(10 * transactions, ceiling);
        Console.WriteLine($"{"stage", -20} {"MiB", 6} {"commits", 8} {"MiB at tenfold", 15} {"commits", 8} {"ceiling", 8}");
        foreach ((StageId stage, _) in StageMemory.Defaults)
        {
            string verdict = Math.Max(once[stage].MiB, tenfold[stage].MiB) <= ceiling + StoreMiB + StoreMiB ? "" : "  ABOVE";
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{stage.Name, -20} {once[stage].MiB, 6:n0} {once[stage].Commits, 8:n0} {tenfold[stage].MiB, 15:n0} {tenfold[stage].Commits, 8:n0} {ceiling, 8:n0}{verdict}"
                )
            );
        }
        Console.WriteLine();
        Console.WriteLine($"In the figures, and not in the ceilings: the store's cache and write buffers, {StoreMiB} MiB each.");
    }

    private static Dictionary<StageId, Figures> Measure(int transactions, long ceiling)
    {
        string folder = Directory.CreateTempSubdirectory("nodeproto-bench-").FullName;
        try
        {
            ChainGenerator generator = new(
                new ChainGeneratorOptions
                {
                    Blocks = Math.Max(1, transactions / PerBlock),
                    TransactionsInAll = transactions,
                    Senders = Math.Min(Senders, transactions),
                }
            );
            string chain = Path.Combine(folder, "chain.rlp");
            Write(generator, chain);
            StageMemory memory = StageMemory.Default;
            foreach ((StageId stage, _) in StageMemory.Defaults)
            {
                memory = memory.With(stage, ceiling * MiB);
            }
            DatabaseOptions options = new() { CacheBytes = StoreMiB * MiB, WriteBufferBytes = StoreMiB * MiB };
            using RocksDatabase database = RocksDatabase.OpenOrCreate(Path.Combine(folder, "db"), options);
            using ChainFileSource source = ChainFileSource.Open([chain], generator.Genesis.Hash);
            StageSet set = AllStages.Create(generator.Genesis.Spec, source, source, memory: memory);
            GenesisWriter.Write(database, set.Stages, generator.Genesis);
            Pipeline pipeline = new(database, set, new PipelineOptions { Memory = memory });
            Dictionary<StageId, Figures> figures = [];
            foreach (IStage stage in set.Stages)
            {
                figures[stage.Id] = Measure(pipeline, stage.Id);
            }
            return figures;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Figures Measure(Pipeline pipeline, StageId stage)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        File.WriteAllText("/proc/self/clear_refs", "5"); // The kernel begins its maximum anew (proc(5)).
        long before = Status("VmRSS:");
        PipelineResult result = pipeline.RunStageAsync(stage, new BlockNumber(ulong.MaxValue), default).GetAwaiter().GetResult();
        if (result.Rejected.Count > 0)
        {
            throw new InvalidOperationException(result.Rejected[0].Block.Text);
        }
        return new Figures((Status("VmHWM:") - before) / 1024.0, result.Stages[0].Commits);
    }

    /// <summary>A figure of this process, in KiB.</summary>
    private static long Status(string name)
    {
        foreach (string line in File.ReadLines("/proc/self/status"))
        {
            if (line.StartsWith(name, StringComparison.Ordinal))
            {
                return long.Parse(
                    line[name.Length..^2],
                    NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
                    CultureInfo.InvariantCulture
                );
            }
        }
        throw new InvalidOperationException($"/proc/self/status has no {name}");
    }

    private static void Write(ChainGenerator generator, string path)
    {
        using FileStream file = new(path, FileMode.CreateNew);
        RlpWriter writer = new();
        foreach (Block block in generator.Generate())
        {
            writer.Clear();
            BodyCodec.EncodeBlock(writer, block);
            file.Write(writer.Written);
        }
    }

    private readonly record struct Figures(double MiB, long Commits);
}
