using System.Diagnostics;
using System.Globalization;
using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Bench;

/// <summary>From how many rows on a load pays as sorted files: the same rows as puts and as files, into a table that has a million.</summary>
/// <remarks><c>load-limit</c>. Durable commits; medians of five. What merging costs later is not in it, and speaks for the files.</remarks>
internal sealed class LoadLimitBenchmark : IComparison
{
    private const int Stored = 1_000_000;
    private const int Repetitions = 5;
    private const int BytesPerRow = 37;

    public static string Name => "load-limit";

    public static string Summary => "from how many rows on a load pays as sorted files instead of puts";

    public static void Run(ReadOnlySpan<string> arguments)
    {
        Console.WriteLine($"rows of 37 bytes at random keys into a table of {Stored:n0}; ms a commit");
        Console.WriteLine();
        Console.WriteLine($"{"rows", 10} {"KiB", 8} {"puts ms", 9} {"cpu", 7} {"files ms", 9} {"cpu", 7}");
        string folder = Directory.CreateTempSubdirectory("nodeproto-bench-").FullName;
        try
        {
            using RocksDatabase puts = Create(Path.Combine(folder, "puts"), long.MaxValue);
            using RocksDatabase files = Create(Path.Combine(folder, "files"), 0);
            foreach (int rows in (int[])[1_000, 3_000, 10_000, 30_000, 100_000])
            {
                (double putsMs, double putsCpu) = Measure(puts, rows);
                (double filesMs, double filesCpu) = Measure(files, rows);
                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{rows, 10:n0} {rows * BytesPerRow / 1024, 8:n0} {putsMs, 9:F1} {putsCpu, 7:F1} {filesMs, 9:F1} {filesCpu, 7:F1}"
                    )
                );
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static RocksDatabase Create(string path, long filesFrom)
    {
        RocksDatabase database = RocksDatabase.OpenOrCreate(path, new DatabaseOptions { LoadAsFilesMinBytes = filesFrom });
        Load(database, Hashes(Stored, seed: 1));
        database.Compact(Tables.TransactionLookup, default, default);
        return database;
    }

    private static (double Milliseconds, double Processor) Measure(RocksDatabase database, int rows)
    {
        double[] times = new double[Repetitions];
        double[] processor = new double[Repetitions];
        for (int i = 0; i < Repetitions; i++)
        {
            Hash256[] hashes = Hashes(rows, seed: rows + i);
            double before = StageLimit.ProcessorTime();
            long start = Stopwatch.GetTimestamp();
            Load(database, hashes);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            processor[i] = (StageLimit.ProcessorTime() - before) * 1000;
            database.Compact(Tables.TransactionLookup, default, default); // The next one finds the table as this one did.
        }
        Array.Sort(times);
        Array.Sort(processor);
        return (times[Repetitions / 2], processor[Repetitions / 2]);
    }

    private static void Load(RocksDatabase database, Hash256[] sorted)
    {
        using IWriteTransaction tx = database.BeginWrite();
        BulkLoad<Hash256, TransactionLocation> load = tx.OpenLoad(Tables.TransactionLookup);
        for (int i = 0; i < sorted.Length; i++)
        {
            load.Add(sorted[i], new TransactionLocation(new BlockNumber(1_000_000), i));
        }
        tx.Commit();
    }

    private static Hash256[] Hashes(int count, int seed)
    {
        Hash256[] hashes = new Hash256[count];
        new Random(seed).NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(hashes.AsSpan()));
        Array.Sort(hashes);
        return hashes;
    }
}
