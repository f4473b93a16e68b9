using NodeProto.Primitives;

namespace NodeProto.Consensus;

/// <summary>Proof-of-work difficulty of a block, which follows from its parent and its timestamp (yellow paper §4.3.4).</summary>
public static class Difficulty
{
    /// <summary>No block's difficulty is below this (yellow paper: D_0).</summary>
    public const ulong Minimum = 131_072;

    /// <summary>The difficulty moves in steps of the parent's divided by this (yellow paper: x).</summary>
    private const ulong BoundDivisor = 2_048;

    /// <summary>Blocks in which the bomb doubles (yellow paper: ε).</summary>
    private const ulong BombPeriodBlocks = 100_000;

    /// <summary>A fork that delays the bomb.</summary>
    private readonly record struct BombDelay(Fork Since, ulong Blocks);

    // csharpier-ignore
    private static readonly BombDelay[] BombDelays =
    [
        //  since                 blocks
        new(Fork.GrayGlacier,    11_400_000), // EIP-5133
        new(Fork.ArrowGlacier,   10_700_000), // EIP-4345
        new(Fork.London,          9_700_000), // EIP-3554
        new(Fork.MuirGlacier,     9_000_000), // EIP-2384
        new(Fork.Constantinople,  5_000_000), // EIP-1234
        new(Fork.Byzantium,       3_000_000), // EIP-649
        new(Fork.Frontier,                0),
    ];

    /// <summary>The difficulty that a proof-of-work block must have.</summary>
    /// <param name="forks">The chain's schedule; a bomb delay counts only when its own fork has begun.</param>
    /// <param name="number">The block's number.</param>
    /// <param name="timestamp">The block's timestamp.</param>
    /// <param name="parent">Header of the parent.</param>
    public static UInt256 Of(ForkSchedule forks, BlockNumber number, ulong timestamp, Header parent) =>
        Of(
            forks.AtBlock(number),
            BombDelayAt(forks, number),
            number,
            timestamp,
            parent.Timestamp,
            parent.Difficulty,
            parent.OmmersHash != Keccak.OfEmptyList
        );

    /// <summary>The difficulty that follows from plain numbers.</summary>
    /// <param name="fork">Fork of the block; decides on the formula.</param>
    /// <param name="bombDelayBlocks">Blocks by which the bomb is late.</param>
    /// <param name="number">The block's number.</param>
    /// <param name="timestamp">The block's timestamp.</param>
    /// <param name="parentTimestamp">The parent's timestamp; before the block's.</param>
    /// <param name="parentDifficulty">The parent's difficulty.</param>
    /// <param name="parentHasOmmers">Whether the parent includes ommers; counts since Byzantium.</param>
    public static UInt256 Of(
        Fork fork,
        ulong bombDelayBlocks,
        BlockNumber number,
        ulong timestamp,
        ulong parentTimestamp,
        in UInt256 parentDifficulty,
        bool parentHasOmmers
    )
    {
        UInt256 step = WideMath.MultiplyDivide(parentDifficulty, 1, BoundDivisor);
        long steps = Steps(fork, timestamp - parentTimestamp, parentHasOmmers);
        UInt256 bomb = Bomb(number.Value > bombDelayBlocks ? number.Value - bombDelayBlocks : 0);
        UInt256 up = steps > 0 ? WideMath.MultiplyDivide(step, (ulong)steps, 1) : UInt256.Zero;
        UInt256 down = steps < 0 ? WideMath.MultiplyDivide(step, (ulong)-steps, 1) : UInt256.Zero;

        // At most 99 of 2048 parts are taken away, so the difference is never negative.
        UInt256 difficulty = WideMath.AddSaturating(WideMath.AddSaturating(parentDifficulty, up) - down, bomb);
        return difficulty < Minimum ? Minimum : difficulty;
    }

    /// <summary>Blocks by which the bomb is late at a block.</summary>
    public static ulong BombDelayAt(ForkSchedule forks, BlockNumber number)
    {
        foreach (BombDelay delay in BombDelays)
        {
            if (forks.HasBegun(delay.Since, number))
            {
                return delay.Blocks;
            }
        }
        return 0;
    }

    private static long Steps(Fork fork, ulong seconds, bool parentHasOmmers)
    {
        if (fork < Fork.Homestead)
        {
            return seconds < 13 ? 1 : -1; // Yellow paper of Frontier.
        }
        long most = fork >= Fork.Byzantium && parentHasOmmers ? 2 : 1; // EIP-100
        ulong secondsPerStep = fork >= Fork.Byzantium ? 9UL : 10UL; // EIP-100; EIP-2
        ulong late = seconds / secondsPerStep;
        return late >= 100 + (ulong)most ? -99 : Math.Max(most - (long)late, -99);
    }

    private static UInt256 Bomb(ulong number)
    {
        ulong period = number / BombPeriodBlocks;
        if (period < 2)
        {
            return UInt256.Zero;
        }
        ulong exponent = period - 2;
        ulong limb = 1UL << (int)(exponent & 63);
        return (exponent >> 6) switch
        {
            0 => new UInt256(limb),
            1 => new UInt256(0, limb),
            2 => new UInt256(0, 0, limb),
            3 => new UInt256(0, 0, 0, limb),
            _ => UInt256.MaxValue, // Beyond block 25,800,000 after the delay: no block could be mined.
        };
    }
}
