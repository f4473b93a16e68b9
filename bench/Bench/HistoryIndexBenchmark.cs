using System.Globalization;
using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Bench;

/// <summary>
/// The stages account-history and storage-history over made-up changes, from nothing and in commits of a block at the tip, on RocksDB;
/// beside it sorting the same entries, and the same rows in one load.
/// </summary>
/// <remarks><c>history-index [CHANGES]</c>. 200 changes a block; half of them of a thousand keys that change often, half of new ones.</remarks>
internal sealed class HistoryIndexBenchmark : IComparison
{
    private const int ChangesPerBlock = 200;
    private const int OftenChanged = 1_000;
    private const int TipBlocks = 100;

    public static string Name => "history-index";

    public static string Summary => "the stages account-history and storage-history: changes a second, from nothing and at the tip";

    public static void Run(ReadOnlySpan<string> arguments)
    {
        long changes = arguments.Length > 0 ? long.Parse(arguments[0], CultureInfo.InvariantCulture) : 2_000_000;
        ulong blocks = (ulong)(changes / ChangesPerBlock);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("nodeproto-bench-");
        try
        {
            using RocksDatabase database = RocksDatabase.OpenOrCreate(Path.Combine(folder.FullName, "db"), new DatabaseOptions());
            Write(database, blocks);
            Console.WriteLine(
                $"{changes:n0} changes of accounts and as many of slots, in {blocks:n0} blocks; {Environment.ProcessorCount} cores"
            );
            Console.WriteLine(
                $"{"stage", -16} {"blocks", 10} {"changes/s", 12} {"read", 8} {"compute", 8} {"write", 8} {"commit", 8} {"commits", 8} {"cores", 6} {"MiB", 6}"
            );
            foreach (StageId stage in (StageId[])[StageId.AccountHistory, StageId.StorageHistory])
            {
                Run(database, stage, new BlockNumber(blocks - TipBlocks), CommitThresholds.Default);
                Run(database, stage, new BlockNumber(blocks), CommitThresholds.Default with { BlocksPerCommit = 1 });
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Run(RocksDatabase database, StageId stage, BlockNumber to, CommitThresholds thresholds)
    {
        StageSet set = AllStages.Create(ChainSpec.AllFrom(Fork.London, 1337));
        double before = StageLimit.ProcessorTime();
        Pipeline pipeline = new(database, set, new PipelineOptions { Thresholds = thresholds });
        StageReport report = pipeline.RunStageAsync(stage, to, default).GetAwaiter().GetResult().Stages[0];
        double cores = (StageLimit.ProcessorTime() - before) / report.Seconds;
        Console.WriteLine(
            $"{stage, -16} {report.Blocks, 10:n0} {report.Units / report.Seconds, 12:n0} {report.Phases[StagePhase.Read], 8:f2} {report.Phases[StagePhase.Compute], 8:f2} {report.Phases[StagePhase.Write], 8:f2} {report.Phases[StagePhase.Commit], 8:f2} {report.Commits, 8} {cores, 6:f2} {report.PeakMemoryBytes >> 20, 6}"
        );
    }

    /// <summary>Writes change sets, and the checkpoints of all stages as if every block were executed and none indexed.</summary>
    private static void Write(RocksDatabase database, ulong blocks)
    {
        Random random = new(1);
        byte[] bytes = new byte[Hash256.Size];
        Hash256 Next()
        {
            random.NextBytes(bytes);
            return new Hash256(bytes);
        }
        Hash256[] often = [.. Enumerable.Range(0, OftenChanged).Select(_ => Next())];
        bool isIndexed = false;
        for (ulong first = 0; first <= blocks; first += 1_000)
        {
            using IWriteTransaction tx = database.BeginWrite();
            ChangeSetWriter writer = new(tx);
            for (ulong block = first; block <= blocks && block < first + 1_000; block++)
            {
                tx.Put(Tables.CanonicalHashes, new BlockNumber(block), Next());
                if (block == 0)
                {
                    continue;
                }
                SortedSet<Hash256> changed = [];
                while (changed.Count < ChangesPerBlock)
                {
                    changed.Add(random.Next(2) == 0 ? Next() : often[random.Next(often.Length)]);
                }
                writer.Begin(new BlockNumber(block));
                foreach (Hash256 key in changed)
                {
                    writer.Add(key, new Account(1, UInt256.One << 60, Keccak.OfEmpty));
                }
                foreach (Hash256 key in changed)
                {
                    writer.Add(new StorageKey(key, key), UInt256.One << 100);
                }
                writer.End();
            }
            tx.Commit();
        }
        using IWriteTransaction last = database.BeginWrite();
        foreach (StageId stage in AllStages.Order)
        {
            isIndexed |= stage == StageId.AccountHistory;
            BlockNumber number = isIndexed ? BlockNumber.Genesis : new(blocks);
            last.Put(Tables.StageCheckpoints, stage.Name, new StageCheckpoint(number, last.GetOrThrow(Tables.CanonicalHashes, number)));
        }
        last.Commit();
    }
}
