using FsCheck;
using FsCheck.Fluent;
using NodeProto.Primitives;

namespace NodeProto.Db.Tests;

public sealed class CodecPropertyTests
{
    private static readonly Gen<byte[]> Bytes = ArbMap.Default.GeneratorFor<byte[]>();
    private static readonly Gen<Hash256> Hashes = Gen.Choose(0, 255).Select(i => (byte)i).ArrayOf(32).Select(bytes => new Hash256(bytes));
    private static readonly Gen<Address> Addresses = Gen.Choose(0, 255)
        .Select(i => (byte)i)
        .ArrayOf(20)
        .Select(bytes => new Address(bytes));
    private static readonly Gen<ulong> Numbers =
        from bits in Gen.Choose(0, 64)
        from high in Gen.Choose(0, int.MaxValue)
        from low in Gen.Choose(0, int.MaxValue)
        select bits == 0 ? 0 : (((ulong)high << 33) ^ ((ulong)low << 2)) >> (64 - bits);
    private static readonly Gen<UInt256> Words =
        from length in Gen.Choose(0, 32)
        from bytes in Gen.Choose(0, 255).Select(i => (byte)i).ArrayOf(length)
        select new UInt256(bytes);
    private static readonly Gen<Account> Accounts =
        from nonce in Numbers
        from balance in Words
        from hash in Hashes
        from hasCode in Gen.Elements(true, false)
        select new Account(nonce, balance, hasCode ? hash : Keccak.OfEmpty);
    private static readonly Gen<Log> Logs =
        from address in Addresses
        from count in Gen.Choose(0, 4)
        from topics in Hashes.ArrayOf(count)
        from data in Bytes
        select new Log(address, topics, data ?? []);
    private static readonly Gen<Receipt> Receipts =
        from type in Gen.Choose(0, 4)
        from status in Gen.Choose(0, 2)
        from root in Hashes
        from gas in Gen.Choose(0, int.MaxValue)
        from count in Gen.Choose(0, 3)
        from logs in Logs.ArrayOf(count)
        select new Receipt
        {
            Type = (TransactionType)type,
            PostState = status == 2 ? root : null,
            Succeeded = status == 1,
            CumulativeGasUsed = (ulong)gas,
            Logs = logs,
            Bloom = BloomOf(logs),
        };

    [Fact]
    public void Accounts_come_back() => RoundTrip(Tables.Accounts, Accounts);

    [Fact]
    public void Words_come_back() => RoundTrip(Tables.TotalDifficulties, Words);

    [Fact]
    public void Checkpoints_come_back() =>
        RoundTrip(Tables.StageCheckpoints, from n in Numbers from h in Hashes select new StageCheckpoint(new BlockNumber(n), h));

    [Fact]
    public void Receipts_come_back_with_their_blooms() =>
        Run(
            Gen.Choose(0, 5).SelectMany(count => Receipts.ArrayOf(count)),
            receipts =>
            {
                ulong gas = 0;
                Receipt[] rising = [.. receipts.Select(receipt => receipt with { CumulativeGasUsed = gas += receipt.CumulativeGasUsed })];
                IReadOnlyList<Receipt> back = Tables.Receipts.Codec.Decode(Tables.Receipts.Codec.Encode(rising, new ByteBuffer()));
                return back.Count == rising.Length && back.Zip(rising).All(pair => Same(pair.First, pair.Second));
            }
        );

    [Fact]
    public void Side_blocks_come_back() =>
        Run(
            from word in Words
            from has in Gen.Elements(true, false)
            from rlp in Bytes
            select (Total: has ? word : (UInt256?)null, Rlp: rlp ?? []),
            block =>
            {
                SideBlock back = Tables.SideBlocks.Codec.Decode(
                    Tables.SideBlocks.Codec.Encode(new SideBlock(block.Total, block.Rlp), new ByteBuffer())
                );
                return back.TotalDifficulty == block.Total && back.Rlp.SequenceEqual(block.Rlp);
            }
        );

    [Fact]
    public void Key_order_is_value_order() =>
        Run(
            from a in Numbers
            from b in Numbers
            from h in Hashes
            from g in Hashes
            select (Left: new BlockKey(new BlockNumber(a % 4), h), Right: new BlockKey(new BlockNumber(b % 4), g)),
            pair =>
            {
                int order = pair.Left.Number.CompareTo(pair.Right.Number);
                order = order != 0 ? order : pair.Left.Hash.CompareTo(pair.Right.Hash);
                byte[] left = new byte[BlockKey.MaxSize];
                byte[] right = new byte[BlockKey.MaxSize];
                pair.Left.WriteTo(left);
                pair.Right.WriteTo(right);
                return Math.Sign(order) == Math.Sign(left.AsSpan().SequenceCompareTo(right));
            }
        );

