using NodeProto.Consensus;
using NodeProto.Primitives;

namespace NodeProto.Execution;

/// <summary>What a generated chain looks like; equal options give equal blocks.</summary>
public sealed record ChainGeneratorOptions
{
    /// <summary>Rules.</summary>
    public ChainSpec Spec { get; init; } = ChainSpec.AllFrom(Fork.Shanghai, chainId: 1337);

    /// <summary>Decides on keys, transfers and beneficiaries.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How many blocks come after genesis.</summary>
    public int Blocks { get; init; } = 100;

    /// <summary>Transfers in each block.</summary>
    public int TransactionsPerBlock { get; init; } = 10;

    /// <summary>Transfers in the whole chain, spread evenly over its blocks; null means <see cref="TransactionsPerBlock"/> in each.</summary>
    public long? TransactionsInAll { get; init; }

    /// <summary>Accounts that send.</summary>
    public int Senders { get; init; } = 100;

    /// <summary>Whether transactions deploy and call contracts and have every type of their fork, rather than move wei alone.</summary>
    public bool Contracts { get; init; }

    /// <summary>Withdrawals in each block from Shanghai on.</summary>
    public int WithdrawalsPerBlock { get; init; } = 2;

    /// <summary>Whether every third block before the merge includes an ommer.</summary>
    public bool Ommers { get; init; } = true;

    /// <summary>Difficulty of the genesis block.</summary>
    public UInt256 GenesisDifficulty { get; init; } = 131_072;

    /// <summary>First block that <see cref="BranchSalt"/> and <see cref="BranchSecondsPerBlock"/> change; those before are shared.</summary>
    public int BranchFirst { get; init; } = int.MaxValue;

    /// <summary>Makes another branch of the same chain.</summary>
    public ulong BranchSalt { get; init; }

    /// <summary>Seconds between blocks.</summary>
    public ulong SecondsPerBlock { get; init; } = 13;

    /// <summary>Seconds between blocks of the branch: fewer make it heavier before the merge.</summary>
    public ulong BranchSecondsPerBlock { get; init; } = 13;

    /// <summary>Whether a block before the merge includes an ommer.</summary>
    internal bool HasOmmer(int number) => Ommers && number % 3 == 0;

    /// <summary>The most transfers that a block has.</summary>
    internal int TransactionsPerBlockMax =>
        TransactionsInAll is { } all ? (int)((all + Blocks - 1) / Math.Max(1, Blocks)) : TransactionsPerBlock;

    /// <summary>Transfers in a block.</summary>
    /// <param name="number">The block's number, 1 or more.</param>
    internal int TransactionsIn(int number) =>
        TransactionsInAll is { } all ? (int)((Int128)all * number / Blocks - (Int128)all * (number - 1) / Blocks) : TransactionsPerBlock;
}
