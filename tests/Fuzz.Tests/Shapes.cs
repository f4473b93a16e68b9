using FsCheck;
using FsCheck.Fluent;
using NodeProto.Primitives;

namespace NodeProto.Fuzz.Tests;

/// <summary>Values of every shape that the formats allow, those at the edges of their types included.</summary>
internal static class Shapes
{
    private const int Samples = 60;
    private static readonly Rnd Seed = new(0x6E6F_6465_7072_6F74UL, 0x9E37_79B9_7F4A_7C15UL);

    private static readonly Gen<byte> OneByte = Gen.Choose(0, 255).Select(value => (byte)value);
    private static readonly Gen<byte[]> SomeBytes = Gen.OneOf(
        Gen.Constant(Array.Empty<byte>()),
        OneByte.Select(value => new[] { value }),
        Gen.Choose(0, 60).SelectMany(length => OneByte.ArrayOf(length)),
        Gen.Choose(50, 300).Select(length => new byte[length])
    );
    private static readonly Gen<ulong> Numbers = Gen.OneOf(
        Gen.Elements<ulong>(0UL, 1UL, 127UL, 128UL, 255UL, 256UL, uint.MaxValue, long.MaxValue, ulong.MaxValue),
        OneByte.ArrayOf(8).Select(bytes => BitConverter.ToUInt64(bytes))
    );
    private static readonly Gen<UInt256> Words = Gen.OneOf(
        Numbers.Select(number => new UInt256(number)),
        Gen.Choose(0, 32).SelectMany(length => OneByte.ArrayOf(length)).Select(bytes => new UInt256(bytes)),
        Gen.Constant(UInt256.MaxValue)
    );
    private static readonly Gen<Hash256> Hashes = OneByte.ArrayOf(32).Select(bytes => new Hash256(bytes));
    private static readonly Gen<Address> Addresses = OneByte.ArrayOf(20).Select(bytes => new Address(bytes));
    private static readonly Gen<AccessListEntry> Entries =
        from address in Addresses
        from keys in Few(Hashes)
        select new AccessListEntry(address, keys);
    private static readonly Gen<Authorization> Authorizations =
        from chain in Words
        from address in Addresses
        from nonce in Numbers
        from parity in OneByte
        from r in Words
        from s in Words
        select new Authorization(chain, address, nonce, parity, r, s);
    private static readonly Gen<Transaction> SomeTransactions =
        from type in Gen.Choose(0, 4).Select(value => (TransactionType)value)
        from numbers in Numbers.ArrayOf(3)
        from words in Words.ArrayOf(6)
        from to in Addresses
        from isCreation in Gen.Elements(true, false)
        from data in SomeBytes
        from entries in Few(Entries)
        from hashes in Few(Hashes)
        from authorizations in Few(Authorizations)
        from parity in Gen.Choose(0, 1)
        from isProtected in Gen.Elements(true, false)
        select new Transaction
        {
            Type = type,
            ChainId = type != TransactionType.Legacy || isProtected ? numbers[0] : null,
            Nonce = numbers[1],
            MaxFeePerGas = words[0],
            MaxPriorityFeePerGas = type >= TransactionType.DynamicFee ? words[1] : words[0],
            GasLimit = numbers[2],
            To = isCreation && type < TransactionType.Blob ? null : to,
            Value = words[2],
            Data = data,
            AccessList = type == TransactionType.Legacy ? [] : entries,
            MaxFeePerBlobGas = type == TransactionType.Blob ? words[3] : default,
            BlobVersionedHashes = type == TransactionType.Blob ? hashes : [],
            Authorizations = type == TransactionType.SetCode ? authorizations : [],
            YParity = (byte)parity,
            R = words[4],
            S = words[5],
        };
    private static readonly Gen<Header> SomeHeaders =
        from hashes in Hashes.ArrayOf(9)
        from beneficiary in Addresses
        from bloom in OneByte.ArrayOf(Bloom.Size)
        from words in Words.ArrayOf(2)
        from numbers in Numbers.ArrayOf(7)
        from extra in SomeBytes
        from tail in Gen.Choose(0, 6)
        select new Header
        {
            ParentHash = hashes[0],
            OmmersHash = hashes[1],
            Beneficiary = beneficiary,
            StateRoot = hashes[2],
            TransactionsRoot = hashes[3],
            ReceiptsRoot = hashes[4],
            LogsBloom = Bloom.FromBytes(bloom),
            Difficulty = words[0],
            Number = new BlockNumber(numbers[0]),
            GasLimit = numbers[1],
            GasUsed = numbers[2],
            Timestamp = numbers[3],
            ExtraData = extra,
            MixHash = hashes[5],
            Nonce = numbers[4],
            BaseFeePerGas = tail > 0 ? words[1] : null,
            WithdrawalsRoot = tail > 1 ? hashes[6] : null,
            BlobGasUsed = tail > 2 ? numbers[5] : null,
            ExcessBlobGas = tail > 3 ? numbers[6] : null,
            ParentBeaconBlockRoot = tail > 4 ? hashes[7] : null,
            RequestsHash = tail > 5 ? hashes[8] : null,
        };
    private static readonly Gen<Withdrawal> SomeWithdrawals =
        from index in Numbers
        from validator in Numbers
        from address in Addresses
        from amount in Numbers
        select new Withdrawal(index, validator, address, amount);
    private static readonly Gen<Body> SomeBodies =
        from transactions in Few(SomeTransactions)
        from ommers in Few(SomeHeaders)
        from withdrawals in Few(SomeWithdrawals)
        from hasWithdrawals in Gen.Elements(true, false)
        select new Body
        {
            Transactions = transactions,
            Ommers = ommers,
            Withdrawals = hasWithdrawals ? withdrawals : null,
        };
    private static readonly Gen<Log> Logs =
        from address in Addresses
        from topics in Few(Hashes)
        from data in SomeBytes
        select new Log(address, topics, data);
    private static readonly Gen<Receipt> SomeReceipts =
        from type in Gen.Choose(0, 4).Select(value => (TransactionType)value)
        from root in Hashes
        from hasRoot in Gen.Elements(true, false)
        from succeeded in Gen.Elements(true, false)
        from gas in Numbers
        from bloom in OneByte.ArrayOf(Bloom.Size)
        from logs in Few(Logs)
        select new Receipt
        {
            Type = type,
            PostState = hasRoot && type == TransactionType.Legacy ? root : null,
            Succeeded = succeeded && !(hasRoot && type == TransactionType.Legacy),
            CumulativeGasUsed = gas,
            Bloom = Bloom.FromBytes(bloom),
            Logs = logs,
        };

    /// <summary>Lists and strings of RLP.</summary>
    public static byte[][] Trees => Sample(Tree(4));

    public static Transaction[] Transactions => Sample(SomeTransactions);

    public static Header[] Headers => Sample(SomeHeaders);

    public static Body[] Bodies => Sample(SomeBodies);

    public static Receipt[] Receipts => Sample(SomeReceipts);

    private static Gen<byte[]> Tree(int depth)
    {
        Gen<byte[]> leaf = SomeBytes.Select(bytes =>
        {
            RlpWriter writer = new();
            writer.Write(bytes);
            return writer.Written.ToArray();
        });
        return depth == 0
            ? leaf
            : Gen.OneOf(
                leaf,
                Few(Tree(depth - 1))
                    .Select(items => (byte[])[.. RlpItems.Header(0xC0, items.Sum(item => item.Length)), .. items.SelectMany(item => item)])
            );
    }

    private static Gen<T[]> Few<T>(Gen<T> of) => Gen.Choose(0, 4).SelectMany(count => of.ArrayOf(count));

    private static T[] Sample<T>(Gen<T> values) => [.. values.Sample(10, Seed, Samples)];
}
