using NodeProto.Primitives;

namespace NodeProto.Consensus;

/// <summary>What tells one chain from another beside its genesis block: its id and when which rules begin. Immutable.</summary>
public sealed record ChainSpec
{
    /// <summary>Name for people; a file's name without its ending, or that of a built-in chain.</summary>
    public required string Name { get; init; }

    /// <summary>Chain id that transactions are signed for (EIP-155).</summary>
    public required ulong ChainId { get; init; }

    /// <summary>When each fork begins.</summary>
    public required ForkSchedule Forks { get; init; }

    /// <summary>Blob parameters over time (EIP-7840, EIP-7892).</summary>
    public BlobSchedule Blobs { get; init; } = BlobSchedule.Empty;

    /// <summary>Block of the DAO fork (EIP-779); null on chains that never had it.</summary>
    public BlockNumber? DaoForkBlock { get; init; }

    /// <summary>Whether the chain moved the DAO's balance at its fork block (EIP-779).</summary>
    public bool DaoForkSupported { get; init; }

    /// <summary>Block from which the fork id tells merged nodes from others (EIP-3675, EIP-2124); changes no rule.</summary>
    public BlockNumber? MergeNetsplitBlock { get; init; }

    /// <summary>Contract whose logs are deposits (EIP-6110).</summary>
    public Address DepositContract { get; init; }

    /// <summary>Ethereum mainnet's rules.</summary>
    public static ChainSpec Mainnet => MainnetSpec.Spec;

    /// <summary>Rules of a block.</summary>
    /// <param name="number">The block's number: forks before the merge begin at a block.</param>
    /// <param name="timestamp">The block's timestamp: forks after the merge begin at a time.</param>
    /// <param name="isProofOfStake">Whether the block comes after the merge: see <see cref="IsProofOfStake"/>.</param>
    public Fork ForkAt(BlockNumber number, ulong timestamp, bool isProofOfStake) =>
        isProofOfStake ? Forks.AtTime(timestamp) : Forks.AtBlock(number);

    /// <summary>Rules of a block, by its header: after the merge difficulty is 0 and before it never is.</summary>
    /// <remarks>Only for headers that are known to be valid. Not for genesis: see <see cref="ForkAtGenesis"/>.</remarks>
    public Fork ForkAt(Header header) => ForkAt(header.Number, header.Timestamp, header.Difficulty.IsZero);

    /// <summary>
    /// Rules that shape the genesis header: forks by time count from genesis on when London begins at block 0, whatever the difficulty
    /// says, as in geth.
    /// </summary>
    /// <param name="timestamp">The genesis block's timestamp.</param>
    public Fork ForkAtGenesis(ulong timestamp)
    {
        Fork byBlock = Forks.AtBlock(BlockNumber.Genesis);
        Fork byTime = Forks.AtTime(timestamp);
        return byBlock >= Fork.London && byTime > Fork.Paris ? byTime : byBlock;
    }

    /// <summary>Whether a block comes after the merge (EIP-3675).</summary>
    /// <param name="parentTotalDifficulty">Total difficulty of the block's parent; null when it has none, being after the merge itself.</param>
    public bool IsProofOfStake(UInt256? parentTotalDifficulty) =>
        parentTotalDifficulty is not { } reached || (Forks.TerminalTotalDifficulty is { } terminal && reached >= terminal);

    /// <summary>Blob parameters of a block; null before Cancun.</summary>
    /// <param name="timestamp">The block's timestamp.</param>
    public BlobParameters? BlobParametersAt(ulong timestamp) => Blobs.At(timestamp);

    /// <summary>A chain on which one fork and all before it hold from genesis on; for tests and generated chains.</summary>
    /// <param name="fork">The fork; from Paris on the terminal total difficulty is 0.</param>
    /// <param name="chainId">Chain id.</param>
    public static ChainSpec AllFrom(Fork fork, ulong chainId = 1)
    {
        List<ForkStart> starts = [];
        for (Fork each = Fork.Frontier; each <= fork; each++)
        {
            starts.Add(new ForkStart(each, 0));
        }
        ForkSchedule forks = new(fork >= Fork.Paris ? UInt256.Zero : null, [.. starts]);
        return new ChainSpec
        {
            Name = fork.ToString(),
            ChainId = chainId,
            Forks = forks,
            Blobs = BlobSchedule.DefaultFor(forks),
            DepositContract = MainnetSpec.DepositContract,
        };
    }
}
