using NodeProto.Primitives;

namespace NodeProto.Db.Tests;

/// <summary>The exact bytes of every codec and key: what is on a user's disk does not change by accident.</summary>
public sealed class GoldenTests
{
    private static readonly Hash256 H1 = new(Enumerable.Repeat((byte)0x11, 32).ToArray());
    private static readonly Hash256 H2 = new(Enumerable.Repeat((byte)0x22, 32).ToArray());
    private static readonly string X1 = new('1', 64);
    private static readonly string X2 = new('2', 64);

    public static TheoryData<string, string> Keys =>
        new()
        {
            { Hex(new BlockNumber(0x0102)), "0000000000000102" },
            { Hex(H1), X1 },
            { Hex(new BlockKey(new BlockNumber(1), H2)), "0000000000000001" + X2 },
            { Hex(new StorageKey(H1, H2)), X1 + X2 },
            { Hex(new AccountChangesKey(new BlockNumber(7), H1)), "0000000000000007" + X1 },
            { Hex(new StorageChangesKey(new BlockNumber(7), new StorageKey(H1, H2))), "0000000000000007" + X1 + X2 },
            { Hex(NibblePath.Empty), "" },
            { Hex(new NibblePath([0, 15, 3])), "000f03" },
            { Hex(new StorageTrieKey(H2, new NibblePath([1, 2]))), X2 + "0102" },
            { Hex(new AccountHistoryKey(H1, HistoryShard.NumberOf(new BlockNumber(0x0102_0304_0506)))), X1 + "000001020304" },
            { Hex(new AccountHistoryKey(H1, HistoryShard.NumberOf(new BlockNumber(ulong.MaxValue)))), X1 + "ffffffffffff" },
            { Hex(new StorageHistoryKey(new StorageKey(H1, H2), 1)), X1 + X2 + "000000000001" },
            { Hex(new TextKey("sender-recovery")), "73656e6465722d7265636f76657279" },
        };

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_key_has_these_bytes(string key, string golden) => Assert.Equal(golden, key);

    [Fact]
    public void Raw_values_are_stored_as_they_are()
    {
        Assert.Equal("c0ffee", Encoded(Tables.Headers, Convert.FromHexString("c0ffee")));
        Assert.Equal("", Encoded(Tables.Metadata, default));
    }

    [Fact]
    public void Numbers_and_hashes()
    {
        Assert.Equal(X1, Encoded(Tables.CanonicalHashes, H1));
        Assert.Equal("00000000000f4240", Encoded(Tables.HeaderNumbers, new BlockNumber(1_000_000)));
        Assert.Equal("0400000000", Encoded(Tables.TotalDifficulties, new UInt256(0x0400000000)));
        Assert.Equal("", Encoded(Tables.TotalDifficulties, UInt256.Zero));
        Assert.Equal("0300", Encoded(Tables.TransactionLookup, new TransactionLocation(new BlockNumber(3), 0)));
        Assert.Equal("c0843d" + "ac02", Encoded(Tables.TransactionLookup, new TransactionLocation(new BlockNumber(1_000_000), 300)));
        Assert.Equal("01", Encoded(Tables.Storage, UInt256.One));
        Assert.Equal(new string('f', 64), Encoded(Tables.Storage, UInt256.MaxValue));
        Assert.Throws<ArgumentException>(() => Encoded(Tables.Storage, UInt256.Zero));
        Assert.Equal(
            "0000000000000385" + "01" + "0000000000000064",
            Encoded(Tables.PruneCheckpoints, new PruneCheckpoint(new BlockNumber(901), PruneMode.Last(100)))
        );
        Assert.Equal("0000000000000009" + X2, Encoded(Tables.StageCheckpoints, new StageCheckpoint(new BlockNumber(9), H2)));
    }

    [Fact]
    public void Accounts()
    {
        Assert.Equal("00", Encoded(Tables.Accounts, Account.Empty));
        Assert.Equal("01ff", Encoded(Tables.Accounts, new Account(255, UInt256.Zero, Keccak.OfEmpty)));
        Assert.Equal(
            "000de0b6b3a7640000",
            Encoded(Tables.Accounts, new Account(0, new UInt256(1_000_000_000_000_000_000), Keccak.OfEmpty))
        );
        Assert.Equal("820100" + X1 + "05", Encoded(Tables.Accounts, new Account(256, new UInt256(5), H1)));
        Assert.Equal(
            "88ffffffffffffffff" + X2 + new string('f', 64),
            Encoded(Tables.Accounts, new Account(ulong.MaxValue, UInt256.MaxValue, H2))
        );
    }

