using NodeProto.Primitives;

namespace NodeProto.Db.Tests;

/// <summary>What every backend promises. A backend's tests inherit this and say how to open one.</summary>
public abstract partial class DatabaseContract
{
    private static readonly Table Rows = Tables.Accounts;
    private static readonly Table Others = Tables.Headers;

    protected abstract IDatabase Open();

    [ContractFact]
    public void A_committed_row_is_read_back()
    {
        using IDatabase database = Open();
        using (IWriteTransaction tx = database.BeginWrite())
        {
            tx.Put(Rows, [1, 2], [3]);
            tx.Put(Rows, [1], []);
            tx.Commit();
        }
        using IReadTransaction read = database.BeginRead();
        Assert.True(read.TryGet(Rows, [1, 2], out ReadOnlySpan<byte> value));
        Assert.Equal([3], value.ToArray());
        Assert.True(read.TryGet(Rows, [1], out value));
        Assert.True(value.IsEmpty);
        Assert.False(read.TryGet(Rows, [], out _));
        Assert.False(read.TryGet(Rows, [1, 2, 0], out _));
        Assert.False(read.TryGet(Others, [1, 2], out _));
    }

    [ContractFact]
    public void What_is_dropped_below_a_key_is_gone_and_the_rest_stays()
    {
        using IDatabase database = Open();
        Commit(
            database,
            tx =>
            {
                for (int i = 0; i < 200; i++)
                {
                    tx.Put(Others, [(byte)(i / 100), (byte)i], [1, 2, 3]);
                }
            }
        );
        using IReadTransaction before = database.BeginRead();
        Commit(database, tx => tx.DropBelow(Others, [1]));
        database.Compact(Others, [], []);
        using IReadTransaction after = database.BeginRead();
        Assert.False(after.TryGet(Others, [0, 99], out _));
        Assert.True(after.TryGet(Others, [1, 100], out _));
        using ICursor cursor = after.OpenRawCursor(Others);
        Assert.True(cursor.First());
        Assert.Equal([1, 100], cursor.Key.ToArray());
        Assert.True(before.TryGet(Others, [0, 0], out _)); // A view that was open stays whole.
        Assert.True(before.TryGet(Others, [0, 99], out _));
    }

    [ContractFact]
    public void A_write_transaction_sees_its_own_writes()
    {
        using IDatabase database = Open();
        Commit(database, tx => tx.Put(Rows, [5], [5]));
        using IWriteTransaction tx = database.BeginWrite();
        Assert.True(tx.TryGet(Rows, [5], out _));
        tx.Put(Rows, [5], [6]);
        Assert.True(tx.TryGet(Rows, [5], out ReadOnlySpan<byte> value));
        Assert.Equal([6], value.ToArray());
        tx.Delete(Rows, [5]);
        Assert.False(tx.TryGet(Rows, [5], out _));
        tx.Append(Rows, [7], [7]);
        Assert.True(tx.TryGet(Rows, [7], out _));
        tx.Append(Rows, [8], [8]);
        Assert.Equal("7=7 8=8", Dump(tx));
        Assert.True(tx.WrittenBytes >= 7);
    }

    [ContractFact]
    public void Bytes_are_counted_for_each_table_when_a_transaction_ends()
    {
        using IDatabase database = Open();
        using (IWriteTransaction tx = database.BeginWrite())
        {
            tx.Put(Rows, [1, 2], [3, 4, 5]);
            tx.Append(Others, [1], [2]);
            tx.Delete(Others, [9]);
            Assert.Equal((0, 0), Traffic(database, Rows));
            tx.Commit();
        }
        Assert.Equal((0, 5), Traffic(database, Rows));
        Assert.Equal((0, 3), Traffic(database, Others));
        using (IReadTransaction tx = database.BeginRead())
        {
            Assert.True(tx.TryGet(Rows, [1, 2], out _));
            Assert.False(tx.TryGet(Rows, [1], out _));
            Assert.Equal("1=2", Dump(tx, Others));
        }
        Assert.Equal((3, 5), Traffic(database, Rows));
        Assert.Equal((1, 3), Traffic(database, Others));
        using (IWriteTransaction tx = database.BeginWrite())
        {
            Assert.True(tx.TryGet(Rows, [1, 2], out _));
            tx.Put(Rows, [7], [7]);
        }
        Assert.Equal((6, 5), Traffic(database, Rows)); // Read, and what was written left no trace.
    }

