using NodeProto.Primitives;

namespace NodeProto.Execution;

/// <summary>What a valid block did: its receipts and the state it changed.</summary>
public sealed class BlockOutcome
{
    /// <summary>The block's number.</summary>
    public required BlockNumber Number { get; init; }

    /// <summary>One for each transaction, in order.</summary>
    public required Receipt[] Receipts { get; init; }

    /// <summary>Gas that all transactions used.</summary>
    public required ulong GasUsed { get; init; }

    /// <summary>Root of the trie of receipts.</summary>
    public required Hash256 ReceiptsRoot { get; init; }

    /// <summary>Filter over all logs.</summary>
    public required Bloom LogsBloom { get; init; }

    /// <summary>Hash of the requests to the beacon chain (EIP-7685); null before Prague.</summary>
    public Hash256? RequestsHash { get; init; }

    /// <summary>Accounts, slots and codes that changed.</summary>
    public required StateChanges Changes { get; init; }
}
