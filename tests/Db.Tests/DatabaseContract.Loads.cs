using System.Buffers.Binary;
using NodeProto.Primitives;

namespace NodeProto.Db.Tests;

/// <summary>What every backend promises of loads and sorters; a long load goes another way on disk than a short one.</summary>
public abstract partial class DatabaseContract
{
    private const int Short = 3;
    private const int Long = 400;

    [ContractFact]
    public void A_load_is_seen_after_the_commit_together_with_the_other_writes() =>
        ForEach(
            [Short, Long],
            rows =>
            {
                using IDatabase database = Open();
                Commit(database, tx => tx.Put(Rows, Number(1), [7]));
                using IReadTransaction before = database.BeginRead();
                using (IWriteTransaction tx = database.BeginWrite())
                {
                    Load(tx, 0, rows, mark: 9);
                    tx.Put(Others, [1], [1]);
                    Assert.Equal([7], Value(tx, 1)); // As before, until the commit.
                    Assert.Null(Value(tx, 2));
                    Assert.Equal("0.0.0.1=7", Dump(tx));
                    Assert.Equal((rows * 5) + 2, tx.WrittenBytes);
                    tx.Commit();
                }
                Assert.Equal("0.0.0.1=7", Dump(before));
                Assert.Equal("", Dump(before, Others));
                using IReadTransaction after = database.BeginRead();
                Assert.Equal(rows, Count(after));
                Assert.Equal([9], Value(after, 1));
                Assert.Equal([9], Value(after, rows - 1));
                Assert.Equal("1=1", Dump(after, Others));
                Assert.Equal((rows * 5) + 5, Traffic(database, Rows).Written);
            }
        );

    [ContractFact]
    public void A_load_without_commit_leaves_nothing() =>
        ForEach(
            [Short, Long],
            rows =>
            {
                using IDatabase database = Open();
                Commit(database, tx => tx.Put(Rows, Number(1), [7]));
                using (IWriteTransaction tx = database.BeginWrite())
                {
                    Load(tx, 0, rows, mark: 9);
                }
                using IReadTransaction read = database.BeginRead();
                Assert.Equal("0.0.0.1=7", Dump(read));
            }
        );

    [ContractFact]
    public void Loaded_rows_are_deleted_and_replaced_like_others() =>
        ForEach(
            [Short, Long],
            rows =>
            {
                using IDatabase database = Open();
                Commit(database, tx => Load(tx, 0, rows, mark: 1));
                Commit(database, tx => tx.DeleteRange(Rows, Number(0), []));
                Commit(database, tx => Load(tx, 1, rows, mark: 2)); // Over a deleted range, which lies below it.
                Commit(database, tx => Load(tx, 2, rows, mark: 3)); // Over a load.
                Commit(database, tx => tx.Put(Rows, Number(2), [4]));
                Commit(database, tx => tx.Delete(Rows, Number(rows)));
                using IReadTransaction read = database.BeginRead();
                Assert.Null(Value(read, 0));
                Assert.Equal([2], Value(read, 1));
                Assert.Equal([4], Value(read, 2));
                Assert.Null(Value(read, rows));
                Assert.Equal([3], Value(read, rows + 1));
                Assert.Equal(rows, Count(read));
            }
        );

    [ContractFact]
    public void Two_tables_are_loaded_in_one_transaction() =>
        ForEach(
            [Short, Long],
            rows =>
            {
                using IDatabase database = Open();
                using (IWriteTransaction tx = database.BeginWrite())
                {
                    IBulkLoad one = tx.OpenRawLoad(Rows);
                    IBulkLoad two = tx.OpenRawLoad(Others);
                    for (int i = 0; i < rows; i++)
                    {
                        one.Add(Number(i), [1]);
                        two.Add(Number(i), [2]);
                    }
                    Assert.Equal(rows, two.Count);
                    tx.Commit();
                }
                using IReadTransaction read = database.BeginRead();
                Assert.Equal(rows, Count(read));
                Assert.True(read.TryGet(Others, Number(rows - 1), out ReadOnlySpan<byte> value));
                Assert.Equal([2], value.ToArray());
            }
        );

    [ContractFact]
    public void A_load_into_a_table_that_was_written_to_is_seen_at_once() =>
        ForEach(
            [Short, Long],
            rows =>
            {
                using IDatabase database = Open();
                Commit(database, Fill);
                using (IWriteTransaction tx = database.BeginWrite())
                {
                    tx.DeleteRange(Rows, [0], []);
                    tx.Put(Rows, Number(1), [7]);
                    Load(tx, 0, rows, mark: 9);
                    Assert.Equal(rows, Count(tx));
                    Assert.Equal([9], Value(tx, 1));
                    tx.Commit();
                }
                using IReadTransaction read = database.BeginRead();
                Assert.Equal(rows, Count(read));
                Assert.Equal([9], Value(read, 1));
            }
        );

