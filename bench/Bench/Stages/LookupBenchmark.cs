using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using NodeProto.Db;
using NodeProto.Execution;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Bench;

/// <summary>
/// The stage transaction-lookup beside its ceiling, rows that lie sorted in memory and are only loaded, and beside what it would be
/// without sorting, batches of rows in random order.
/// </summary>
/// <remarks>
/// <c>lookup [TRANSACTIONS]</c>, 200 a block, each as many bytes as a transfer of today. Every way has a database of its own; commits are
/// durable. "settled" is when the store has also written what it keeps in memory and merged what it put off.
/// </remarks>
internal sealed class LookupBenchmark : IComparison
{
    private const int PerBlock = 200;
    private const int TransactionBytes = 116;
    private const int RowsPerBatch = 100_000;
    private const int Reads = 20_000;

    public static string Name => "lookup";

    public static string Summary => "transaction-lookup (500,000) beside rows loaded in order and rows put at random";

    public static void Run(ReadOnlySpan<string> arguments)
    {
        int count = arguments.Length > 0 ? int.Parse(arguments[0], NumberStyles.AllowThousands, CultureInfo.InvariantCulture) : 500_000;
        int blocks = Math.Max(1, count / PerBlock);
        count = blocks * PerBlock;
        Compare(new Hash256[100_000]); // Compiles what is measured.
        Hash256[] hashes = new Hash256[count];
        Console.WriteLine($"{count:n0} transactions of {TransactionBytes} bytes, {PerBlock} a block; {Environment.ProcessorCount} cores");
        Console.WriteLine();
        Console.WriteLine(
            $"{"", -34} {"seconds", 8} {"cpu s", 6} {"entries/s", 12} {"settled", 8} {"entries/s", 12} {"of ceiling", 10} {"MiB written", 12} {"us a read", 10}"
        );
        (Result stage, Result ceiling, Result batches) = Compare(hashes);
        stage.Print("the stage", count, ceiling);
        ceiling.Print("ceiling: sorted rows, loaded", count, ceiling);
        batches.Print($"random rows, {RowsPerBatch:n0} a batch", count, ceiling);
        Console.WriteLine();
        Console.WriteLine($"the stage by phase: {stage.Phases}");
    }

    private static (Result Stage, Result Ceiling, Result Batches) Compare(Hash256[] hashes)
    {
        Result stage = Measure(hashes, (database, result) => RunStage(database, hashes, result), database => WriteChain(database, hashes));
        Hash256[] sorted = (Hash256[])hashes.Clone();
        Array.Sort(sorted);
        Result ceiling = Measure(hashes, (database, _) => Load(database, sorted), _ => { });
        Result batches = Measure(hashes, (database, _) => Put(database, hashes), _ => { });
        return (stage, ceiling, batches);
    }

    /// <summary>Writes bodies of transactions that differ in some bytes, and the checkpoints of the stages before.</summary>
    private static void WriteChain(RocksDatabase database, Hash256[] hashes)
    {
        int blocks = hashes.Length / PerBlock;
        ChainGenerator generator = new(new ChainGeneratorOptions { Blocks = 0 });
        StageSet set = AllStages.Create(generator.Genesis.Spec);
        GenesisWriter.Write(database, set.Stages, generator.Genesis);
        RlpWriter body = new();
        byte[] transaction = new byte[TransactionBytes];
        (int, int)[] pieces = [(0, TransactionBytes)];
        Random random = new(1);
        random.NextBytes(transaction);
        transaction[0] = 2;
        for (int block = 1; block <= blocks; )
        {
            using IWriteTransaction tx = database.BeginWrite();
            for (int end = Math.Min(blocks, block + 10_000); block <= end; block++)
            {
                body.Clear();
                int outer = body.BeginList();
                int list = body.BeginList();
                for (int i = 0; i < PerBlock; i++)
                {
                    long number = ((block - 1L) * PerBlock) + i;
                    BinaryPrimitives.WriteInt64LittleEndian(transaction.AsSpan(8), number);
                    random.NextBytes(transaction.AsSpan(TransactionBytes - 64)); // Signatures do not compress.
                    KeccakBatch.Hash(transaction, pieces, hashes.AsSpan((int)number, 1));
                    body.Write(transaction);
                }
                body.EndList(list);
                body.EndList(body.BeginList());
                body.EndList(outer);
                BlockNumber at = new((ulong)block);
                tx.Append(Tables.Bodies, at, body.Written);
                tx.Append(Tables.CanonicalHashes, at, hashes[(block - 1) * PerBlock]);
            }
            tx.Commit();
        }
        using IWriteTransaction last = database.BeginWrite();
        foreach (StageId stage in AllStages.UpTo(StageId.StateRoot))
        {
            last.Put(Tables.StageCheckpoints, stage.Name, new StageCheckpoint(new BlockNumber((ulong)blocks), hashes[^PerBlock]));
        }
        last.Commit();
        database.Compact(Tables.Bodies, default, default);
    }

