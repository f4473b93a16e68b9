using NodeProto.Consensus;
using NodeProto.Primitives;

namespace NodeProto.Execution;

/// <summary>Builds a chain of valid blocks over a state in memory, block by block; proof of work is left out (nonce 0).</summary>
/// <remarks>Not thread-safe.</remarks>
public sealed class BlockBuilder : IBlockHashes
{
    private readonly BlockExecutor _executor;
    private readonly List<Hash256> _hashes = [];

    /// <summary>A builder that stands on a genesis block.</summary>
    public BlockBuilder(Genesis genesis)
    {
        Spec = genesis.Spec;
        Head = genesis.Header;
        State = GenesisState.Load(genesis);
        Invariant.Holds(State.Root == Head.StateRoot, "the state of a genesis block has the root that its header names");
        TotalDifficulty = genesis.Header.Difficulty;
        _executor = new BlockExecutor(Spec);
        _hashes.Add(Head.Hash);
    }

    /// <summary>The chain's rules.</summary>
    public ChainSpec Spec { get; }

    /// <summary>Header of the last block.</summary>
    public Header Head { get; private set; }

    /// <summary>State after the last block.</summary>
    public MemoryState State { get; }

    /// <summary>Total difficulty of the last block.</summary>
    public UInt256 TotalDifficulty { get; private set; }

    /// <summary>Whether the next block comes after the merge.</summary>
    public bool IsNextProofOfStake => Spec.IsProofOfStake(TotalDifficulty);

    /// <summary>Rules of the next block.</summary>
    /// <param name="timestamp">Its timestamp.</param>
    public Fork NextFork(ulong timestamp) => Spec.ForkAt(Head.Number + 1, timestamp, IsNextProofOfStake);

    /// <summary>Base fee of the next block in wei; null before London.</summary>
    /// <param name="timestamp">Its timestamp.</param>
    public UInt256? NextBaseFee(ulong timestamp) => NextFork(timestamp) >= Fork.London ? BaseFee.After(Head) : null;

    /// <summary>Excess blob gas of the next block; null before Cancun (EIP-4844).</summary>
    /// <param name="timestamp">Its timestamp.</param>
    public ulong? NextExcessBlobGas(ulong timestamp) =>
        NextFork(timestamp) is >= Fork.Cancun and var fork && Spec.BlobParametersAt(timestamp) is { } blobs
            ? BlobGas.ExcessAfter(Head, blobs, fork)
            : null;

    /// <inheritdoc/>
    public Hash256 HashOf(BlockNumber number) => _hashes[(int)number.Value];

    /// <summary>Executes the transactions on the head and makes the block the new head.</summary>
    /// <exception cref="ArgumentException">The template breaks a rule.</exception>
    public Block Build(BlockTemplate template) => DeepStack.Run(() => BuildHere(template));

    private Block BuildHere(BlockTemplate template)
    {
        Fork fork = NextFork(template.Timestamp);
        Body body = new()
        {
            Transactions = template.Transactions,
            Ommers = template.Ommers,
            Withdrawals = fork >= Fork.Shanghai ? template.Withdrawals : null,
        };
        Header draft = Draft(template, body, fork);
        IStateRootProvider? roots = fork < Fork.Byzantium ? State : null;
        Block block = new(draft, body);
        if (!_executor.TryRun(block, template.Senders.Span, State, this, roots, out BlockOutcome? outcome, out InvalidBlock? invalid))
        {
            throw new ArgumentException(invalid.Text, nameof(template));
        }
        State.Apply(outcome.Changes);
        Head = draft with
        {
            StateRoot = State.Root,
            ReceiptsRoot = outcome.ReceiptsRoot,
            LogsBloom = outcome.LogsBloom,
            GasUsed = outcome.GasUsed,
            RequestsHash = outcome.RequestsHash,
        };
        TotalDifficulty += Head.Difficulty;
        _hashes.Add(Head.Hash);
        return new Block(Head, body);
    }

    /// <summary>The header without what execution finds out.</summary>
    private Header Draft(BlockTemplate template, Body body, Fork fork)
    {
        BlockNumber number = Head.Number + 1;
        bool isMarked = Spec.DaoForkSupported && Spec.DaoForkBlock is { } dao && number >= dao && number - dao < DaoFork.MarkedBlocks;
        return new Header
        {
            ParentHash = Head.Hash,
            OmmersHash = BodyRules.OmmersHash(body.Ommers),
            Beneficiary = template.Beneficiary,
            StateRoot = default,
            TransactionsRoot = BodyRules.TransactionsRoot(body.Transactions),
            ReceiptsRoot = default,
            LogsBloom = Bloom.Empty,
            Difficulty = IsNextProofOfStake ? UInt256.Zero : Difficulty.Of(Spec.Forks, number, template.Timestamp, Head),
            Number = number,
            GasLimit = fork >= Fork.London && Head.BaseFeePerGas is null ? Head.GasLimit * BaseFee.ElasticityMultiplier : Head.GasLimit,
            GasUsed = 0,
            Timestamp = template.Timestamp,
            ExtraData = isMarked ? DaoFork.Mark.ToArray() : template.ExtraData,
            MixHash = template.MixHash,
            Nonce = 0,
            BaseFeePerGas = NextBaseFee(template.Timestamp),
            WithdrawalsRoot = body.Withdrawals is { } withdrawals ? BodyRules.WithdrawalsRoot(withdrawals) : null,
            BlobGasUsed = fork >= Fork.Cancun ? BlobGasOf(body.Transactions) : null,
            ExcessBlobGas = NextExcessBlobGas(template.Timestamp),
            ParentBeaconBlockRoot = fork >= Fork.Cancun ? template.ParentBeaconBlockRoot : null,
            RequestsHash = fork >= Fork.Prague ? Consensus.Requests.OfNone : null, // Until execution knows.
        };
    }

    private static ulong BlobGasOf(IReadOnlyList<Transaction> transactions)
    {
        ulong blobs = 0;
        for (int i = 0; i < transactions.Count; i++)
        {
            blobs += (ulong)transactions[i].BlobVersionedHashes.Count;
        }
        return blobs * BlobParameters.GasPerBlob;
    }
}
