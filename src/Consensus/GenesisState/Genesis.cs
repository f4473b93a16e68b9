using NodeProto.Primitives;

namespace NodeProto.Consensus;

/// <summary>A chain's first block with the state that it stands for, and the chain's rules. Immutable.</summary>
public sealed class Genesis
{
    private Genesis(ChainSpec spec, Block block, IReadOnlyList<GenesisAccount> accounts)
    {
        Spec = spec;
        Block = block;
        Accounts = accounts;
    }

    /// <summary>The chain's rules.</summary>
    public ChainSpec Spec { get; }

    /// <summary>Block 0; its body is empty, with an empty list of withdrawals when Shanghai holds at genesis.</summary>
    public Block Block { get; }

    /// <summary>Header of block 0.</summary>
    public Header Header => Block.Header;

    /// <summary>Hash of block 0.</summary>
    public Hash256 Hash => Block.Header.Hash;

    /// <summary>All accounts of the state after block 0, in the order of their addresses.</summary>
    public IReadOnlyList<GenesisAccount> Accounts { get; }

    /// <summary>Builds the block: computes the state root and adds the fields of every fork that holds at genesis.</summary>
    /// <param name="spec">The chain's rules.</param>
    /// <param name="fields">What the genesis file says about the header.</param>
    /// <param name="accounts">All accounts, in any order.</param>
    /// <exception cref="ArgumentException">Two accounts have the same address.</exception>
    public static Genesis Create(ChainSpec spec, GenesisFields fields, IEnumerable<GenesisAccount> accounts)
    {
        GenesisAccount[] sorted = [.. accounts];
        Array.Sort(sorted, static (left, right) => left.Address.CompareTo(right.Address));
        for (int i = 1; i < sorted.Length; i++)
        {
            if (sorted[i].Address == sorted[i - 1].Address)
            {
                throw new ArgumentException($"Account {sorted[i].Address} is listed twice.", nameof(accounts));
            }
        }
        Fork fork = spec.ForkAtGenesis(fields.Timestamp);
        Header header = new()
        {
            ParentHash = fields.ParentHash,
            OmmersHash = Keccak.OfEmptyList,
            Beneficiary = fields.Beneficiary,
            StateRoot = GenesisRoots.OfState(sorted),
            TransactionsRoot = Keccak.OfEmptyTrie,
            ReceiptsRoot = Keccak.OfEmptyTrie,
            LogsBloom = Bloom.Empty,
            Difficulty = fields.Difficulty,
            Number = BlockNumber.Genesis,
            GasLimit = fields.GasLimit,
            GasUsed = fields.GasUsed,
            Timestamp = fields.Timestamp,
            ExtraData = fields.ExtraData,
            MixHash = fields.MixHash,
            Nonce = fields.Nonce,
            BaseFeePerGas = fork >= Fork.London ? fields.BaseFeePerGas ?? BaseFee.Initial : null,
            WithdrawalsRoot = fork >= Fork.Shanghai ? Keccak.OfEmptyTrie : null,
            BlobGasUsed = fork >= Fork.Cancun ? fields.BlobGasUsed ?? 0 : null,
            ExcessBlobGas = fork >= Fork.Cancun ? fields.ExcessBlobGas ?? 0 : null,
            ParentBeaconBlockRoot = fork >= Fork.Cancun ? Hash256.Zero : null,
            RequestsHash = fork >= Fork.Prague ? Requests.OfNone : null,
        };
        Body body = fork >= Fork.Shanghai ? new Body { Withdrawals = [] } : Body.Empty;
        return new Genesis(spec, new Block(header, body), sorted);
    }
}

/// <summary>What a genesis file says about its header; everything else follows from the forks and the accounts.</summary>
public sealed record GenesisFields
{
    /// <summary>Proof-of-work difficulty; its total difficulty too.</summary>
    public required UInt256 Difficulty { get; init; }

    /// <summary>Gas limit.</summary>
    public required ulong GasLimit { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public ulong Timestamp { get; init; }

    /// <summary>Proof-of-work nonce.</summary>
    public ulong Nonce { get; init; }

    /// <summary>Gas used; 0 in every real chain.</summary>
    public ulong GasUsed { get; init; }

    /// <summary>Parent hash; zero in every real chain.</summary>
    public Hash256 ParentHash { get; init; }

    /// <summary>Mix hash.</summary>
    public Hash256 MixHash { get; init; }

    /// <summary>Beneficiary.</summary>
    public Address Beneficiary { get; init; }

    /// <summary>Extra data.</summary>
    public ReadOnlyMemory<byte> ExtraData { get; init; }

    /// <summary>Base fee in wei; counts when London holds at genesis; null means 1 gwei then.</summary>
    public UInt256? BaseFeePerGas { get; init; }

    /// <summary>Excess blob gas; counts when Cancun holds at genesis.</summary>
    public ulong? ExcessBlobGas { get; init; }

    /// <summary>Blob gas used; counts when Cancun holds at genesis.</summary>
    public ulong? BlobGasUsed { get; init; }

    /// <summary>The fields of a header that is given whole.</summary>
    public static GenesisFields Of(Header header) =>
        new()
        {
            Difficulty = header.Difficulty,
            GasLimit = header.GasLimit,
            Timestamp = header.Timestamp,
            Nonce = header.Nonce,
            GasUsed = header.GasUsed,
            ParentHash = header.ParentHash,
            MixHash = header.MixHash,
            Beneficiary = header.Beneficiary,
            ExtraData = header.ExtraData,
            BaseFeePerGas = header.BaseFeePerGas,
            ExcessBlobGas = header.ExcessBlobGas,
            BlobGasUsed = header.BlobGasUsed,
        };
}
