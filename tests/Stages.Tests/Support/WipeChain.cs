using NodeProto.Consensus;
using NodeProto.Execution;
using NodeProto.Primitives;

namespace NodeProto.Stages.Tests;

/// <summary>A chain about one contract that has storage from genesis on, is destroyed, and is made again at its address.</summary>
internal sealed class WipeChain
{
    private const ulong Gwei = 1_000_000_000;

    // Without input: SELFDESTRUCT. With three words (first, end, value): stores value + slot in every slot from first to end - 1.
    private static readonly byte[] Runtime = Convert.FromHexString(
        "36600657" // 0: CALLDATASIZE, JUMPI to 6
            + "33ff" // 4: CALLER SELFDESTRUCT
            + "5b6000356020355b" // 6: slot and end onto the stack; 13: the loop
            + "818114602957" // 14: slot = end: JUMPI to 41
            + "604035820182559060010190600d56" // 20: SSTORE(slot, value + slot), one slot further, back to 13
            + "000000000000" // 35
            + "5b00" // 41
    );

    private static readonly byte[] InitCode = [0x60, (byte)Runtime.Length, 0x80, 0x60, 11, 0x60, 0, 0x39, 0x60, 0, 0xF3, .. Runtime];

    // CREATE2 of what it is called with, salt 0.
    private static readonly byte[] FactoryCode = Convert.FromHexString("36600060003760003660006000f500");

    private static readonly byte[] Key = [.. new byte[31], 1];
    private static readonly Address Factory = Address.Parse("0x00000000000000000000000000000000000000fa");

    private readonly BlockBuilder _builder;
    private readonly List<Block> _blocks = [];
    private readonly Address _sender = Secp256k1.AddressOf(Key);
    private ulong _nonce;

    /// <summary>A chain whose contract has slots 1 to <paramref name="slots"/> at genesis.</summary>
    public WipeChain(Fork fork, int slots)
    {
        GenesisSlot[] storage = new GenesisSlot[slots];
        for (int i = 0; i < slots; i++)
        {
            storage[i] = new GenesisSlot((ulong)i + 1, (ulong)i + 1_000_000);
        }
        Genesis = Genesis.Create(
            ChainSpec.AllFrom(fork, 1337),
            new GenesisFields
            {
                Difficulty = 131_072,
                GasLimit = 200_000_000,
                Timestamp = 1_700_000_000,
            },
            [
                new GenesisAccount(_sender, UInt256.MaxValue >> 128),
                new GenesisAccount(Factory, UInt256.Zero) { Nonce = 1, Code = FactoryCode },
                new GenesisAccount(Contract, UInt256.Zero)
                {
                    Nonce = 1,
                    Code = Runtime,
                    Storage = storage,
                },
            ]
        );
        _builder = new BlockBuilder(Genesis);
    }

    /// <summary>Where the contract is (EIP-1014).</summary>
    public static Address Contract { get; } =
        new(Keccak.Hash([0xFF, .. Factory.Bytes, .. new byte[32], .. Keccak.Hash(InitCode).Bytes]).Bytes[^Address.Size..]);

    public Genesis Genesis { get; }

    public IReadOnlyList<Block> Blocks => _blocks;

    /// <summary>State after the last block.</summary>
    public MemoryState State => _builder.State;

    /// <summary>How many slots the contract has after the last block.</summary>
    public int CountSlots()
    {
        int count = 0;
        Hash256 owner = Keccak.Hash(Contract.Bytes);
        for (Hash256 slot = Hash256.Zero; State.TryGetNextStorage(owner, ref slot, out _); count++)
        {
            byte[] next = slot.Bytes.ToArray();
            for (int i = next.Length - 1; ++next[i] == 0; i--) { }
            slot = new Hash256(next);
        }
        return count;
    }

    public Transaction Destroy() => Call(Contract, []);

    public Transaction Create() => Call(Factory, InitCode);

    /// <summary>Stores value + slot in the slots from the first to before the end.</summary>
    public Transaction Store(ulong first, ulong end, UInt256 value)
    {
        byte[] input = new byte[96];
        new UInt256(first).WriteBigEndian(input);
        new UInt256(end).WriteBigEndian(input.AsSpan(32));
        value.WriteBigEndian(input.AsSpan(64));
        return Call(Contract, input);
    }

    /// <summary>Makes the next block.</summary>
    public Block Add(params Transaction[] transactions)
    {
        Address[] senders = new Address[transactions.Length];
        Array.Fill(senders, _sender);
        Block block = _builder.Build(
            new BlockTemplate
            {
                Timestamp = _builder.Head.Timestamp + 12,
                Transactions = transactions,
                Senders = senders,
            }
        );
        _blocks.Add(block);
        return block;
    }

    private Transaction Call(Address to, byte[] input)
    {
        Transaction transaction = new()
        {
            Type = TransactionType.Legacy,
            ChainId = Genesis.Spec.ChainId,
            Nonce = _nonce++,
            MaxFeePerGas = 100 * Gwei,
            MaxPriorityFeePerGas = 100 * Gwei,
            GasLimit = 50_000_000,
            To = to,
            Value = UInt256.Zero,
            Data = input,
            YParity = 0,
            R = default,
            S = default,
        };
        (UInt256 r, UInt256 s, byte parity) = Secp256k1.Sign(transaction.SigningHash(), Key);
        return transaction with { R = r, S = s, YParity = parity };
    }
}
