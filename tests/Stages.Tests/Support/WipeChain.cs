using NodeProto.Consensus;
using NodeProto.Execution;
using NodeProto.Primitives;

namespace NodeProto.Stages.Tests;

/// <summary>
/// A chain about a contract that has storage from genesis on, is destroyed, and is made again at its address; and about others like it.
/// </summary>
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

    /// <summary>A chain whose contract has slots 1 to <paramref name="slots"/> at genesis, with so many accounts beside it.</summary>
    public WipeChain(Fork fork, int slots, int accounts = 0)
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
                .. Enumerable.Range(1, accounts).Select(i => new GenesisAccount(Person(i), (ulong)i)),
            ]
        );
        _builder = new BlockBuilder(Genesis);
    }

    /// <summary>Where the contract is.</summary>
    public static Address Contract { get; } = ContractAt(0);

    /// <summary>Where a contract is (EIP-1014).</summary>
    public static Address ContractAt(int index) =>
        new(Keccak.Hash([0xFF, .. Factory.Bytes, .. new byte[32], .. Keccak.Hash(InitCodeOf(index)).Bytes]).Bytes[^Address.Size..]);

    /// <summary>An account without code; those up to the chain's number of accounts are there at genesis.</summary>
    public static Address Person(int index)
    {
        byte[] bytes = new byte[Address.Size];
        (bytes[0], bytes[18], bytes[19]) = (0xAA, (byte)(index >> 8), (byte)index);
        return new Address(bytes);
    }

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

    public Transaction Destroy(int contract = 0) => Call(ContractAt(contract), []);

    public Transaction Create(int contract = 0) => Call(Factory, InitCodeOf(contract));

    public Transaction Pay(int person) => Call(Person(person), [], value: 1);

    /// <summary>Stores value + slot in the slots from the first to before the end.</summary>
    public Transaction Store(ulong first, ulong end, UInt256 value, int contract = 0)
    {
        byte[] input = new byte[96];
        new UInt256(first).WriteBigEndian(input);
        new UInt256(end).WriteBigEndian(input.AsSpan(32));
        value.WriteBigEndian(input.AsSpan(64));
        return Call(ContractAt(contract), input);
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

    // What stands behind the code that is returned makes another address of it.
    private static byte[] InitCodeOf(int contract) => contract == 0 ? InitCode : [.. InitCode, (byte)contract];

    private Transaction Call(Address to, byte[] input, ulong value = 0)
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
            Value = value,
            Data = input,
            YParity = 0,
            R = default,
            S = default,
        };
        (UInt256 r, UInt256 s, byte parity) = Secp256k1.Sign(transaction.SigningHash(), Key);
        return transaction with { R = r, S = s, YParity = parity };
    }
}
