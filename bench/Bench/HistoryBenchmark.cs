using System.Diagnostics;
using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Execution;
using NodeProto.Primitives;
using NodeProto.Stages;
using NodeProto.Stages.Tests;

namespace NodeProto.Bench;

/// <summary>
/// Random accounts and slots after random blocks of the chains of other clients: whether each equals executing the chain again up to its
/// block, and what a read costs beside one at the head, on RocksDB.
/// </summary>
/// <remarks>
/// <c>history [READS]</c>. The chains lie in <c>chains</c> below NODEPROTO_FIXTURES, or of the folder <c>shared</c> beside the
/// repository's. A block's reads are made together: first all at the head, then all as of the block, each timed by itself.
/// </remarks>
internal sealed class HistoryBenchmark : IComparison
{
    private const int Seed = 1;
    private const int Rounds = 3; // The first one warms up caches and code; the last one counts.

    private static readonly string[] Chains = ["geth-ethtest", "ejs-mixed"];

    public static string Name => "history";

    public static string Summary => "reads as of random blocks: equal to executing again? and their latency beside a read at the head";

    public static void Run(ReadOnlySpan<string> arguments)
    {
        int reads = arguments.Length > 0 ? int.Parse(arguments[0], System.Globalization.CultureInfo.InvariantCulture) : 10_000;
        string? root = Environment.GetEnvironmentVariable("NODEPROTO_FIXTURES");
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); root is null && folder is not null; folder = folder.Parent)
        {
            root = File.Exists(Path.Combine(folder.FullName, "NodeProto.sln")) ? Path.Combine(folder.FullName, "..", "shared") : null;
        }
        foreach (string chain in Chains)
        {
            string path = Path.Combine(root ?? "", "chains", chain);
            if (!Directory.Exists(path))
            {
                Console.WriteLine($"{chain}: not there; set NODEPROTO_FIXTURES to the folder that holds chains/");
                continue;
            }
            Measure(chain, path, reads);
        }
    }

    private static void Measure(string chain, string path, int reads)
    {
        Genesis genesis = GenesisFile.Read(Path.Combine(path, "genesis.json"));
        DirectoryInfo folder = Directory.CreateTempSubdirectory("nodeproto-bench-");
        try
        {
            using RocksDatabase database = RocksDatabase.OpenOrCreate(Path.Combine(folder.FullName, "db"), new DatabaseOptions());
            GenesisWriter.Write(database, AllStages.Create(genesis.Spec).Stages, genesis);
            using (ChainFileSource source = ChainFileSource.Open([Path.Combine(path, "chain.rlp")], genesis.Hash))
            {
                Pipeline pipeline = new(database, AllStages.Create(genesis.Spec, source, source));
                pipeline.RunAsync(PipelineTarget.Everything, default).GetAwaiter().GetResult();
            }
            using IReadTransaction tx = database.BeginRead();
            BlockNumber head = CheckpointStore.Read(tx, StageId.Finish).Number;
            Questions questions = new(Replay.ChangesUpTo(head, genesis, tx), reads);
            Latencies latencies = new();
            int equal = 0;
            for (int round = 0; round < Rounds; round++)
            {
                latencies = new Latencies();
                equal = questions.Ask(tx, latencies);
            }
            Console.WriteLine(
                $"{chain}: {equal:n0} of {reads:n0} reads, over {head.Value + 1:n0} blocks, equal executing the chain again (seed {Seed})"
            );
            latencies.Print();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Random accounts and slots at random blocks, with the answers that executing the chain gives.</summary>
    private sealed class Questions
    {
        private readonly List<(int Block, StorageKey Key, bool IsSlot, Account? Account, UInt256 Value)> _all = [];

        public Questions(List<StateChanges> steps, int count)
        {
            Hash256[] accounts = [.. steps.SelectMany(step => step.Accounts).Select(change => change.AddressHash).Distinct()];
            StorageKey[] slots =
            [
                .. steps.SelectMany(step => step.Storage).Select(change => new StorageKey(change.AddressHash, change.SlotHash)).Distinct(),
            ];
            Random random = new(Seed);
            int[] blocks = [.. Enumerable.Range(0, count).Select(_ => random.Next(steps.Count)).Order()];
            MemoryState state = new();
            int applied = 0;
            foreach (int block in blocks)
            {
                for (; applied <= block; applied++)
                {
                    state.Apply(steps[applied]);
                }
                bool isSlot = _all.Count % 2 == 1 && slots.Length > 0;
                StorageKey key = isSlot ? slots[random.Next(slots.Length)] : new(accounts[random.Next(accounts.Length)], default);
                bool exists = state.TryGetAccount(key.AddressHash, out Account account);
                _all.Add((block, key, isSlot, exists ? account : null, isSlot ? state.GetStorage(key.AddressHash, key.SlotHash) : default));
            }
        }

        /// <summary>Asks all; returns how many answers are right.</summary>
        public int Ask(IReadTransaction tx, Latencies latencies)
        {
            int equal = 0;
            using DatabaseState today = new(tx);
            for (int first = 0, end; first < _all.Count; first = end)
            {
                for (end = first; end < _all.Count && _all[end].Block == _all[first].Block; end++)
                {
                    (_, StorageKey key, bool isSlot, _, _) = _all[end];
                    long start = Stopwatch.GetTimestamp();
                    _ = isSlot ? today.GetStorage(key.AddressHash, key.SlotHash).IsZero : today.TryGetAccount(key.AddressHash, out _);
                    (isSlot ? latencies.SlotsToday : latencies.AccountsToday).Add(Stopwatch.GetElapsedTime(start));
                }
                long opening = Stopwatch.GetTimestamp();
                using HistoricalState state = new(tx, new BlockNumber((ulong)_all[first].Block));
                latencies.Openings.Add(Stopwatch.GetElapsedTime(opening));
                for (int i = first; i < end; i++)
                {
                    (_, StorageKey key, bool isSlot, Account? account, UInt256 value) = _all[i];
                    long start = Stopwatch.GetTimestamp();
                    bool isRight =
                        isSlot ? state.GetStorage(key.AddressHash, key.SlotHash) == value
                        : state.TryGetAccount(key.AddressHash, out Account found) ? found == account
                        : account is null;
                    (isSlot ? latencies.Slots : latencies.Accounts).Add(Stopwatch.GetElapsedTime(start));
                    equal += isRight ? 1 : 0;
                }
            }
            return equal;
        }
    }

    private sealed class Latencies
    {
        public List<TimeSpan> AccountsToday { get; } = [];

        public List<TimeSpan> Accounts { get; } = [];

        public List<TimeSpan> SlotsToday { get; } = [];

        public List<TimeSpan> Slots { get; } = [];

        public List<TimeSpan> Openings { get; } = [];

        public void Print()
        {
            Console.WriteLine($"  {"microseconds", -28} {"median", 8} {"99 %", 8}");
            Print("account at the head", AccountsToday);
            Print("account as of a block", Accounts);
            Print("slot at the head", SlotsToday);
            Print("slot as of a block", Slots);
            Print("opening the state of a block", Openings);
        }

        private static void Print(string what, List<TimeSpan> times)
        {
            times.Sort();
            Console.WriteLine(
                $"  {what, -28} {times[times.Count / 2].TotalMicroseconds, 8:f1} {times[times.Count * 99 / 100].TotalMicroseconds, 8:f1}"
            );
        }
    }
}
