using NodeProto.Primitives;

namespace NodeProto.Db.Tests;

/// <summary>Space on disk: it is told right, and it comes back.</summary>
public sealed class RocksSpaceTests : IDisposable
{
    private const ulong Blocks = 4_000;
    private const int ValueBytes = 1_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("nodeproto-").FullName;
    private readonly Random _random = new(7);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [RocksDbFact]
    public void Dropped_rows_give_their_space_back_and_no_row_behind_them_goes()
    {
        using RocksDatabase database = Filled();
        ulong before = BytesOf(database);
        ulong dropped = database.EstimateBytes(Tables.Bodies, [], KeyOf(3_000));
        Assert.InRange(dropped, Blocks * ValueBytes * 7 / 10, Blocks * ValueBytes * 8 / 10);
        Assert.Equal(before, database.EstimateBytes(Tables.Bodies, [], []), before / 10.0);
        using (IWriteTransaction tx = database.BeginWrite())
        {
            tx.DropBelow(Tables.Bodies, KeyOf(3_000));
            tx.Commit();
        }
        database.Compact(Tables.Bodies, [], []);
        Assert.Equal((double)(before - dropped), BytesOf(database), before / 20.0);
        Assert.Equal(Enumerable.Range(3_000, 1_000).Select(n => (ulong)n), Keys(database));
    }

    [RocksDbFact]
    public void What_was_deleted_before_stays_deleted_when_files_go()
    {
        RocksDatabase database = Filled();
        ulong end = 1_000;
        try
        {
            for (; end < 3_800; end += 350)
            {
                using (IWriteTransaction tx = database.BeginWrite())
                {
                    tx.DropBelow(Tables.Bodies, KeyOf(end));
                    tx.Commit();
                }
                database.Dispose(); // The log becomes files: marks of deletions lie in them now.
                database = Open();
            }
            Assert.Equal(end - 350, Keys(database).First());
        }
        finally
        {
            database.Dispose();
        }
    }

    [RocksDbFact]
    public void A_view_that_is_open_keeps_every_row_that_it_had()
    {
        using RocksDatabase database = Filled();
        using IReadTransaction before = database.BeginRead();
        using (IWriteTransaction tx = database.BeginWrite())
        {
            tx.DropBelow(Tables.Bodies, KeyOf(3_000));
            tx.Commit();
        }
        for (ulong number = 0; number < Blocks; number += 99)
        {
            Assert.True(before.TryGet((Table)Tables.Bodies, KeyOf(number), out _), $"block {number}");
        }
    }

    [Theory]
    [InlineData("0100", "01")]
    [InlineData("0101", "0100ff")]
    [InlineData("00000001", "00000000ff")]
    public void A_key_below_another_is_the_last_one_before_it(string end, string expected)
    {
        byte[] below = RocksDatabase.KeyBelow(Convert.FromHexString(end));
        Assert.StartsWith(expected, Convert.ToHexStringLower(below), StringComparison.Ordinal);
        Assert.True(below.AsSpan().SequenceCompareTo(Convert.FromHexString(end)) < 0);
    }

    private RocksDatabase Open() =>
        RocksDatabase.OpenOrCreate(
            Path.Combine(_folder, "db"),
            new DatabaseOptions { Sync = DbSync.None, WriteBufferBytes = 512 * 1024 } // Many small files.
        );

    private RocksDatabase Filled()
    {
        using (RocksDatabase database = Open())
        {
            byte[] value = new byte[ValueBytes];
            for (ulong number = 0; number < Blocks; )
            {
                using IWriteTransaction tx = database.BeginWrite();
                for (ulong end = number + 100; number < end; number++)
                {
                    _random.NextBytes(value);
                    tx.Append((Table)Tables.Bodies, KeyOf(number), value);
                }
                tx.Commit();
            }
        }
        return Open();
    }

    private static byte[] KeyOf(ulong number)
    {
        byte[] key = new byte[sizeof(ulong)];
        new BlockNumber(number).WriteTo(key);
        return key;
    }

    private static ulong BytesOf(RocksDatabase database) => database.MeasureTables()[Tables.Bodies.Index].Bytes;

    private static List<ulong> Keys(RocksDatabase database)
    {
        using IReadTransaction tx = database.BeginRead();
        using ICursor cursor = tx.OpenRawCursor(Tables.Bodies);
        List<ulong> keys = [];
        for (bool found = cursor.First(); found; found = cursor.Next())
        {
            keys.Add(BlockNumber.ReadFrom(cursor.Key).Value);
        }
        return keys;
    }
}