    [ContractFact]
    public void A_load_deletes_too() =>
        ForEach(
            [Short, Long],
            rows =>
            {
                using IDatabase database = Open();
                Commit(database, tx => Load(tx, 0, rows, mark: 1));
                using (IWriteTransaction tx = database.BeginWrite())
                {
                    IBulkLoad load = tx.OpenRawLoad(Rows);
                    for (int i = 1; i < rows + 5; i++) // Also what is not there.
                    {
                        load.Delete(Number(i));
                    }
                    load.Add(Number(rows + 5), [2]);
                    Assert.Equal(rows + 5, load.Count);
                    Assert.Throws<InvariantException>(() => load.Delete(Number(1)));
                    tx.Commit();
                }
                using IReadTransaction read = database.BeginRead();
                Assert.Equal(2, Count(read));
                Assert.Equal([1], Value(read, 0));
                Assert.Equal([2], Value(read, rows + 5));
            }
        );

    [ContractFact]
    public void All_rows_of_a_sorter_are_loaded_from_memory_as_from_files() =>
        ForEach(
            [0, Short, Long, 30_000, 100_000],
            rows =>
            {
                using IDatabase database = Open();
                using (IWriteTransaction tx = database.BeginWrite())
                {
                    using RowSorter sorter = tx.OpenSorter(2 * RowSorter.MemoryBytesMin);
                    for (int i = 0; i < rows; i++)
                    {
                        int number = (int)((i * 48_271L) % rows); // Every number once, in no order: the prime divides none of the lengths.
                        sorter.Add(Number(number), [(byte)number]);
                    }
                    IBulkLoad load = tx.OpenRawLoad(Rows);
                    load.AddAll(sorter.Read(), () => { });
                    load.Add(Number(rows), [(byte)rows]);
                    Assert.Equal(rows + 1, load.Count);
                    Assert.Equal((rows + 1) * 5, tx.WrittenBytes);
                    tx.Commit();
                }
                using IReadTransaction read = database.BeginRead();
                Assert.Equal(rows + 1, Count(read));
                Assert.All(Enumerable.Range(0, rows + 1), i => Assert.True(Value(read, i) is [var mark] && mark == (byte)i));
            }
        );

    [ContractFact]
    public void A_sorter_with_a_key_twice_is_no_load() =>
        ForEach(
            [Short, Long],
            rows =>
            {
                using IDatabase database = Open();
                using IWriteTransaction tx = database.BeginWrite();
                using RowSorter sorter = tx.OpenSorter(RowSorter.MemoryBytesMin);
                for (int i = 0; i <= rows; i++)
                {
                    sorter.Add(Number(i % rows), [1]);
                }
                Assert.Throws<InvariantException>(() => tx.OpenRawLoad(Rows).AddAll(sorter.Read(), () => { }));
            }
        );

    [ContractFact]
    public void A_load_wants_ascending_keys()
    {
        using IDatabase database = Open();
        using IWriteTransaction tx = database.BeginWrite();
        IBulkLoad load = tx.OpenRawLoad(Rows);
        load.Add([2], [1]);
        Assert.Throws<InvariantException>(() => load.Add([2], [1]));
        Assert.Throws<InvariantException>(() => load.Add([1, 9], [1]));
    }

    [ContractFact]
    public void A_table_with_a_load_takes_no_other_write_in_the_transaction()
    {
        using IDatabase database = Open();
        Commit(database, Fill);
        using (IWriteTransaction tx = database.BeginWrite())
        {
            tx.OpenRawLoad(Rows);
            Assert.Throws<InvariantException>(() => tx.Put(Rows, [1], [1]));
            Assert.Throws<InvariantException>(() => tx.Append(Rows, [9], [1]));
            Assert.Throws<InvariantException>(() => tx.Delete(Rows, [1]));
            Assert.Throws<InvariantException>(() => tx.DeleteRange(Rows, [1], [2]));
            Assert.Throws<InvariantException>(() => tx.DropBelow(Rows, [2]));
            Assert.Throws<InvariantException>(() => tx.OpenRawLoad(Rows));
        }
        using (IWriteTransaction tx = database.BeginWrite())
        {
            using ICursor cursor = tx.OpenRawCursor(Rows); // Reading is no writing.
            Assert.True(cursor.First());
            tx.OpenRawLoad(Rows);
            tx.Commit();
        }
        using IReadTransaction read = database.BeginRead();
        Assert.Equal(5, Count(read));
    }

    [ContractFact]
    public void A_typed_load_writes_what_a_put_does()
    {
        using IDatabase database = Open();
        using (IWriteTransaction tx = database.BeginWrite())
        {
            BulkLoad<BlockNumber, Hash256> load = tx.OpenLoad(Tables.CanonicalHashes);
            load.Delete(new BlockNumber(4));
            load.Add(new BlockNumber(5), Keccak.OfEmpty);
            load.Add(new BlockNumber(6), Keccak.OfEmptyList);
            Assert.Equal(3, load.Count);
            tx.Commit();
        }
        using IReadTransaction read = database.BeginRead();
        Assert.Equal(Keccak.OfEmptyList, read.GetOrThrow(Tables.CanonicalHashes, new BlockNumber(6)));
    }

    [ContractFact]
    public void A_sorter_gives_its_rows_in_order_and_those_of_one_key_in_theirs() =>
        ForEach(
            [0, 1, 1000, 100_000],
            rows => // The last are several times the memory.
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
