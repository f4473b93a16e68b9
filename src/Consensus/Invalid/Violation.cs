using NodeProto.Primitives;

namespace NodeProto.Consensus;

/// <summary>A broken rule, without the place where it was broken.</summary>
/// <param name="Reason">The rule.</param>
/// <param name="Found">What was found, as text.</param>
/// <param name="Expected">What the rule asks for, as text.</param>
public sealed record Violation(InvalidBlockReason Reason, string Found, string Expected)
{
    /// <summary>The violation in a block.</summary>
    /// <param name="header">Header of the block.</param>
    /// <param name="transactionIndex">Index of the transaction that broke the rule; null when it was none.</param>
    public InvalidBlock In(Header header, int? transactionIndex = null) =>
        new(Reason, header.Number, header.Hash, transactionIndex, Found, Expected);
}
