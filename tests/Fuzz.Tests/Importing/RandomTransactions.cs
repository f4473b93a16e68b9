using NodeProto.Primitives;

namespace NodeProto.Fuzz.Tests;

/// <summary>Signed transactions with random code and data, from a few rich accounts: most are good, some break a rule.</summary>
internal static class RandomTransactions
{
    private static readonly byte[][] Keys = [.. Enumerable.Range(1, 3).Select(number => Enumerable.Repeat((byte)number, 32).ToArray())];

    /// <summary>The senders.</summary>
    public static IReadOnlyList<Address> Senders { get; } = [.. Keys.Select(key => Secp256k1.AddressOf(key))];

    /// <summary>Accounts with random code.</summary>
    public static IReadOnlyList<Address> Contracts { get; } = [.. Enumerable.Range(0x1000, 6).Select(HostileChain.AddressOf)];

    /// <summary>A transaction.</summary>
    /// <param name="random">Decides.</param>
    /// <param name="fork">The rules that it is for.</param>
    /// <param name="sender">Which of the senders.</param>
    /// <param name="nonce">Its nonce.</param>
    public static Transaction Make(Random random, Fork fork, int sender, ulong nonce)
    {
        int types =
            fork >= Fork.Prague ? 5
            : fork >= Fork.Cancun ? 4
            : fork >= Fork.London ? 3
            : fork >= Fork.Berlin ? 2
            : 1;
        TransactionType type = (TransactionType)random.Next(types);
        bool isCreation = type < TransactionType.Blob && random.Next(3) == 0;
        UInt256 fee = new((ulong)random.NextInt64(1, 1_000_000_000_000));
        Transaction transaction = new()
        {
            Type = type,
            ChainId = type != TransactionType.Legacy || (fork >= Fork.SpuriousDragon && random.Next(2) == 0) ? HostileWorld.ChainId : null,
            Nonce = nonce,
            MaxFeePerGas = fee,
            MaxPriorityFeePerGas = type >= TransactionType.DynamicFee ? new UInt256(fee.U0 / 2) : fee,
            GasLimit = (ulong)random.Next(100_000, 250_000),
            To = isCreation ? null : Recipient(random),
            Value = random.Next(2) == 0 ? default : new UInt256((ulong)random.NextInt64()),
            Data = isCreation || random.Next(2) == 0 ? Code(random) : Noise(random, 300),
            AccessList =
                type == TransactionType.Legacy
                    ? []
                    : [.. Some(random, () => new AccessListEntry(Recipient(random), Some(random, () => Hash(random))))],
            MaxFeePerBlobGas = type == TransactionType.Blob ? fee : default,
            BlobVersionedHashes = type == TransactionType.Blob ? [BlobHash(random), .. Some(random, () => BlobHash(random))] : [],
            Authorizations = type == TransactionType.SetCode ? [Authorize(random), .. Some(random, () => Authorize(random))] : [],
            YParity = 0,
            R = default,
            S = default,
        };
        return Sign(transaction, sender);
    }

    /// <summary>The transaction with one field at an edge, signed again.</summary>
    public static Transaction Spoil(Transaction transaction, Random random)
    {
        ulong edge = random.Next(4) switch
        {
            0 => 0,
            1 => ulong.MaxValue,
            2 => 1UL << random.Next(64),
            _ => (ulong)random.NextInt64(),
        };
        Transaction spoiled = random.Next(8) switch
        {
            0 => transaction with { Nonce = edge },
            1 => transaction with { GasLimit = edge },
            2 => transaction with { MaxFeePerGas = new UInt256(edge, edge) },
            3 => transaction with { Value = new UInt256(edge, edge, edge, edge) },
            4 => transaction with { Data = new byte[random.Next(60_000)] },
            5 when transaction.Type != TransactionType.Legacy => transaction with { ChainId = edge },
            6 => transaction with { To = random.Next(2) == 0 && transaction.Type < TransactionType.Blob ? null : Recipient(random) },
            _ => transaction with { S = new UInt256(edge, edge, edge, edge) },
        };
        return random.Next(8) == 0 ? spoiled : Sign(spoiled, random.Next(Keys.Length));
    }

    /// <summary>Code that mostly does something: numbers on the stack, then any instruction.</summary>
    public static byte[] Code(Random random)
    {
        List<byte> code = [];
        for (int left = random.Next(1, 80); left > 0; left--)
        {
            if (random.Next(2) == 0)
            {
                int bytes = random.Next(8) == 0 ? 20 : random.Next(1, 3);
                code.Add((byte)(0x60 + bytes - 1));
                code.AddRange(bytes == 20 ? Recipient(random).Bytes.ToArray() : Noise(random, bytes, exact: true));
            }
            else
            {
                code.Add((byte)(random.Next(4) == 0 ? random.Next(0xF0, 0x100) : random.Next(0x100)));
            }
        }
        return [.. code];
    }

    private static Transaction Sign(Transaction transaction, int sender)
    {
        (UInt256 r, UInt256 s, byte parity) = Secp256k1.Sign(transaction.SigningHash(), Keys[sender]);
        return transaction with { R = r, S = s, YParity = parity };
    }

    private static Authorization Authorize(Random random)
    {
        Authorization draft = new(
            (UInt256)(random.Next(2) == 0 ? 0UL : HostileWorld.ChainId),
            Recipient(random),
            (ulong)random.Next(3),
            0,
            default,
            default
        );
        (UInt256 r, UInt256 s, byte parity) = Secp256k1.Sign(draft.SigningHash(), Keys[random.Next(Keys.Length)]);
        return draft with { R = r, S = random.Next(8) == 0 ? UInt256.MaxValue : s, YParity = parity };
    }

    /// <summary>A contract, a sender, a precompiled contract, or nobody.</summary>
    private static Address Recipient(Random random) =>
        random.Next(4) switch
        {
            0 => Contracts[random.Next(Contracts.Count)],
            1 => Senders[random.Next(Senders.Count)],
            2 => HostileChain.AddressOf(random.Next(1, 0x13)),
            _ => HostileChain.AddressOf(random.Next(0x10000)),
        };

    private static Hash256 BlobHash(Random random)
    {
        byte[] bytes = Noise(random, Hash256.Size, exact: true);
        bytes[0] = 1; // VERSIONED_HASH_VERSION_KZG of EIP-4844.
        return new Hash256(bytes);
    }

    private static Hash256 Hash(Random random) => new(Noise(random, Hash256.Size, exact: true));

    private static T[] Some<T>(Random random, Func<T> make)
    {
        T[] some = new T[random.Next(3)];
        for (int i = 0; i < some.Length; i++)
        {
            some[i] = make();
        }
        return some;
    }

    private static byte[] Noise(Random random, int length, bool exact = false)
    {
        byte[] noise = new byte[exact ? length : random.Next(length)];
        random.NextBytes(noise);
        return noise;
    }
}