    [Fact]
    public void Reading_any_bytes_gives_a_value_with_the_same_bytes_or_says_that_they_are_damaged()
    {
        // Bytes that begin like real ones get further than uniform noise.
        Gen<byte[]> noise =
            from start in Gen.Elements<byte[]>([], [0], [1, 0], [0x80], [0x82, 1, 0], [1, 0, 1, 1, 1], [2, 4, 2])
            from rest in Gen.Choose(0, 100).SelectMany(length => Gen.Choose(0, 255).Select(i => (byte)i).ArrayOf(length))
            select (byte[])[.. start, .. rest];
        Run(noise, bytes => Refuses(Tables.Accounts, bytes));
        Run(noise, bytes => Refuses(Tables.TotalDifficulties, bytes));
        Run(noise, bytes => Refuses(Tables.Storage, bytes));
        Run(noise, bytes => Refuses(Tables.CanonicalHashes, bytes));
        Run(noise, bytes => Refuses(Tables.HeaderNumbers, bytes));
        Run(noise, bytes => Refuses(Tables.Senders, bytes));
        Run(noise, bytes => Refuses(Tables.NewCodes, bytes));
        Run(noise, bytes => Refuses(Tables.StageCheckpoints, bytes));
        Run(noise, bytes => Refuses(Tables.Receipts, bytes));
        Run(noise, bytes => Refuses(Tables.SideBlocks, bytes));
        Run(noise, bytes => Refuses(Tables.AccountChanges, bytes));
        Run(noise, bytes => Refuses(Tables.StorageChanges, bytes));
        Run(noise, bytes => Refuses(Tables.AccountHistory, bytes));
        Run(noise, bytes => Refuses(Tables.TransactionLookup, bytes));
    }

    [Fact]
    public void A_damaged_row_is_named()
    {
        using InMemoryDatabase database = new();
        using IWriteTransaction tx = database.BeginWrite();
        tx.Put((Table)Tables.HeaderNumbers, Keccak.OfEmpty.Bytes, [1, 2, 3]);
        DatabaseCorruptException e = Assert.Throws<DatabaseCorruptException>(() => tx.TryGet(Tables.HeaderNumbers, Keccak.OfEmpty, out _));
        Assert.Equal($"table HeaderNumbers, key {Keccak.OfEmpty}: a block number has 8 bytes, not 3", e.Message);
        tx.Put((Table)Tables.CanonicalHashes, [1, 2], Keccak.OfEmpty.Bytes);
        using Cursor<BlockNumber, Hash256> cursor = tx.OpenCursor(Tables.CanonicalHashes);
        Assert.True(cursor.First());
        Assert.Equal("0x0102", Assert.Throws<DatabaseCorruptException>(() => cursor.Key).Key);
        Assert.Throws<DatabaseCorruptException>(() => tx.GetOrThrow(Tables.CanonicalHashes, new BlockNumber(9)));
    }

    private static bool Refuses<TKey, TValue>(Table<TKey, TValue> table, byte[] bytes)
        where TKey : struct, IKey<TKey>
        where TValue : allows ref struct
    {
        try
        {
            return table.Codec.Encode(table.Codec.Decode(bytes), new ByteBuffer()).SequenceEqual(bytes);
        }
        catch (DatabaseCorruptException)
        {
            return true;
        }
    }

    private static void RoundTrip<TKey, TValue>(Table<TKey, TValue> table, Gen<TValue> values)
        where TKey : struct, IKey<TKey>
        where TValue : struct, IEquatable<TValue> =>
        Run(values, value => table.Codec.Decode(table.Codec.Encode(value, new ByteBuffer())).Equals(value));

    private static void Run<T>(Gen<T> values, Func<T, bool> holds) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(values.ToArbitrary(), holds));

    private static bool Same(Receipt left, Receipt right) =>
        (left.Type, left.PostState, left.Succeeded, left.CumulativeGasUsed, left.Logs.Count)
            == (right.Type, right.PostState, right.Succeeded, right.CumulativeGasUsed, right.Logs.Count)
        && left.Bloom.Equals(right.Bloom)
        && left.Logs.Zip(right.Logs)
            .All(pair =>
                pair.First.Address == pair.Second.Address
                && pair.First.Topics.SequenceEqual(pair.Second.Topics)
                && pair.First.Data.Span.SequenceEqual(pair.Second.Data.Span)
            );

    private static Bloom BloomOf(Log[] logs)
    {
        byte[] filter = new byte[Bloom.Size];
        foreach (Log log in logs)
        {
            Bloom.Add(filter, log.Address.Bytes);
            foreach (Hash256 topic in log.Topics)
            {
                Bloom.Add(filter, topic.Bytes);
            }
        }
        return Bloom.FromBytes(filter);
    }
}
