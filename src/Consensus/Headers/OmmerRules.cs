using NodeProto.Primitives;

namespace NodeProto.Consensus;

/// <summary>Blocks before the one that is checked, by hash, whether they are canonical or on a branch.</summary>
public interface IAncestors
{
    /// <summary>Finds a block; false when it is not known.</summary>
    /// <param name="number">The block's number.</param>
    /// <param name="hash">The block's hash.</param>
    /// <param name="header">Its header.</param>
    bool TryGetHeader(BlockNumber number, in Hash256 hash, out Header header);

    /// <summary>The ommers that a block includes; asked only for blocks that <see cref="TryGetHeader"/> found, and whose ommers hash says that there are any.</summary>
    /// <param name="header">The block's header.</param>
    IReadOnlyList<Header> GetOmmers(Header header);
}

/// <summary>Rules for the ommers of a proof-of-work block (yellow paper §11.1). Pure functions.</summary>
public static class OmmerRules
{
    /// <summary>Most ommers in a block (yellow paper §11.1).</summary>
    public const int OmmersMax = 2;

    /// <summary>An ommer's parent is an ancestor at most this many generations back (yellow paper §11.1: kin of six generations).</summary>
    public const int GenerationsMax = 7;

    /// <summary>Checks a block's ommers; null when they are valid. Costs nothing for a block without ommers.</summary>
    /// <param name="header">Header of the block; valid, sealed by proof of work.</param>
    /// <param name="ommers">Its ommers, which hash to the header's ommers hash.</param>
    /// <param name="ancestors">Blocks before it.</param>
    /// <param name="spec">The chain.</param>
    public static InvalidBlock? Check(Header header, IReadOnlyList<Header> ommers, IAncestors ancestors, ChainSpec spec) =>
        ommers.Count == 0 ? null : Find(header, ommers, ancestors, spec)?.In(header);

    /// <summary>The block whose ommer breaks a rule of headers, such as one of <see cref="SealRules"/>.</summary>
    /// <param name="header">Header of the block.</param>
    /// <param name="ommer">The ommer.</param>
    /// <param name="violation">What is wrong with it.</param>
    public static InvalidBlock InvalidHeader(Header header, Header ommer, Violation violation) =>
        HeaderInvalid(ommer, violation).In(header);

    private static Violation? Find(Header header, IReadOnlyList<Header> ommers, IAncestors ancestors, ChainSpec spec)
    {
        if (ommers.Count > OmmersMax)
        {
            return new(InvalidBlockReason.OmmersTooMany, $"{ommers.Count} ommers", $"at most {OmmersMax}");
        }
        Header[] line = ReadLine(header, ancestors);
        for (int i = 0; i < ommers.Count; i++)
        {
            Header ommer = ommers[i];
            if (i > 0 && ommer.Hash == ommers[0].Hash)
            {
                return new(InvalidBlockReason.OmmerTwice, Name(ommer), "each ommer once");
            }
            if (FindInLine(header, ommer, line, ancestors, spec) is { } violation)
            {
                return violation;
            }
        }
        return null;
    }

    private static Violation? FindInLine(Header header, Header ommer, Header[] line, IAncestors ancestors, ChainSpec spec)
    {
        Header? parent = null;
        for (int i = 0; i < line.Length; i++)
        {
            Header ancestor = line[i];
            if (ancestor.Hash == ommer.Hash)
            {
                return new(InvalidBlockReason.OmmerIsAncestor, Name(ommer), "a block that is no ancestor");
            }
            if (i > 0 && ancestor.Hash == ommer.ParentHash) // The parent's own children are siblings of the block, not ommers.
            {
                parent = ancestor;
            }
            if (Includes(ancestor, ommer, ancestors))
            {
                return new(
                    InvalidBlockReason.OmmerIncludedBefore,
                    $"{Name(ommer)}, also in block {ancestor.Number}",
                    "an ommer that no ancestor has"
                );
            }
        }
        if (parent is null)
        {
            return new(
                InvalidBlockReason.OmmerNotKin,
                $"{Name(ommer)} with parent {ommer.ParentHash}",
                $"a parent among the ancestors 2 to {GenerationsMax} generations before block {header.Number}"
            );
        }
        // The block's own parent is before the merge, so a parent of the ommer, which is older, is too.
        return HeaderRules.Find(ommer, parent, spec, isProofOfStake: false) is { } inner ? HeaderInvalid(ommer, inner) : null;
    }

    private static bool Includes(Header ancestor, Header ommer, IAncestors ancestors)
    {
        if (ancestor.OmmersHash == Keccak.OfEmptyList)
        {
            return false;
        }
        foreach (Header included in ancestors.GetOmmers(ancestor))
        {
            if (included.Hash == ommer.Hash)
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>The block's parent, its parent, and so on: at most seven, fewer near genesis.</summary>
    private static Header[] ReadLine(Header header, IAncestors ancestors)
    {
        List<Header> line = new(GenerationsMax);
        Header child = header;
        while (
            line.Count < GenerationsMax
            && child.Number.Value > 0
            && ancestors.TryGetHeader(child.Number - 1, child.ParentHash, out Header parent)
        )
        {
            line.Add(parent);
            child = parent;
        }
        return [.. line];
    }

    private static Violation HeaderInvalid(Header ommer, Violation inner) =>
        new(InvalidBlockReason.OmmerHeaderInvalid, $"{Name(ommer)} with {inner.Reason}: {inner.Found}", inner.Expected);

    private static string Name(Header ommer) => $"ommer {ommer.Number} {ommer.Hash}";
}