    [ContractFact]
    public void A_value_is_counted_once_for_each_time_that_a_cursor_comes_to_its_row()
    {
        using IDatabase database = Open();
        using (IWriteTransaction tx = database.BeginWrite())
        {
            tx.Put(Rows, [1], [1, 1]);
            tx.Put(Rows, [2], [2, 2, 2]);
            tx.Commit();
        }
        using (IReadTransaction tx = database.BeginRead())
        {
            using ICursor cursor = tx.OpenRawCursor(Rows);
            Assert.True(cursor.First());
            for (int i = 0; i < 100; i++)
            {
                Assert.Equal([1, 1], cursor.Value.ToArray());
            }
            Assert.True(cursor.Next());
            Assert.Equal([2, 2, 2], cursor.Value.ToArray());
            Assert.True(cursor.Previous());
            Assert.Equal([1, 1], cursor.Value.ToArray());
        }
        Assert.Equal(2 + 3 + 2, Traffic(database, Rows).Read);
    }

    [ContractFact]
    public void Views_on_many_threads_see_what_their_transaction_sees()
    {
        using IDatabase database = Open();
        Commit(
            database,
            tx =>
            {
                Fill(tx);
                tx.Put(Others, [1], [1]);
            }
        );
        string expected;
        using (IWriteTransaction tx = database.BeginWrite())
        {
            tx.DeleteRange(Rows, [2], [4]);
            for (int i = 255; i >= 10; i--)
            {
                tx.Put(Rows, [3, (byte)i], [(byte)i]);
            }
            tx.Delete(Rows, [5]);
            expected = Dump(tx);
            long readBefore = tx.ReadBytes;
            IReadTransaction[] views = [.. Enumerable.Range(0, 4).Select(_ => tx.OpenView())];
            string[] seen = new string[views.Length];
            Thread[] threads =
            [
                .. Enumerable
                    .Range(0, views.Length)
                    .Select(i => new Thread(() =>
                    {
                        bool isRight = views[i].TryGet(Rows, [3, 77], out ReadOnlySpan<byte> value) && value[0] == 77;
                        isRight &= !views[i].TryGet(Rows, [5], out _) && views[i].TryGet(Rows, [4], out _);
                        seen[i] = isRight ? Dump(views[i]) : "";
                    })),
            ];
            Array.ForEach(threads, thread => thread.Start());
            for (int i = 0; i < 1000; i++)
            {
                tx.Put(Others, [2, (byte)i, (byte)(i >> 8)], [2]); // A table that no view reads.
            }
            Array.ForEach(threads, thread => thread.Join());
            Assert.All(seen, rows => Assert.Equal(expected, rows));
            Array.ForEach(views, view => view.Dispose());
            Assert.True(tx.ReadBytes > readBefore);
            Assert.Throws<ObjectDisposedException>(() => views[0].OpenRawCursor(Rows).First());
            tx.Commit();
        }

        using IReadTransaction read = database.BeginRead();
        Commit(database, later => later.Clear(Rows));
        using IReadTransaction view = read.OpenView();
        Assert.Equal(expected, Dump(view));
        view.Dispose();
        Assert.Equal(expected, Dump(read));
    }

    [ContractFact]
    public void Dispose_without_commit_leaves_nothing()
    {
        using IDatabase database = Open();
        Commit(database, tx => tx.Put(Rows, [1], [1]));
        using (IWriteTransaction tx = database.BeginWrite())
        {
            tx.Put(Rows, [2], [2]);
            tx.Delete(Rows, [1]);
            tx.DeleteRange(Rows, [0], []);
        }
        using IReadTransaction read = database.BeginRead();
        Assert.Equal("1=1", Dump(read));
    }

    [ContractFact]
    public void A_reader_sees_the_rows_of_its_beginning()
    {
        using IDatabase database = Open();
        Commit(database, tx => tx.Put(Rows, [1], [1]));
        using IReadTransaction before = database.BeginRead();
        using (IWriteTransaction tx = database.BeginWrite())
        {
            tx.Put(Rows, [1], [9]);
            tx.Put(Rows, [2], [2]);
            using IReadTransaction beside = database.BeginRead();
            Assert.Equal("1=1", Dump(beside));
            tx.Commit();
            Assert.Equal("1=1", Dump(beside));
        }
        Assert.Equal("1=1", Dump(before));
        Assert.False(before.TryGet(Rows, [2], out _));
        using IReadTransaction after = database.BeginRead();
        Assert.Equal("1=9 2=2", Dump(after));
    }

