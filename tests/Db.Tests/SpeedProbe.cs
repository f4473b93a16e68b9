using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace NodeProto.Db.Tests;

/// <summary>Rough rates of both backends, for a look after a change; runs only with <c>NODEPROTO_SPEED=1</c>, since rates are no test.</summary>
public sealed class SpeedProbe(ITestOutputHelper output) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nodeproto-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SpeedFact]
    public void Memory()
    {
        using InMemoryDatabase database = new();
        Measure(database);
    }

    [SpeedFact]
    public void RocksDb()
    {
        using RocksDatabase database = RocksDatabase.OpenOrCreate(Path.Combine(_folder, "db"), new DatabaseOptions());
        Measure(database);
    }

    private void Measure(IDatabase database)
    {
        const int Rows = 100_000;
        byte[] value = new byte[550];
        byte[] small = new byte[70];
        byte[] keys = new byte[32 * 1_000_000];
        new Random(1).NextBytes(keys);
        byte[] number = new byte[8];
        for (int round = 0; round < 3; round++)
        {
            using IWriteTransaction tx = database.BeginWrite();
            Stopwatch watch = Stopwatch.StartNew();
            for (int i = 0; i < Rows; i++)
            {
                System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(number, (round * Rows) + i);
                tx.Append(Tables.Headers, number, value);
            }
            Report("append 550 B", Rows, watch);
            tx.Commit();
            Report("  and commit", Rows, watch);
        }
        foreach (int rows in (int[])[100_000, 1_000_000])
        {
            using IWriteTransaction tx = database.BeginWrite();
            Stopwatch watch = Stopwatch.StartNew();
            for (int i = 0; i < rows; i++)
            {
                tx.Put(Tables.Accounts, keys.AsSpan(i * 32, 32), small);
            }
            Report($"{rows} random puts, nothing read", rows, watch);
            watch.Restart();
            bool first = tx.TryGet(Tables.Accounts, keys.AsSpan(0, 32), out _);
            Report("  index", rows, watch);
            watch.Restart();
            for (int i = 0; i < rows; i++)
            {
                tx.TryGet(Tables.Accounts, keys.AsSpan(i * 32, 32), out _);
            }
            Report("  own gets", rows, watch);
            watch.Restart();
            for (int i = 0; i < rows; i++)
            {
                tx.Put(Tables.Accounts, keys.AsSpan(i * 32, 32), small);
            }
            Report("  puts again, indexed", rows, watch);
            watch.Restart();
            using (ICursor cursor = tx.OpenRawCursor(Tables.Accounts))
            {
                cursor.First();
                Report("  sort for a cursor", rows, watch);
                watch.Restart();
                int walked = 1;
                while (cursor.Next())
                {
                    walked++;
                }
                Report("  walk", walked, watch);
            }
            watch.Restart();
            tx.Commit();
            Report("  commit", rows, watch);
        }
        using IReadTransaction read = database.BeginRead();
        for (int round = 0; round < 2; round++)
        {
            Stopwatch watch = Stopwatch.StartNew();
            using ICursor cursor = read.OpenRawCursor(Tables.Accounts);
            int walked = 0;
            int bytes = 0;
            for (bool found = cursor.First(); found; found = cursor.Next())
            {
                walked++;
                bytes += cursor.Key.Length + cursor.Value.Length;
            }
            Report("cursor over 102 B rows", walked, watch);
        }
        Stopwatch gets = Stopwatch.StartNew();
        for (int i = 0; i < 200_000; i++)
        {
            read.TryGet(Tables.Accounts, keys.AsSpan((i * 7 % 1_000_000) * 32, 32), out _);
        }
        Report("random gets", 200_000, gets);
    }

    private void Report(string what, int rows, Stopwatch watch) =>
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{what, -36} {rows / watch.Elapsed.TotalSeconds / 1e6, 8:F2} M/s {watch.Elapsed.TotalMilliseconds, 9:F1} ms"
            )
        );
}

[AttributeUsage(AttributeTargets.Method)]
public sealed class SpeedFactAttribute : FactAttribute
{
    public SpeedFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("NODEPROTO_SPEED") != "1")
        {
            Skip = "a measurement, not a test: set NODEPROTO_SPEED=1";
        }
    }
}
