using NodeProto.Consensus;
using NodeProto.Primitives;

namespace NodeProto.Fuzz.Tests;

/// <summary>Makes a block that is wrong somewhere out of a good one.</summary>
internal static class HostileBlock
{
    /// <summary>A block in the place of a good one.</summary>
    /// <param name="world">The chain.</param>
    /// <param name="index">Which of its blocks.</param>
    /// <param name="random">Decides.</param>
    /// <param name="what">What was done, in a word or two.</param>
    public static DeliveredBlock Make(HostileWorld world, int index, Random random, out string what)
    {
        Block good = world.Blocks[index];
        DeliveredBlock bytes = world.Good[index];
        DeliveredBlock other = world.Good[random.Next(world.Good.Count)];
        switch (random.Next(10))
        {
            case 0:
                what = "header's bytes";
                return DeliveredBlock.Of(Changed(bytes.Header, other.Header, random), bytes.Body);
            case 1:
                what = "body's bytes";
                return DeliveredBlock.Of(bytes.Header, Changed(bytes.Body, other.Body, random));
            case 2:
                what = "another block's body";
                return DeliveredBlock.Of(bytes.Header, other.Body);
            case 3 or 4:
                what = "header's field";
                return DeliveredBlock.Of(WithField(good.Header, random).EncodeToArray(), bytes.Body);
            case 5 or 6:
                byte[] body = Changed(bytes.Body, other.Body, random);
                bool isBody = BodyCodec.TryDecode(body, out Body decoded, out _);
                what = isBody ? "body's bytes under right roots" : "body's bytes";
                return DeliveredBlock.Of(isBody ? WithRoots(good.Header, decoded).EncodeToArray() : bytes.Header, body);
            default:
                what = "transactions";
                Body changed = good.Body with { Transactions = WithOthers(good.Body.Transactions, world, random) };
                return DeliveredBlock.Of(WithRoots(good.Header, changed).EncodeToArray(), changed.EncodeToArray());
        }
    }

    /// <summary>A block whose header names the hash of another parent.</summary>
    public static DeliveredBlock After(in Hash256 parent, Block block) =>
        DeliveredBlock.Of((block.Header with { ParentHash = parent }).EncodeToArray(), block.Body.EncodeToArray());

    private static byte[] Changed(byte[] bytes, byte[] other, Random random) =>
        (random.Next(8) > 0 ? RlpItems.TryChange(bytes, other, random) : null) ?? Bytes.Change(bytes, other, random);

    private static Header WithRoots(Header header, Body body) =>
        header with
        {
            TransactionsRoot = BodyRules.TransactionsRoot(body.Transactions),
            OmmersHash = BodyRules.OmmersHash(body.Ommers),
            WithdrawalsRoot =
                header.WithdrawalsRoot is not null && body.Withdrawals is { } withdrawals
                    ? BodyRules.WithdrawalsRoot(withdrawals)
                    : header.WithdrawalsRoot,
        };

    private static Transaction[] WithOthers(IReadOnlyList<Transaction> good, HostileWorld world, Random random)
    {
        List<Transaction> transactions = [.. good];
        int at = random.Next(transactions.Count + 1);
        int sender = random.Next(RandomTransactions.Senders.Count);
        switch (random.Next(5))
        {
            case 0 when at < transactions.Count:
                transactions.RemoveAt(at);
                break;
            case 1 when at < transactions.Count:
                transactions.Add(transactions[at]);
                break;
            case 2 when at < transactions.Count:
                transactions[at] = RandomTransactions.Spoil(transactions[at], random);
                break;
            case 3:
                transactions.Clear();
                transactions.Add(RandomTransactions.Make(random, world.Fork, sender, (ulong)random.Next(8)));
                break;
            default:
                transactions.Insert(at, RandomTransactions.Make(random, world.Fork, sender, (ulong)random.Next(8)));
                break;
        }
        return [.. transactions];
    }

    private static Header WithField(Header header, Random random)
    {
        byte[] noise = new byte[Hash256.Size];
        random.NextBytes(noise);
        Hash256 hash = new(noise);
        ulong number = random.Next(3) switch
        {
            0 => (ulong)random.Next(3),
            1 => 1UL << random.Next(64),
            _ => ulong.MaxValue - (ulong)random.Next(3),
        };
        return random.Next(18) switch
        {
            0 => header with { Beneficiary = new Address(noise.AsSpan(0, Address.Size)) },
            1 => header with { StateRoot = hash },
            2 => header with { TransactionsRoot = hash },
            3 => header with { ReceiptsRoot = hash },
            4 => header with { LogsBloom = Bloom.FromBytes(new byte[Bloom.Size]) },
            5 => header with { Difficulty = new UInt256(number, number, number, number) },
            6 => header with { Number = new BlockNumber(number) },
            7 => header with { GasLimit = number },
            8 => header with { GasUsed = random.Next(2) == 0 ? number : header.GasUsed + 1 },
            9 => header with { Timestamp = number },
            10 => header with { ExtraData = new byte[random.Next(40)] },
            11 => header with { MixHash = hash },
            12 => header with { Nonce = number },
            13 when header.BaseFeePerGas is not null => header with { BaseFeePerGas = new UInt256(number, number) },
            14 when header.ExcessBlobGas is not null => header with { ExcessBlobGas = number },
            15 when header.BlobGasUsed is not null => header with { BlobGasUsed = number },
            16 when header.RequestsHash is not null => header with { RequestsHash = hash },
            _ => header with { ParentHash = hash },
        };
    }
}
