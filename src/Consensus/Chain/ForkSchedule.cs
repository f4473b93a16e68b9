using NodeProto.Primitives;

namespace NodeProto.Consensus;

/// <summary>When a fork begins.</summary>
/// <param name="Fork">The fork.</param>
/// <param name="At">First block number up to Gray Glacier, first timestamp in seconds from Shanghai on. Not used for Paris.</param>
public readonly record struct ForkStart(Fork Fork, ulong At);

/// <summary>When each fork of a chain begins: by block, at a total difficulty, by time. Immutable.</summary>
/// <remarks>A fork without a start never begins; rules that only belong to it (a bomb delay) never apply then.</remarks>
public sealed class ForkSchedule
{
    private readonly ulong?[] _starts = new ulong?[(int)Fork.Osaka + 1];

    /// <summary>A schedule from its starts, in any order.</summary>
    /// <param name="terminalTotalDifficulty">Total difficulty at which proof of work ends (EIP-3675); null when it never does.</param>
    /// <param name="starts">When forks begin; Frontier always begins at block 0.</param>
    public ForkSchedule(UInt256? terminalTotalDifficulty, params ReadOnlySpan<ForkStart> starts)
    {
        TerminalTotalDifficulty = terminalTotalDifficulty;
        foreach (ForkStart start in starts)
        {
            _starts[(int)start.Fork] = start.At;
        }
        _starts[(int)Fork.Frontier] = 0;
        _starts[(int)Fork.Paris] = null;
    }

    /// <summary>Total difficulty at which proof of work ends (EIP-3675); null when it never does.</summary>
    public UInt256? TerminalTotalDifficulty { get; }

    /// <summary>Whether a fork begins at a time rather than at a block.</summary>
    public static bool IsByTime(Fork fork) => fork >= Fork.Shanghai;

    /// <summary>First block (up to Gray Glacier) or first timestamp (from Shanghai on); null when the fork never begins, and for Paris.</summary>
    public ulong? StartOf(Fork fork) => _starts[(int)fork];

    /// <summary>Whether a fork that begins at a block has begun.</summary>
    public bool HasBegun(Fork fork, BlockNumber number) => _starts[(int)fork] is { } start && start <= number.Value;

    /// <summary>Rules of a block that is sealed by proof of work.</summary>
    public Fork AtBlock(BlockNumber number) => Last(Fork.GrayGlacier, Fork.Frontier, number.Value);

    /// <summary>Rules of a block after the merge.</summary>
    /// <param name="timestamp">Seconds since 1970.</param>
    public Fork AtTime(ulong timestamp) => Last(Fork.Osaka, Fork.Paris, timestamp);

    private Fork Last(Fork last, Fork otherwise, ulong at)
    {
        for (Fork fork = last; fork > otherwise; fork--)
        {
            if (_starts[(int)fork] is { } start && start <= at)
            {
                return fork;
            }
        }
        return otherwise;
    }
}
