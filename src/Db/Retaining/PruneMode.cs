using System.Globalization;
using NodeProto.Primitives;

namespace NodeProto.Db;

/// <summary>What of a segment is kept.</summary>
public enum PruneKind : byte
{
    /// <summary>Every block.</summary>
    All = 0,

    /// <summary>The newest blocks.</summary>
    Last = 1,

    /// <summary>The blocks from a number on.</summary>
    From = 2,
}

/// <summary>What of a segment is kept: <c>all</c>, <c>last 10000</c>, <c>from 15537394</c>.</summary>
/// <param name="Kind">Kind.</param>
/// <param name="Number">How many blocks, or the first one; 0 for all.</param>
public readonly record struct PruneMode(PruneKind Kind, ulong Number)
{
    /// <summary>Keeps every block.</summary>
    public static PruneMode All => default;

    /// <summary>Keeps the newest blocks.</summary>
    public static PruneMode Last(ulong blocks) => new(PruneKind.Last, blocks);

    /// <summary>Keeps the blocks from a number on.</summary>
    public static PruneMode From(BlockNumber first) => new(PruneKind.From, first.Value);

    /// <summary>The first block that is kept of a segment when the chain ends at the head: a function of these alone.</summary>
    /// <remarks>
    /// At least <see cref="PruneSegment.BlocksMin"/> blocks are kept, whatever the mode says; and where it names the first one, as many as
    /// <see cref="PruneSegment.Floor"/> says.
    /// </remarks>
    public BlockNumber FirstBlock(BlockNumber head, PruneSegment segment)
    {
        ulong blocks = head.Value + 1;
        return Kind switch
        {
            PruneKind.All => BlockNumber.Genesis,
            PruneKind.Last => After(blocks, Math.Max(Number, PruneSegment.BlocksMin)),
            _ => BlockNumber.Min(new BlockNumber(Number), After(blocks, segment.Floor)),
        };
    }

    /// <summary>Reads a mode as people write it; false when it is none.</summary>
    public static bool TryParse(string text, out PruneMode mode)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        ulong number = 0;
        bool hasNumber = words.Length == 2 && ulong.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out number);
        PruneMode? read =
            words.Length == 0
                ? null
                : words[0].ToLowerInvariant() switch
                {
                    "all" when words.Length == 1 => All,
                    "last" when hasNumber && number > 0 => Last(number),
                    "from" when hasNumber => From(new BlockNumber(number)),
                    _ => null,
                };
        mode = read ?? default;
        return read is not null;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        Kind == PruneKind.All
            ? "all"
            : string.Create(CultureInfo.InvariantCulture, $"{(Kind == PruneKind.Last ? "last" : "from")} {Number}");

    private static BlockNumber After(ulong blocks, ulong kept) => new(blocks > kept ? blocks - kept : 0);
}
