using System.Diagnostics;
using System.Globalization;
using NodeProto.Db;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Bench;

/// <summary>
/// The stage state-root over RocksDB: a state of many accounts and slots from scratch, then block after block of changes, beside the
/// cost of its Keccak permutations as measured in the same run.
/// </summary>
/// <remarks>
/// The state is made without execution: rows, changes and headers are written as execution would leave them. A tenth of the slots is in
/// one account, the rest is spread over a fifth of the accounts. The root of the rebuild is compared with that of a plain sweep, and at
/// the end the tables of the updates with those of another rebuild.
/// </remarks>
internal sealed class StateRootStageBenchmark : IComparison
{
    public static string Name => "state-root-stage";

    public static string Summary =>
        "the stage over RocksDB: [ACCOUNTS [SLOTS [BLOCKS [CHANGES]]]] (1000000 5000000 1000 200): rebuild, then updates";

    public static void Run(ReadOnlySpan<string> arguments)
    {
        int accounts = Argument(arguments, 0, 1_000_000);
        int slots = Argument(arguments, 1, 5_000_000);
        int blocks = Argument(arguments, 2, 1_000);
        int changes = Argument(arguments, 3, 200);
        string folder = Directory.CreateTempSubdirectory("nodeproto-bench-").FullName;
        try
        {
            using RocksDatabase database = RocksDatabase.OpenOrCreate(Path.Combine(folder, "db"), new DatabaseOptions());
            MadeState state = new(database);
            long start = Stopwatch.GetTimestamp();
            state.Fill(accounts, slots);
            Console.WriteLine($"{accounts:n0} accounts, {slots:n0} slots made in {Stopwatch.GetElapsedTime(start).TotalSeconds:f1} s");
            double permutation = StateRootBenchmark.PermutationNanoseconds();
            Rebuild(database, state, permutation);
            Update(database, state, permutation, blocks, changes);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Rebuild(RocksDatabase database, MadeState state, double permutation)
    {
        long start = Stopwatch.GetTimestamp();
        (Hash256 root, long permutations) = state.Sweep();
        double plain = Stopwatch.GetElapsedTime(start).TotalSeconds;
        state.SetRoot(root);
        Pipeline pipeline = new(database, AllStages.Create(state.Genesis.Spec, new StateRootOptions { ChangesForRebuild = 0 }));
        Usage usage = new();
        StageReport report = RunStage(pipeline, state.Head);
        usage.Report("rebuild", report, permutations, permutation);
        Console.WriteLine($"  a plain sweep on one thread, without writing, gives the same root in {plain:f2} s");
    }

    private static void Update(RocksDatabase database, MadeState state, double permutation, int blocks, int changes)
    {
        StateRootStage stage = new();
        Pipeline pipeline = new(database, AllStages.Create(state.Genesis.Spec));
        double seconds = 0;
        double processor = 0;
        Dictionary<StagePhase, double> phases = [];
        long nodes = 0;
        long permutations = 0;
        for (int i = 0; i < blocks; i++)
        {
            state.Change(changes);
            // The header needs a root that nobody knows yet: the stage tells it while it refuses the block.
            Hash256 root;
            using (IWriteTransaction tx = database.BeginWrite())
            {
                Meter meter = new(StageId.StateRoot, TimeProvider.System, CommitThresholds.Default);
                long before = stage.Permutations;
                ExecutionOutput output = stage.Execute(tx, new ExecutionInput(state.Head - 1, state.Head, meter));
                permutations += stage.Permutations - before;
                root = Hash256.Parse(output.Invalid!.Expected);
            }
            state.SetRoot(root);
            TimeSpan spent = Process.GetCurrentProcess().TotalProcessorTime;
            StageReport report = RunStage(pipeline, state.Head);
            processor += (Process.GetCurrentProcess().TotalProcessorTime - spent).TotalSeconds;
            seconds += report.Seconds;
            nodes += report.Units;
            foreach ((StagePhase phase, double time) in report.Phases)
            {
                phases[phase] = phases.GetValueOrDefault(phase) + time;
            }
        }
        if (blocks == 0)
        {
            return;
        }
        double hashing = permutations * permutation / 1e9;
        string parts = string.Join(", ", phases.Where(phase => phase.Value > 0.005).Select(phase => $"{phase.Key} {phase.Value:f2}"));
        Console.WriteLine(
            $"{blocks:n0} blocks of {changes:n0} changes: {seconds:f2} s ({parts}), {1000 * seconds / blocks:f2} ms a block ({1000 * processor / blocks:f2} ms of processor time), {nodes:n0} nodes, "
                + $"{permutations:n0} permutations = {hashing:f2} s of hashing; ratio {seconds / hashing:f1}; cores used {processor / seconds:f2}"
        );
        Hash256 updated = state.Root;
        bool isEqual = state.Sweep().Root == updated;
        Console.WriteLine($"  root after the last block equals a plain sweep: {(isEqual ? "yes" : "NO")}");
    }

    private static StageReport RunStage(Pipeline pipeline, BlockNumber to)
    {
        PipelineResult result = pipeline.RunStageAsync(StageId.StateRoot, to, default).GetAwaiter().GetResult();
        return result.Rejected.Count == 0 ? result.Stages[0] : throw new InvalidOperationException(result.Rejected[0].Block.Text);
    }

    private static int Argument(ReadOnlySpan<string> arguments, int index, int otherwise) =>
        arguments.Length > index ? int.Parse(arguments[index], CultureInfo.InvariantCulture) : otherwise;

    /// <summary>What the process takes from here on.</summary>
    private sealed class Usage
    {
        private readonly TimeSpan _processor = Process.GetCurrentProcess().TotalProcessorTime;
        private readonly long _resident;

        public Usage()
        {
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            File.WriteAllText("/proc/self/clear_refs", "5"); // The peak starts anew.
            _resident = Environment.WorkingSet;
        }

        public void Report(string what, StageReport report, long permutations, double permutation)
        {
            using Process process = Process.GetCurrentProcess();
            double processor = (process.TotalProcessorTime - _processor).TotalSeconds;
            double hashing = permutations * permutation / 1e9;
            string parts = string.Join(
                ", ",
                report.Phases.Where(phase => phase.Value > 0.005).Select(phase => $"{phase.Key} {phase.Value:f2}")
            );
            Console.WriteLine(
                $"{what}: {report.Seconds:f2} s ({parts}), {report.Commits} commits, {report.Units:n0} nodes, {report.WrittenBytes / 1e6:n0} MB written, "
                    + $"{permutations:n0} permutations of {permutation:f1} ns = {hashing:f2} s of hashing on one core; ratio {report.Seconds / hashing:f2}"
            );
            Console.WriteLine(
                $"  {processor:f2} s of processor time, cores used {processor / report.Seconds:f2} of {Environment.ProcessorCount}; memory {_resident >> 20} MiB before, "
                    + $"{process.PeakWorkingSet64 >> 20} MiB at most"
            );
        }
    }
}
