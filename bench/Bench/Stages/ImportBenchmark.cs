using System.Globalization;
using System.Text.Json;
using NodeProto.Stages;

namespace NodeProto.Bench;

/// <summary>The program itself imports a generated chain of transfers: time, memory and cores, beside the limits of each stage.</summary>
/// <remarks>
/// <c>import [TRANSFERS]</c>. The chain is made once and kept in <c>artifacts/bench</c>. The limits are those of
/// <see cref="StagesBenchmark"/>, measured just before over a smaller chain of the same kind.
/// </remarks>
internal sealed class ImportBenchmark : IComparison
{
    private const int TransfersPerBlock = 100;
    private const int Senders = 10_000;
    private const int SampleTransfers = 20_000;
    private const long MemoryMax = 1L << 30;

    public static string Name => "import";

    public static string Summary => "nodeproto import of a chain of transfers (100,000): per stage beside its limit, memory, cores";

    public static void Run(ReadOnlySpan<string> arguments)
    {
        int transfers = arguments.Length > 0 ? int.Parse(arguments[0], NumberStyles.AllowThousands, CultureInfo.InvariantCulture) : 100_000;
        string root = ProgramRun.FindRoot();
        string folder = Path.Combine(root, "artifacts", "bench", $"transfers-{transfers}");
        string chain = Path.Combine(folder, "chain.rlp");
        string genesis = Path.Combine(folder, "genesis.json");
        if (!File.Exists(chain))
        {
            int blocks = Math.Max(1, transfers / TransfersPerBlock);
            ProgramRun.Start(
                root,
                ["chain", "generate", "--out", folder, "--blocks", $"{blocks}", "--transactions", $"{transfers}", "--senders", $"{Senders}"]
            );
        }
        ProgramRun.Start(root, ["stage", "list", "--help"]); // Builds when sources have changed, so that the clock does not see it.
        Dictionary<StageId, StageLimit> limits = MeasureLimits();
        string data = Path.Combine(folder, "data");
        if (Directory.Exists(data))
        {
            Directory.Delete(data, recursive: true);
        }
        ProgramRun spent = ProgramRun.Start(root, ["import", "--chain", genesis, "--datadir", data, chain, "--json"]);
        Directory.Delete(data, recursive: true);
        Print(transfers, spent, limits);
    }

    /// <summary>The limit of each stage over the sample, best of five.</summary>
    private static Dictionary<StageId, StageLimit> MeasureLimits()
    {
        BenchChain chain = BenchChain.OfTransfers(SampleTransfers / TransfersPerBlock, SampleTransfers, Senders);
        using StageBench bench = new(chain.Genesis, chain.Source);
        Dictionary<StageId, StageLimit> limits = [];
        foreach (StageId stage in AllStages.Order)
        {
            Func<StageReport, StageLimit> measure = new StageLimits(chain, bench).Prepare(stage);
            StageReport report = bench.Run(stage);
            limits[stage] = Enumerable.Range(0, 5).Select(_ => measure(report)).MinBy(limit => limit.Seconds);
        }
        return limits;
    }

    private static void Print(int transfers, ProgramRun spent, Dictionary<StageId, StageLimit> limits)
    {
        using JsonDocument json = JsonDocument.Parse(spent.Output);
        Console.WriteLine(
            $"{transfers:n0} transfers, {TransfersPerBlock} a block, {Senders:n0} senders; {Environment.ProcessorCount} cores"
        );
        Console.WriteLine();
        Console.WriteLine($"{"stage", -16} {"seconds", 9} {"transfers/s", 12} {"limit/s", 12} {"of limit", 9}");
        double all = 0;
        double least = 0;
        double leastProcessor = 0;
        double scale = (double)transfers / SampleTransfers;
        foreach (JsonElement stage in json.RootElement.GetProperty("stages").EnumerateArray())
        {
            string name = stage.GetProperty("stage").GetString()!;
            double seconds = stage.GetProperty("seconds").GetDouble();
            StageLimit measured = limits.First(each => each.Key.Name == name).Value;
            double limit = measured.Seconds * scale;
            all += seconds;
            leastProcessor += measured.ProcessorSeconds * scale;
            // One synced write takes as long for a million transfers as for one.
            bool isTrivial = name == StageId.Finish.Name || name == StageId.Prune.Name;
            least += isTrivial ? 0 : limit;
            Row(name, transfers, seconds, isTrivial ? null : limit);
        }
        Row("all stages", transfers, all, least);
        Row("whole command", transfers, spent.Seconds, least);
        Console.WriteLine();
        double cores = spent.ProcessorSeconds / spent.Seconds / Environment.ProcessorCount;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{spent.ProcessorSeconds:F1} s of processor time: {cores:P0} of {Environment.ProcessorCount} cores over the whole command; the limits alone take {leastProcessor:F1} s of it"
            )
        );
        Console.WriteLine(
            $"{spent.PeakBytes >> 20:n0} MiB resident at most, {(spent.PeakBytes < MemoryMax ? "below" : "NOT BELOW")} the {MemoryMax >> 20:n0} MiB aimed at"
        );
    }

    private static void Row(string name, int transfers, double seconds, double? limit) =>
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name, -16} {seconds, 9:F2} {transfers / seconds, 12:n0} {transfers / limit, 12:n0} {limit / seconds, 9:P1}"
            )
        );
}
