using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Execution;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Fuzz.Tests;

/// <summary>One block of the latest fork, full of one kind of hostile transaction, on a genesis with what it needs.</summary>
internal sealed class HostileChain
{
    public const int ContractNumber = 0x2000;
    public const int ChildNumber = 0x2001;

    private const ulong FloorGasOfZeroByte = 10; // EIP-7623.
    private const ulong AuthorizationGas = 25_000; // PER_EMPTY_ACCOUNT_COST of EIP-7702.
    private const ulong AddressGas = 2_400; // EIP-2930.
    private const ulong SlotGas = 1_900; // EIP-2930.
    private const ulong TransactionGas = 21_000;

    private static readonly byte[] Key = [.. new byte[31], 1];

    private readonly Genesis _genesis;
    private readonly ulong _gas;

    /// <summary>A block of transactions with so much gas each.</summary>
    public HostileChain(HostileShape shape, int transactions, ulong gas)
    {
        _gas = gas;
        Genesis made = new ChainGenerator(new ChainGeneratorOptions { Spec = ChainSpec.AllFrom(Fork.Osaka, 1337), Senders = 1 }).Genesis;
        Address sender = Secp256k1.AddressOf(Key);
        _genesis = Genesis.Create(
            made.Spec,
            GenesisFields.Of(made.Header) with
            {
                GasLimit = Math.Max(made.Header.GasLimit, gas * (ulong)transactions),
            },
            [
                .. made.Accounts,
                new GenesisAccount(sender, new UInt256(0, 1 << 20)),
                new GenesisAccount(AddressOf(ContractNumber), new UInt256(0, 1))
                {
                    Code = shape.Code,
                    Storage = [.. Enumerable.Range(1, shape.Slots).Select(slot => new GenesisSlot(new UInt256((ulong)slot), 1))],
                },
                new GenesisAccount(AddressOf(ChildNumber), 1) { Code = shape.ChildCode },
            ]
        );
        BlockBuilder builder = new(_genesis);
        Block = builder.Build(
            new BlockTemplate
            {
                Timestamp = _genesis.Header.Timestamp + 12,
                Transactions = [.. Enumerable.Range(0, transactions).Select(nonce => Sign(Draft(shape, (ulong)nonce)))],
                Senders = Enumerable.Repeat(sender, transactions).ToArray(),
            }
        );
    }

    /// <summary>The block.</summary>
    public Block Block { get; }

    /// <summary>Imports the block into a database in memory; the reports of all stages.</summary>
    public PipelineResult Import() => Import(pipeline => pipeline.RunAsync(PipelineTarget.Everything, default).GetAwaiter().GetResult());

    /// <summary>The same, run by the caller.</summary>
    public T Import<T>(Func<Pipeline, T> run)
    {
        using InMemoryDatabase database = new();
        MemorySource source = new();
        source.Deliver([DeliveredBlock.Of(Block)]);
        StageSet stages = AllStages.Create(_genesis.Spec, source, source);
        GenesisWriter.Write(database, stages.Stages, _genesis);
        return run(new Pipeline(database, stages));
    }

    /// <summary>An address that ends with a number.</summary>
    public static Address AddressOf(int number)
    {
        byte[] bytes = new byte[Address.Size];
        bytes[^1] = (byte)number;
        bytes[^2] = (byte)(number >> 8);
        return new Address(bytes);
    }

    private Transaction Draft(HostileShape shape, ulong nonce)
    {
        Transaction plain = new()
        {
            Type = TransactionType.DynamicFee,
            ChainId = _genesis.Spec.ChainId,
            Nonce = nonce,
            MaxFeePerGas = new UInt256(1_000_000_000_000),
            MaxPriorityFeePerGas = 1,
            GasLimit = _gas,
            To = AddressOf(ContractNumber),
            Value = default,
            Data = shape.Data,
            YParity = 0,
            R = default,
            S = default,
        };
        int room = (int)(_gas - TransactionGas);
        return shape.Filling switch
        {
            Filling.Data => plain with { Data = new byte[room / (int)FloorGasOfZeroByte] },
            Filling.AccessListAccounts => plain with
            {
                AccessList = [.. Enumerable.Range(0, room / (int)AddressGas).Select(i => new AccessListEntry(Distinct(i), []))],
            },
            Filling.AccessListSlots => plain with
            {
                AccessList =
                [
                    new AccessListEntry(
                        Distinct(0),
                        [.. Enumerable.Range(0, (room - (int)AddressGas) / (int)SlotGas).Select(i => Keccak.Hash(BitConverter.GetBytes(i)))]
                    ),
                ],
            },
            Filling.Authorizations => plain with
            {
                Type = TransactionType.SetCode,
                Authorizations = [.. Enumerable.Range(0, room / (int)AuthorizationGas).Select(i => Authorize(i + ((int)nonce << 16)))],
            },
            _ => plain,
        };
    }

    private Authorization Authorize(int number)
    {
        byte[] key = Keccak.Hash(BitConverter.GetBytes(number)).Bytes.ToArray();
        Authorization draft = new(new UInt256(_genesis.Spec.ChainId), Distinct(number), 0, 0, default, default);
        (UInt256 r, UInt256 s, byte parity) = Secp256k1.Sign(draft.SigningHash(), key);
        return draft with { R = r, S = s, YParity = parity };
    }

    private static Address Distinct(int number) => new(Keccak.Hash(BitConverter.GetBytes(number)).Bytes[..Address.Size]);

    private static Transaction Sign(Transaction draft)
    {
        (UInt256 r, UInt256 s, byte parity) = Secp256k1.Sign(draft.SigningHash(), Key);
        return draft with { R = r, S = s, YParity = parity };
    }
}
