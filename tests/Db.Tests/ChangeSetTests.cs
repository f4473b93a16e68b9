using NodeProto.Primitives;

namespace NodeProto.Db.Tests;

public sealed class ChangeSetTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Changes_come_back_in_order_from_chunks_of_at_most_8_KiB(int seed)
    {
        Random random = new(seed);
        using InMemoryDatabase database = new();
        using IWriteTransaction tx = database.BeginWrite();
        ChangeSetWriter writer = new(tx);
        List<(ulong Block, AccountChange Change)> accounts = [];
        List<(ulong Block, StorageChange Change)> slots = [];
        for (ulong block = 1; block <= 5; block++)
        {
            writer.Begin(new BlockNumber(block));
            foreach (Hash256 address in Hashes(random, block == 2 ? 0 : random.Next(1, 700)))
            {
                Account? before =
                    random.Next(3) == 0 ? null : new Account((ulong)random.Next(), new UInt256((ulong)random.NextInt64()), Keccak.OfEmpty);
                accounts.Add((block, new AccountChange(address, before)));
                writer.Add(address, before);
            }
            foreach (Hash256 address in Hashes(random, random.Next(0, 12)))
            {
                foreach (Hash256 slot in Hashes(random, random.Next(1, 600)))
                {
                    UInt256 before = random.Next(3) == 0 ? UInt256.Zero : new UInt256((ulong)random.NextInt64());
                    slots.Add((block, new StorageChange(new StorageKey(address, slot), before)));
                    writer.Add(new StorageKey(address, slot), before);
                }
            }
            writer.End();
        }
        CheckChunks(tx, Tables.AccountChanges);
        CheckChunks(tx, Tables.StorageChanges);

        BlockRange range = new(new BlockNumber(2), new BlockNumber(4));
        List<(ulong, AccountChange)> accountsBack = [];
        using (AccountChangesReader reader = new(tx, range))
        {
            while (reader.MoveNext())
            {
                accountsBack.Add((reader.Block.Value, reader.Current));
            }
        }
        Assert.Equal(accounts.Where(change => change.Block is >= 2 and <= 4), accountsBack);
        List<(ulong, StorageChange)> slotsBack = [];
        using (StorageChangesReader reader = new(tx, range))
        {
            while (reader.MoveNext())
            {
                slotsBack.Add((reader.Block.Value, reader.Current));
            }
        }
        Assert.Equal(slots.Where(change => change.Block is >= 2 and <= 4), slotsBack);
    }

    [Fact]
    public void A_block_without_changes_has_no_row()
    {
        using InMemoryDatabase database = new();
        using IWriteTransaction tx = database.BeginWrite();
        ChangeSetWriter writer = new(tx);
        writer.Begin(new BlockNumber(1));
        writer.End();
        Assert.Empty(GoldenTests.Rows(tx, Tables.AccountChanges));
        using AccountChangesReader reader = new(tx, new BlockRange(BlockNumber.Genesis, new BlockNumber(9)));
        Assert.False(reader.MoveNext());
    }

    [Fact]
    public void Changes_out_of_order_are_refused()
    {
        using InMemoryDatabase database = new();
        using IWriteTransaction tx = database.BeginWrite();
        ChangeSetWriter writer = new(tx);
        writer.Begin(new BlockNumber(1));
        writer.Add(Keccak.OfEmpty, null);
        Assert.Throws<InvariantException>(() => writer.Add(Keccak.OfEmpty, null));
        writer.Add(new StorageKey(Keccak.OfEmpty, Keccak.OfEmpty), UInt256.One);
        Assert.Throws<InvariantException>(() => writer.Add(new StorageKey(Keccak.OfEmpty, Hash256.Zero), UInt256.One));
    }

    private static void CheckChunks(IReadTransaction tx, Table table)
    {
        int chunks = 0;
        int full = 0;
        using ICursor cursor = tx.OpenRawCursor(table);
        for (bool found = cursor.First(); found; found = cursor.Next())
        {
            Assert.InRange(cursor.Value.Length, 1, ChangeSetWriter.ChunkBytesMax);
            // The key is the block and the first entry of the chunk.
            Assert.True(cursor.Value.StartsWith(cursor.Key.Slice(8, 32)));
            chunks++;
            full += cursor.Value.Length > ChangeSetWriter.ChunkBytesMax - 200 ? 1 : 0;
        }
        Assert.True(chunks > 5 && full > 0, $"{chunks} chunks, {full} full");
    }

    private static List<Hash256> Hashes(Random random, int count)
    {
        List<Hash256> hashes = [];
        byte[] bytes = new byte[32];
        for (int i = 0; i < count; i++)
        {
            random.NextBytes(bytes);
            hashes.Add(new Hash256(bytes));
        }
        hashes.Sort();
        return hashes;
    }
}
