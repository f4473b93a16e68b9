namespace NodeProto.Primitives;

/// <summary>What a transaction's execution left behind (yellow paper §4.3.1).</summary>
public sealed record Receipt
{
    /// <summary>Type of the transaction (EIP-2718).</summary>
    public required TransactionType Type { get; init; }

    /// <summary>State root after the transaction; before Byzantium only (EIP-658 replaced it by <see cref="Succeeded"/>).</summary>
    public Hash256? PostState { get; init; }

    /// <summary>Whether execution succeeded; since Byzantium.</summary>
    public bool Succeeded { get; init; }

    /// <summary>Gas used by this transaction and all before it in the block.</summary>
    public required ulong CumulativeGasUsed { get; init; }

    /// <summary>In the order in which they were emitted.</summary>
    public required IReadOnlyList<Log> Logs { get; init; }

    /// <summary>Filter over the logs.</summary>
    public required Bloom Bloom { get; init; }
}

/// <summary>An event that a contract emitted.</summary>
/// <param name="Address">The contract.</param>
/// <param name="Topics">At most four words.</param>
/// <param name="Data">Any bytes.</param>
public sealed record Log(Address Address, IReadOnlyList<Hash256> Topics, ReadOnlyMemory<byte> Data);