    [ContractFact]
    public async Task A_second_writer_waits_for_the_first()
    {
        using IDatabase database = Open();
        IWriteTransaction first = database.BeginWrite();
        Task<string> second = Task.Run(() =>
        {
            using IWriteTransaction tx = database.BeginWrite();
            return Dump(tx);
        });
        first.Put(Rows, [1], [1]);
        first.Commit();
        Assert.False(second.IsCompleted);
        first.Dispose();
        first.Dispose(); // Twice lets nobody else in.
        Assert.Equal("1=1", await second);
    }

    [ContractFact]
    public void A_range_is_deleted_from_its_first_key_to_before_its_end()
    {
        using IDatabase database = Open();
        Commit(database, Fill);
        using IWriteTransaction tx = database.BeginWrite();
        tx.DeleteRange(Rows, [2], [4]);
        Assert.Equal("1=1 4=4 5=5", Dump(tx));
        tx.DeleteRange(Rows, [4], [4]);
        tx.DeleteRange(Rows, [5], [4]);
        Assert.Equal("1=1 4=4 5=5", Dump(tx));
        tx.DeleteRange(Rows, [5], []);
        Assert.Equal("1=1 4=4", Dump(tx));
        tx.DeleteRange(Rows, [], []);
        Assert.Equal("", Dump(tx));
    }

    [ContractFact]
    public void A_put_after_a_deleted_range_stays_and_one_before_it_goes()
    {
        using IDatabase database = Open();
        Commit(database, Fill);
        using (IWriteTransaction tx = database.BeginWrite())
        {
            tx.Put(Rows, [2, 5], [25]);
            tx.DeleteRange(Rows, [2], [5]);
            tx.Put(Rows, [3], [33]);
            tx.Append(Rows, [3, 1], [31]);
            Assert.True(tx.TryGet(Rows, [3], out _));
            Assert.False(tx.TryGet(Rows, [2], out _));
            Assert.False(tx.TryGet(Rows, [2, 5], out _));
            Assert.Equal("1=1 3=33 3.1=31 5=5", Dump(tx));
            tx.Commit();
        }
        using IReadTransaction read = database.BeginRead();
        Assert.Equal("1=1 3=33 3.1=31 5=5", Dump(read));
    }

    [ContractFact]
    public void A_long_range_is_deleted_and_written_again()
    {
        using IDatabase database = Open();
        Commit(
            database,
            tx =>
            {
                for (ulong i = 0; i < 3000; i++)
                {
                    tx.Append(Tables.CanonicalHashes, new BlockNumber(i), Hash256.Zero);
                }
            }
        );
        using (IWriteTransaction tx = database.BeginWrite())
        {
            tx.DeleteFrom(Tables.CanonicalHashes, new BlockNumber(1000));
            tx.Append(Tables.CanonicalHashes, new BlockNumber(1000), Keccak.OfEmpty);
            tx.DeleteRange(Tables.CanonicalHashes, new BlockNumber(0), new BlockNumber(500));
            Check(tx);
            tx.Commit();
        }
        using IReadTransaction read = database.BeginRead();
        Check(read);

        static void Check(IReadTransaction tx)
        {
            using Cursor<BlockNumber, Hash256> cursor = tx.OpenCursor(Tables.CanonicalHashes);
            Assert.True(cursor.First());
            Assert.Equal(500u, cursor.Key.Value);
            Assert.True(cursor.Last());
            Assert.Equal(1000u, cursor.Key.Value);
            Assert.Equal(Keccak.OfEmpty, cursor.Value);
            int rows = 1;
            while (cursor.Previous())
            {
                rows++;
            }
            Assert.Equal(501, rows);
            Assert.False(tx.Contains(Tables.CanonicalHashes, new BlockNumber(1001)));
            Assert.False(tx.Contains(Tables.CanonicalHashes, new BlockNumber(499)));
        }
    }

    [ContractFact]
    public void A_prefix_is_deleted_whole()
    {
        using IDatabase database = Open();
        using IWriteTransaction tx = database.BeginWrite();
        foreach (byte[] key in new byte[][] { [1], [1, 255], [1, 255, 0], [1, 255, 255], [2], [255], [255, 255, 3] })
        {
            tx.Put(Rows, key, [0]);
        }
        tx.DeletePrefix(Rows, [1, 255]);
        Assert.Equal("1=0 2=0 255=0 255.255.3=0", Dump(tx));
        tx.DeletePrefix(Rows, [255]);
        Assert.Equal("1=0 2=0", Dump(tx));
        tx.Clear(Rows);
        Assert.Equal("", Dump(tx));
    }

    [ContractFact]
    public void A_cursor_makes_every_move_at_every_boundary() => MakeEveryMove(inOwnWrites: false);

