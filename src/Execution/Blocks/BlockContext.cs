using NodeProto.Consensus;
using NodeProto.Primitives;

namespace NodeProto.Execution;

/// <summary>The block that is being executed, as its transactions need it.</summary>
internal sealed class BlockContext
{
    /// <summary>Rules of the block.</summary>
    public required Fork Fork { get; init; }

    /// <summary>Its number.</summary>
    public required BlockNumber Number { get; init; }

    /// <summary>Who gets the fees.</summary>
    public required Address Beneficiary { get; init; }

    /// <summary>Base fee in wei; null before London.</summary>
    public required UInt256? BaseFeeWei { get; init; }

    /// <summary>Blob parameters; null before Cancun.</summary>
    public required BlobParameters? Blobs { get; init; }

    /// <summary>Price of blob gas in wei; null before Cancun.</summary>
    public required UInt256? BlobPriceWei { get; init; }

    /// <summary>The transaction that runs now.</summary>
    public int TransactionIndex { get; set; }
}