    private static void RunStage(RocksDatabase database, Hash256[] hashes, Result result)
    {
        StageSet set = AllStages.Create(new ChainGenerator(new ChainGeneratorOptions { Blocks = 0 }).Genesis.Spec);
        StageReport report = new Pipeline(database, set)
            .RunStageAsync(StageId.TransactionLookup, new BlockNumber(ulong.MaxValue), default)
            .GetAwaiter()
            .GetResult()
            .Stages[0];
        if (report.Units != hashes.Length)
        {
            throw new InvalidOperationException($"The stage did {report.Units} transactions.");
        }
        result.Phases =
            string.Join(", ", report.Phases.Select(phase => string.Create(CultureInfo.InvariantCulture, $"{phase.Key} {phase.Value:F2} s")))
            + $"; {report.Commits} commits";
    }

    private static void Load(RocksDatabase database, Hash256[] sorted)
    {
        using IWriteTransaction tx = database.BeginWrite();
        BulkLoad<Hash256, TransactionLocation> load = tx.OpenLoad(Tables.TransactionLookup);
        for (int i = 0; i < sorted.Length; i++)
        {
            load.Add(sorted[i], new TransactionLocation(new BlockNumber((ulong)(i / PerBlock)), i % PerBlock));
        }
        tx.Commit();
    }

    private static void Put(RocksDatabase database, Hash256[] hashes)
    {
        for (int first = 0; first < hashes.Length; first += RowsPerBatch)
        {
            using IWriteTransaction tx = database.BeginWrite();
            for (int i = first; i < Math.Min(hashes.Length, first + RowsPerBatch); i++)
            {
                tx.Append(
                    Tables.TransactionLookup,
                    hashes[i],
                    new TransactionLocation(new BlockNumber((ulong)(i / PerBlock)), i % PerBlock)
                );
            }
            tx.Commit();
        }
    }

    private static Result Measure(Hash256[] hashes, Action<RocksDatabase, Result> write, Action<RocksDatabase> prepare)
    {
        string folder = Directory.CreateTempSubdirectory("nodeproto-bench-").FullName;
        try
        {
            using RocksDatabase database = RocksDatabase.OpenOrCreate(Path.Combine(folder, "db"), new DatabaseOptions());
            prepare(database);
            Result result = new();
            long bytes = WrittenBytes();
            double processor = StageLimit.ProcessorTime();
            long start = Stopwatch.GetTimestamp();
            write(database, result);
            result.Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            result.ProcessorSeconds = StageLimit.ProcessorTime() - processor;
            database.Compact(Tables.TransactionLookup, default, default);
            result.SettledSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            result.Bytes = WrittenBytes() - bytes;
            result.ReadMicroseconds = Read(database, hashes);
            return result;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double Read(RocksDatabase database, Hash256[] hashes)
    {
        Random random = new(2);
        using IReadTransaction tx = database.BeginRead();
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < Reads; i++)
        {
            tx.GetOrThrow(Tables.TransactionLookup, hashes[random.Next(hashes.Length)]);
        }
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / Reads;
    }

    /// <summary>Bytes that this process has handed to the file system.</summary>
    private static long WrittenBytes()
    {
        foreach (string line in File.ReadLines("/proc/self/io"))
        {
            if (line.StartsWith("wchar: ", StringComparison.Ordinal))
            {
                return long.Parse(line[7..], CultureInfo.InvariantCulture);
            }
        }
        return 0;
    }

    private sealed class Result
    {
        public double Seconds { get; set; }

        public double ProcessorSeconds { get; set; }

        public double SettledSeconds { get; set; }

        public long Bytes { get; set; }

        public double ReadMicroseconds { get; set; }

        public string Phases { get; set; } = "";

        public void Print(string name, int count, Result ceiling) =>
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name, -34} {Seconds, 8:F2} {ProcessorSeconds, 6:F2} {count / Seconds, 12:n0} {SettledSeconds, 8:F2} {count / SettledSeconds, 12:n0} {ceiling.Seconds / Seconds, 10:P1} {Bytes / 1048576.0, 12:n0} {ReadMicroseconds, 10:F1}"
                )
            );
    }
}