    [Fact]
    public void Lists()
    {
        Address a = Address.Parse("0102030405060708090a0b0c0d0e0f1011121314");
        Assert.Equal(
            "0102030405060708090a0b0c0d0e0f1011121314" + new string('0', 40),
            Encoded(Tables.Senders, (Address[])[a, Address.Zero])
        );
        Assert.Equal("", Encoded(Tables.Senders, default));
        Assert.Equal(X1 + X2, Encoded(Tables.NewCodes, (Hash256[])[H1, H2]));
        Assert.Throws<ArgumentException>(() => Encoded(Tables.NewCodes, (Hash256[])[H2, H1]));
        Assert.Throws<ArgumentException>(() => Encoded(Tables.NewCodes, (Hash256[])[H2, H2]));
    }

    [Fact]
    public void Side_blocks()
    {
        byte[] rlp = [0xC1, 0x80];
        Assert.Equal("ffc180", Encoded(Tables.SideBlocks, new SideBlock(null, rlp)));
        Assert.Equal("00c180", Encoded(Tables.SideBlocks, new SideBlock(UInt256.Zero, rlp)));
        Assert.Equal("020100c180", Encoded(Tables.SideBlocks, new SideBlock(new UInt256(256), rlp)));
    }

    [Fact]
    public void Receipts()
    {
        Address address = Address.Parse("0102030405060708090a0b0c0d0e0f1011121314");
        Receipt[] receipts =
        [
            new()
            {
                Type = TransactionType.Legacy,
                PostState = H1,
                CumulativeGasUsed = 21000,
                Logs = [],
                Bloom = Bloom.Empty,
            },
            new()
            {
                Type = TransactionType.SetCode,
                Succeeded = true,
                CumulativeGasUsed = 21001,
                Logs = [new Log(address, [H1, H2], new byte[] { 0xAA, 0xBB })],
                Bloom = Bloom.Empty,
            },
            new()
            {
                Type = TransactionType.DynamicFee,
                CumulativeGasUsed = 21001 + 128,
                Logs = [],
                Bloom = Bloom.Empty,
            },
        ];
        Assert.Equal(
            "03"
                + "0002"
                + X1
                + "88a401"
                + "00"
                + "04010101"
                + "0102030405060708090a0b0c0d0e0f1011121314"
                + "02"
                + X1
                + X2
                + "02aabb"
                + "0200800100",
            Encoded(Tables.Receipts, receipts)
        );
        Assert.Equal("00", Encoded(Tables.Receipts, []));
    }

    [Fact]
    public void Change_sets()
    {
        using InMemoryDatabase database = new();
        using IWriteTransaction tx = database.BeginWrite();
        ChangeSetWriter writer = new(tx);
        writer.Begin(new BlockNumber(3));
        writer.Add(H1, null);
        writer.Add(H2, new Account(1, UInt256.Zero, Keccak.OfEmpty));
        writer.Add(new StorageKey(H1, H1), UInt256.Zero);
        writer.Add(new StorageKey(H1, H2), new UInt256(0x1234));
        writer.Add(new StorageKey(H2, H1), UInt256.One);
        writer.End();
        Assert.Equal([$"0000000000000003{X1}: {X1}00{X2}020101"], Rows(tx, Tables.AccountChanges));
        Assert.Equal([$"0000000000000003{X1}{X1}: {X1}0002{X1}00{X2}021234{X2}0001{X1}0101"], Rows(tx, Tables.StorageChanges));
    }

    internal static List<string> Rows(IReadTransaction tx, Table table)
    {
        List<string> rows = [];
        using ICursor cursor = tx.OpenRawCursor(table);
        for (bool found = cursor.First(); found; found = cursor.Next())
        {
            rows.Add($"{Convert.ToHexStringLower(cursor.Key)}: {Convert.ToHexStringLower(cursor.Value)}");
        }
        return rows;
    }

    private static string Encoded<TKey, TValue>(Table<TKey, TValue> table, TValue value)
        where TKey : struct, IKey<TKey>
        where TValue : allows ref struct => Convert.ToHexStringLower(table.Codec.Encode(value, new ByteBuffer()));

    private static string Hex<TKey>(TKey key)
        where TKey : struct, IKey<TKey>
    {
        byte[] bytes = new byte[TKey.MaxSize];
        int length = key.WriteTo(bytes);
        Assert.Equal(key, TKey.ReadFrom(bytes.AsSpan(0, length)));
        return Convert.ToHexStringLower(bytes.AsSpan(0, length));
    }
}