    [ContractFact]
    public void A_cursor_makes_every_move_at_every_boundary_of_its_own_writes() => MakeEveryMove(inOwnWrites: true);

    private void MakeEveryMove(bool inOwnWrites)
    {
        using IDatabase database = Open();
        if (!inOwnWrites)
        {
            Commit(database, tx => FillEven(tx));
        }
        using IWriteTransaction tx = database.BeginWrite();
        if (inOwnWrites)
        {
            FillEven(tx);
        }
        using ICursor cursor = tx.OpenRawCursor(Rows);
        Assert.False(cursor.Next());
        Assert.False(cursor.Previous());
        Assert.Throws<InvalidOperationException>(() => cursor.Key.Length);
        Assert.Throws<InvalidOperationException>(() => cursor.Value.Length);

        Stands(cursor, cursor.First(), 2);
        Assert.False(cursor.Previous());
        Assert.False(cursor.Next()); // No position any more.
        Stands(cursor, cursor.Last(), 6);
        Assert.False(cursor.Next());
        Assert.False(cursor.Previous());

        Stands(cursor, cursor.Seek([1]), 2);
        Stands(cursor, cursor.Seek([2]), 2);
        Stands(cursor, cursor.Seek([3]), 4);
        Stands(cursor, cursor.Seek([6]), 6);
        Assert.False(cursor.Seek([7]));
        Assert.False(cursor.Previous());
        Stands(cursor, cursor.Seek([]), 2);

        Stands(cursor, cursor.SeekExact([4]), 4);
        Assert.False(cursor.SeekExact([3]));
        Assert.False(cursor.Next());
        Assert.False(cursor.SeekExact([7]));

        Assert.False(cursor.SeekForPrevious([1]));
        Assert.False(cursor.SeekForPrevious([]));
        Stands(cursor, cursor.SeekForPrevious([2]), 2);
        Stands(cursor, cursor.SeekForPrevious([3]), 2);
        Stands(cursor, cursor.SeekForPrevious([200]), 6);

        Stands(cursor, cursor.Seek([4]), 4);
        Stands(cursor, cursor.Next(), 6);
        Stands(cursor, cursor.Previous(), 4);
        Stands(cursor, cursor.Previous(), 2);
        Stands(cursor, cursor.Next(), 4);
    }

    [ContractFact]
    public void A_cursor_over_an_empty_table_finds_nothing()
    {
        using IDatabase database = Open();
        using IReadTransaction tx = database.BeginRead();
        using ICursor cursor = tx.OpenRawCursor(Rows);
        Assert.False(cursor.First());
        Assert.False(cursor.Last());
        Assert.False(cursor.Seek([]));
        Assert.False(cursor.SeekExact([1]));
        Assert.False(cursor.SeekForPrevious([255]));
        Assert.False(cursor.Next());
        Assert.False(cursor.Previous());
    }

    [ContractFact]
    public void A_cursor_sees_writes_made_after_it_was_opened()
    {
        using IDatabase database = Open();
        Commit(database, FillEven);
        using IWriteTransaction tx = database.BeginWrite();
        using ICursor cursor = tx.OpenRawCursor(Rows);
        Stands(cursor, cursor.First(), 2);
        tx.Put(Rows, [3], [3]);
        Stands(cursor, cursor.Next(), 3);
        tx.Delete(Rows, [3]);
        Stands(cursor, cursor.Next(), 4);
        tx.Put(Rows, [3], [3]);
        tx.Put(Rows, [5], [5]);
        Stands(cursor, cursor.Previous(), 3);
        Stands(cursor, cursor.Next(), 4);
        tx.DeleteRange(Rows, [4], [6]);
        Stands(cursor, cursor.Next(), 6);
        tx.Delete(Rows, [6]);
        Assert.False(cursor.Next());
        Stands(cursor, cursor.Last(), 3);
        tx.Put(Rows, [9], [9]);
        Stands(cursor, cursor.Next(), 9);
    }

    [ContractFact]
    public void Rows_can_be_deleted_while_a_cursor_walks_over_them()
    {
        using IDatabase database = Open();
        Commit(database, Fill);
        using IWriteTransaction tx = database.BeginWrite();
        tx.Put(Rows, [3, 1], [31]);
        using ICursor cursor = tx.OpenRawCursor(Rows);
        int rows = 0;
        for (bool found = cursor.First(); found; found = cursor.Next())
        {
            tx.Delete(Rows, cursor.Key);
            rows++;
        }
        Assert.Equal(6, rows);
        Assert.Equal("", Dump(tx));
    }

