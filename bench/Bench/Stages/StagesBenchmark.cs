using System.Globalization;
using NodeProto.Stages;

namespace NodeProto.Bench;

/// <summary>Every stage as a whole, durable on RocksDB, beside its physical limit as measured in the same run.</summary>
/// <remarks>
/// <c>stages [STAGE] [--blocks N] [--transactions N] [--senders N] [--headers N] [--repetitions N]</c>. Limit and stage take
/// turns; medians are printed. "a core" is units a second of processor time, of all threads, the store's too. On a machine with other
/// work that and the share by processor time are the steadier ones.
/// </remarks>
internal sealed class StagesBenchmark : IComparison
{
    private const double SecondsMin = 0.02;

    public static string Name => "stages";

    public static string Summary => "every stage on RocksDB beside its physical limit: [STAGE] --blocks --transactions --headers";

    public static void Run(ReadOnlySpan<string> arguments)
    {
        Options options = Options.Parse(arguments);
        BenchChain transfers = BenchChain.OfTransfers(options.Blocks, options.Transactions, options.Senders);
        Console.WriteLine(
            $"{options.Transactions:n0} transfers in {options.Blocks:n0} blocks by {options.Senders:n0} senders, for headers"
                + $" {options.Headers:n0} empty blocks; {Environment.ProcessorCount} cores; median of {options.Repetitions}"
        );
        Console.WriteLine();
        Console.WriteLine(
            $"{"stage", -18} {"units", 13} {"", -12} {"units/s", 13} {"a core", 13} {"limit/s", 15} {"of limit", 9} {"by processor", 13} {"cores used", 10}  the limit is"
        );
        if (options.Wants(StageId.Headers))
        {
            BenchChain headers = BenchChain.OfHeaders(options.Headers);
            using StageBench bench = new(headers.Genesis, headers.Source);
            Measure(bench, headers, StageId.Headers, options.Repetitions);
        }
        using StageBench all = new(transfers.Genesis, transfers.Source);
        foreach (StageId stage in AllStages.Order)
        {
            if (stage == StageId.StorageHistory && options.Wants(stage))
            {
                MeasureStorageHistory(options);
            }
            if (stage != StageId.Headers && stage != StageId.StorageHistory && options.Wants(stage))
            {
                Measure(all, transfers, stage, options.Repetitions);
            }
            else
            {
                all.Run(stage);
            }
        }
    }

    /// <summary>Transfers change no slots, so it has a chain of its own.</summary>
    private static void MeasureStorageHistory(Options options)
    {
        BenchChain calls = BenchChain.OfContracts(options.Blocks, options.Transactions, options.Senders);
        using StageBench bench = new(calls.Genesis, calls.Source);
        foreach (StageId stage in AllStages.UpTo(StageId.StorageHistory))
        {
            if (stage != StageId.StorageHistory)
            {
                bench.Run(stage);
            }
        }
        Measure(bench, calls, StageId.StorageHistory, options.Repetitions);
    }

    private static void Measure(StageBench bench, BenchChain chain, StageId stage, int repetitions)
    {
        Func<StageReport, StageLimit> measureLimit = new StageLimits(chain, bench).Prepare(stage);
        StageReport report = bench.Run(stage); // Warms up, with the limit after it, and says how much is written.
        StageLimit limit = measureLimit(report);
        double[] rates = new double[repetitions];
        double[] perCore = new double[repetitions];
        double[] limits = new double[repetitions];
        double[] shares = new double[repetitions];
        double[] processorShares = new double[repetitions];
        double[] cores = new double[repetitions];
        for (int i = 0; i < repetitions; i++)
        {
            bench.Reset(stage);
            limit = measureLimit(report);
            double before = StageLimit.ProcessorTime();
            report = bench.Run(stage);
            double processor = StageLimit.ProcessorTime() - before;
            if (report.Seconds < SecondsMin)
            {
                processor = double.NaN; // The system's count of processor time is too coarse for it.
            }
            rates[i] = report.UnitsPerSecond;
            perCore[i] = report.Units / processor;
            limits[i] = report.Units / limit.Seconds;
            shares[i] = limit.Seconds / report.Seconds;
            processorShares[i] = limit.ProcessorSeconds / processor;
            cores[i] = processor / report.Seconds / Environment.ProcessorCount;
        }
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{stage.Name, -18} {report.Units, 13:n0} {report.Unit, -12} {Median(rates), 13:n0} {PerCore(Median(perCore)), 13} {Median(limits), 15:n0} {Median(shares), 9:P1} {ByProcessor(Median(processorShares)), 13} {ByProcessor(Median(cores)), 10}  {limit.What}"
            )
        );
    }

    private static string ByProcessor(double share) => double.IsNaN(share) ? "-" : share.ToString("P1", CultureInfo.InvariantCulture);

    private static string PerCore(double units) => double.IsNaN(units) ? "-" : units.ToString("n0", CultureInfo.InvariantCulture);

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }

    private sealed record Options
    {
        private StageId? Only { get; init; }

        public int Blocks { get; private init; } = 100;

        public int Transactions { get; private init; } = 20_000;

        public int Senders { get; private init; } = 1_000;

        public int Headers { get; private init; } = 200_000;

        public int Repetitions { get; private init; } = 5;

        public bool Wants(StageId stage) => Only is null || Only == stage;

        public static Options Parse(ReadOnlySpan<string> arguments)
        {
            Options options = new();
            for (int i = 0; i < arguments.Length; i++)
            {
                if (!arguments[i].StartsWith("--", StringComparison.Ordinal))
                {
                    options = options with { Only = Find(arguments[i]) };
                    continue;
                }
                int value =
                    i + 1 < arguments.Length
                    && int.TryParse(arguments[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out int read)
                    && read > 0
                        ? read
                        : throw new ArgumentException($"{arguments[i]} takes a number of 1 or more.");
                options = arguments[i++] switch
                {
                    "--blocks" => options with { Blocks = value },
                    "--transactions" => options with { Transactions = value },
                    "--senders" => options with { Senders = value },
                    "--headers" => options with { Headers = value },
                    "--repetitions" => options with { Repetitions = value },
                    string other => throw new ArgumentException($"There is no option {other}."),
                };
            }
            return options;
        }

        private static StageId Find(string name)
        {
            foreach (StageId stage in AllStages.Order)
            {
                if (stage.Name == name)
                {
                    return stage;
                }
            }
            throw new ArgumentException($"There is no stage {name}; there are {string.Join(", ", AllStages.Order)}.");
        }
    }
}
