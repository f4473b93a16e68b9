using NodeProto.Consensus;
using NodeProto.Primitives;

namespace NodeProto.Execution.Tests;

/// <summary>A block on top of a small state, for rules that are tried one at a time.</summary>
internal sealed class TestChain
{
    public static readonly Address Sender = Address.Parse("0x1000000000000000000000000000000000000001");
    public static readonly Address Recipient = Address.Parse("0x2000000000000000000000000000000000000002");
    public static readonly Address Beneficiary = Address.Parse("0x3000000000000000000000000000000000000003");
    public const ulong Ether = 1_000_000_000_000_000_000;

    private readonly List<GenesisAccount> _accounts = [];

    public TestChain(Fork fork) => Fork = fork;

    public Fork Fork { get; }

    public ulong GasLimit { get; init; } = 1_000_000;

    public UInt256 BaseFee { get; init; } = 7;

    public ChainSpec? Spec { get; init; }

    public TestChain With(Address address, UInt256 balance, ulong nonce = 0, byte[]? code = null)
    {
        _accounts.Add(new GenesisAccount(address, balance) { Nonce = nonce, Code = code });
        return this;
    }

    public static Transaction Transfer(UInt256 value, ulong nonce = 0, UInt256? price = null, ulong gasLimit = 21_000) =>
        new()
        {
            Type = TransactionType.Legacy,
            Nonce = nonce,
            MaxFeePerGas = price ?? 10,
            MaxPriorityFeePerGas = price ?? 10,
            GasLimit = gasLimit,
            To = Recipient,
            Value = value,
            Data = default,
            YParity = 0,
            R = 1,
            S = 1,
        };

    /// <summary>Executes one block; the header claims nothing about the results.</summary>
    public Result Run(params Transaction[] transactions) => Run(new Body { Transactions = transactions });

    public Result Run(Body body)
    {
        ChainSpec spec = Spec ?? ChainSpec.AllFrom(Fork);
        Genesis genesis = Genesis.Create(spec, new GenesisFields { Difficulty = 131_072, GasLimit = GasLimit }, _accounts);
        MemoryState state = GenesisState.Load(genesis);
        Header header = genesis.Header with
        {
            Number = new BlockNumber(10),
            ParentHash = genesis.Hash,
            Beneficiary = Beneficiary,
            Difficulty = Fork >= Fork.Paris ? 0UL : 131_072,
            BaseFeePerGas = Fork >= Fork.London ? BaseFee : null,
        };
        Address[] senders = new Address[body.Transactions.Count];
        Array.Fill(senders, Sender);
        new BlockExecutor(spec).TryRun(
            new Block(header, body),
            senders,
            state,
            NoHashes.Instance,
            state,
            out BlockOutcome? outcome,
            out InvalidBlock? invalid
        );
        if (outcome is not null)
        {
            state.Apply(outcome.Changes);
        }
        return new Result(state, outcome, invalid);
    }

    internal sealed record Result(MemoryState State, BlockOutcome? Outcome, InvalidBlock? Invalid)
    {
        public InvalidBlockReason Reason => Invalid?.Reason ?? InvalidBlockReason.None;

        public UInt256 BalanceOf(Address address) => Find(address)?.Balance ?? UInt256.Zero;

        public UInt256 StorageOf(Address address, UInt256 slot)
        {
            Span<byte> key = stackalloc byte[UInt256.Size];
            slot.WriteBigEndian(key);
            return State.GetStorage(Keccak.Hash(address.Bytes), Keccak.Hash(key));
        }

        public Account? Find(Address address) => State.TryGetAccount(Keccak.Hash(address.Bytes), out Account account) ? account : null;
    }
}