    [ContractFact]
    public void Keys_sort_as_unsigned_bytes_and_a_prefix_comes_first()
    {
        using IDatabase database = Open();
        Commit(
            database,
            tx =>
            {
                foreach (byte[] key in new byte[][] { [255], [128, 0], [127, 255], [128], [0], [0, 0], [], [1, 0, 0, 0, 0, 0, 0, 0], [1] })
                {
                    tx.Put(Rows, key, [1]);
                }
            }
        );
        using IReadTransaction read = database.BeginRead();
        Assert.Equal("=1 0=1 0.0=1 1=1 1.0.0.0.0.0.0.0=1 127.255=1 128=1 128.0=1 255=1", Dump(read));
    }

    [ContractFact]
    public void Long_keys_and_values_come_back_whole()
    {
        using IDatabase database = Open();
        byte[] key = new byte[3000];
        byte[] value = new byte[5_000_000];
        new Random(1).NextBytes(value);
        key[2999] = 1;
        Commit(database, tx => tx.Put(Rows, key, value));
        using IWriteTransaction tx = database.BeginWrite();
        Assert.True(tx.TryGet(Rows, key, out ReadOnlySpan<byte> found));
        Assert.True(found.SequenceEqual(value));
        key[2999] = 2;
        tx.Put(Rows, key, value);
        using ICursor cursor = tx.OpenRawCursor(Rows);
        Assert.True(cursor.Last());
        Assert.True(cursor.Key.SequenceEqual(key));
        Assert.True(cursor.Value.SequenceEqual(value));
    }

    [ContractFact]
    public void A_committed_transaction_is_not_used_again()
    {
        using IDatabase database = Open();
        using IWriteTransaction tx = database.BeginWrite();
        tx.Put(Rows, [1], [1]);
        tx.Commit();
        Assert.Throws<InvariantException>(() => tx.Put(Rows, [2], [2]));
        Assert.Throws<InvariantException>(tx.Commit);
    }

    [ContractFact]
    public void Tables_are_measured_in_their_order()
    {
        using IDatabase database = Open();
        Commit(database, Fill);
        IReadOnlyList<TableSize> sizes = database.MeasureTables();
        Assert.Equal(Tables.All, sizes.Select(size => size.Table));
        Assert.Equal(5u, sizes[Rows.Index].RowsEstimate);
        Assert.Equal(0u, sizes[Others.Index].RowsEstimate);
        Assert.True(sizes[Rows.Index].Bytes >= 10);
    }

    [ContractFact]
    public void Any_sequence_of_operations_on_few_keys_equals_the_model() => CompareWithModel(seed: 1, keySpace: 3);

    [ContractFact]
    public void Any_sequence_of_operations_on_some_keys_equals_the_model() => CompareWithModel(seed: 2, keySpace: 40);

    [ContractFact]
    public void Any_sequence_of_operations_on_many_keys_equals_the_model() => CompareWithModel(seed: 3, keySpace: 250);

    private void CompareWithModel(int seed, int keySpace)
    {
        using IDatabase database = Open();
        new DatabaseModel(database, Rows, seed, keySpace).Run(steps: 6000);
    }

    protected static void Commit(IDatabase database, Action<IWriteTransaction> write)
    {
        using IWriteTransaction tx = database.BeginWrite();
        write(tx);
        tx.Commit();
    }

    private static void Fill(IWriteTransaction tx)
    {
        for (byte i = 1; i <= 5; i++)
        {
            tx.Put(Rows, [i], [i]);
        }
    }

    private static void FillEven(IWriteTransaction tx)
    {
        foreach (byte i in new byte[] { 4, 2, 6 })
        {
            tx.Put(Rows, [i], [i]);
        }
    }

    private static void Stands(ICursor cursor, bool found, byte row)
    {
        Assert.True(found);
        Assert.Equal([row], cursor.Key.ToArray());
        Assert.Equal([row], cursor.Value.ToArray());
    }

    private static (long Read, long Written) Traffic(IDatabase database, Table table)
    {
        TableTraffic traffic = database.MeasureTraffic()[table.Index];
        Assert.Equal(table, traffic.Table);
        return (traffic.ReadBytes, traffic.WrittenBytes);
    }

    private static string Dump(IReadTransaction tx, Table? table = null)
    {
        using ICursor cursor = tx.OpenRawCursor(table ?? Rows);
        List<string> rows = [];
        for (bool found = cursor.First(); found; found = cursor.Next())
        {
            rows.Add($"{string.Join('.', cursor.Key.ToArray())}={string.Join('.', cursor.Value.ToArray())}");
        }
        return string.Join(' ', rows);
    }
}
