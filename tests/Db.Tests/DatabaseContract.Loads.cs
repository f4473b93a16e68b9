using System.Buffers.Binary;

namespace NodeProto.Db.Tests;

/// <summary>What every backend promises of loads and sorters; a long load goes another way on disk than a short one.</summary>
public abstract partial class DatabaseContract
{
    private const int Short = 3;
    private const int Long = 400;

    [ContractFact]
    public void A_sorter_gives_its_rows_in_order_and_those_of_one_key_in_theirs() =>
        ForEach(
            [Short, Long, Short, Long, Short, Long, Short, Long, 0, 1, 1000, 100_000],
            rows =>
            {
                using IDatabase database = Open();
                using IWriteTransaction tx = database.BeginWrite();
                using RowSorter sorter = tx.OpenSorter(RowSorter.MemoryBytesMin);
                Random random = new(5);
                List<(byte[] Key, int Order)> expected = [];
                for (int i = 0; i < rows; i++)
                {
                    byte[] key = new byte[random.Next(12)];
                    random.NextBytes(key.AsSpan(0, Math.Min(2, key.Length)));
                    sorter.Add(key, Number(i));
                    expected.Add((key, i));
                }
                expected.Sort(
                    (x, y) => x.Key.AsSpan().SequenceCompareTo(y.Key) is not 0 and int order ? order : x.Order.CompareTo(y.Order)
                );
                SortedRows sorted = sorter.Read();
                foreach ((byte[] key, int order) in expected)
                {
                    Assert.True(sorted.Next());
                    Assert.True(sorted.Key.SequenceEqual(key) && sorted.Value.SequenceEqual(Number(order)));
                }
                Assert.False(sorted.Next());
                Assert.Equal(rows, sorter.Count);
            }
        );

    private static void ForEach(int[] lengths, Action<int> check)
    {
        foreach (int rows in lengths)
        {
            check(rows);
        }
    }

    private static void Load(IWriteTransaction tx, int first, int rows, byte mark)
    {
        IBulkLoad load = tx.OpenRawLoad(Rows);
        for (int i = first; i < first + rows; i++)
        {
            load.Add(Number(i), [mark]);
        }
    }

    private static byte[] Number(int number)
    {
        byte[] bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }

    private static byte[]? Value(IReadTransaction tx, int number) =>
        tx.TryGet(Rows, Number(number), out ReadOnlySpan<byte> value) ? value.ToArray() : null;

    private static int Count(IReadTransaction tx)
    {
        using ICursor cursor = tx.OpenRawCursor(Rows);
        int count = 0;
        for (bool found = cursor.First(); found; found = cursor.Next())
        {
            count++;
        }
        return count;
    }
}
