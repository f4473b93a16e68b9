using NodeProto.Primitives;

namespace NodeProto.Db.Tests;

public sealed class ChecksumTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nodeproto-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [RocksDbFact]
    public void Both_backends_give_the_same_checksum_however_the_rows_came()
    {
        using InMemoryDatabase memory = new();
        Write(memory, rowsPerCommit: 3000);
        using RocksDatabase rocks = RocksDatabase.OpenOrCreate(Path.Combine(_folder, "db"), new DatabaseOptions { Sync = DbSync.None });
        Write(rocks, rowsPerCommit: 77);
        DatabaseChecksum one = Of(memory);
        DatabaseChecksum two = Of(rocks);
        Assert.Equal(one.Total, two.Total);
        Assert.Equal(one.Tables, two.Tables);
        Assert.Equal(Tables.All.Count(table => table.IsInChecksum), one.Tables.Count);
        Assert.Equal(3000u, one.Tables[Tables.Headers.Index].Rows);
    }

    [Fact]
    public void Every_byte_counts_and_where_it_stands()
    {
        HashSet<Hash256> seen = [];
        Action<IWriteTransaction>[] variants =
        [
            _ => { },
            tx => tx.Put((Table)Tables.Headers, [1], [2]),
            tx => tx.Put((Table)Tables.Headers, [1], [3]),
            tx => tx.Put((Table)Tables.Headers, [1, 2], []),
            tx => tx.Put((Table)Tables.Headers, [], [1, 2]),
            tx => tx.Put((Table)Tables.Bodies, [1], [2]),
            tx => tx.Put((Table)Tables.Headers, [1], new byte[4096]),
            tx => tx.Put((Table)Tables.Headers, [1], new byte[4097]),
            tx => tx.Put((Table)Tables.Headers, [1], new byte[100_000]),
        ];
        foreach (Action<IWriteTransaction> variant in variants)
        {
            using InMemoryDatabase database = new();
            using IWriteTransaction tx = database.BeginWrite();
            variant(tx);
            Assert.True(seen.Add(DatabaseChecksum.Compute(tx).Total));
        }
    }

    [Fact]
    public void What_is_no_function_of_the_chain_does_not_count()
    {
        using InMemoryDatabase database = new();
        using IWriteTransaction tx = database.BeginWrite();
        Hash256 empty = DatabaseChecksum.Compute(tx).Total;
        tx.Put(Tables.Metadata, "x", [1]);
        tx.Put(Tables.StageProgress, "x", [1]);
        tx.Put(Tables.SideBlocks, default, default);
        Assert.Equal(empty, DatabaseChecksum.Compute(tx).Total);
        tx.Put(Tables.StageCheckpoints, "x", default);
        Assert.NotEqual(empty, DatabaseChecksum.Compute(tx).Total);
    }

    [Fact]
    public void The_checksum_of_known_rows_is_known()
    {
        // Held fast: a checksum that a user noted yesterday compares tomorrow.
        byte[] stream = [0, 0, 0, 1, 7, 0, 0, 0, 2, 8, 9];
        byte[] step = [.. new byte[32], .. Keccak.Hash(stream).Bytes];
        using InMemoryDatabase database = new();
        using IWriteTransaction tx = database.BeginWrite();
        tx.Put((Table)Tables.Headers, [7], [8, 9]);
        Assert.Equal(new TableChecksum(Tables.Headers, 1, 3, Keccak.Hash(step)), DatabaseChecksum.Compute(tx).Tables[0]);
        Assert.Equal(Hash256.Zero, DatabaseChecksum.Compute(tx).Tables[1].Checksum);
    }

    private static DatabaseChecksum Of(IDatabase database)
    {
        using IReadTransaction tx = database.BeginRead();
        return DatabaseChecksum.Compute(tx);
    }

    private static void Write(IDatabase database, int rowsPerCommit)
    {
        Random random = new(5);
        byte[] value = new byte[300];
        IWriteTransaction tx = database.BeginWrite();
        for (ulong i = 0; i < 3000; i++)
        {
            random.NextBytes(value);
            tx.Append(Tables.Headers, new BlockNumber(i), value);
            tx.Put(Tables.Accounts, Keccak.Hash(value), new Account(i, new UInt256(i), Keccak.OfEmpty));
            if (i % (ulong)rowsPerCommit == 0)
            {
                tx.Commit();
                tx.Dispose();
                tx = database.BeginWrite();
            }
        }
        tx.Commit();
        tx.Dispose();
    }
}
