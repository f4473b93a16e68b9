namespace NodeProto.Primitives;

/// <summary>A header and its body.</summary>
/// <param name="Header">The header.</param>
/// <param name="Body">Transactions, ommers and withdrawals.</param>
public sealed record Block(Header Header, Body Body);

/// <summary>What a block holds beside its header.</summary>
public sealed record Body
{
    /// <summary>The body without anything, before Shanghai.</summary>
    public static readonly Body Empty = new();

    /// <summary>In the order of execution.</summary>
    public IReadOnlyList<Transaction> Transactions { get; init; } = [];

    /// <summary>Headers of stale blocks, at most two; none after the merge.</summary>
    public IReadOnlyList<Header> Ommers { get; init; } = [];

    /// <summary>Withdrawals from the beacon chain (EIP-4895); null before Shanghai.</summary>
    public IReadOnlyList<Withdrawal>? Withdrawals { get; init; }
}

/// <summary>A credit from the beacon chain (EIP-4895).</summary>
/// <param name="Index">Running number over all withdrawals.</param>
/// <param name="ValidatorIndex">The validator.</param>
/// <param name="Address">Account that is credited.</param>
/// <param name="AmountGwei">Amount in gwei, 10^9 wei.</param>
public sealed record Withdrawal(ulong Index, ulong ValidatorIndex, Address Address, ulong AmountGwei);
