using NodeProto.Consensus;
using NodeProto.Primitives;

namespace NodeProto.Execution;

/// <summary>Rules that go through every fork, DAO fork, merge and blob forks included, each for an equal part of a generated chain.</summary>
public static class EveryFork
{
    /// <summary>Parts of the chain: Frontier to Osaka, the DAO fork, and two that change blob parameters only.</summary>
    private const int Parts = (int)Fork.Osaka + 4;

    /// <summary>The fewest blocks over which the forks can be spread: two for each.</summary>
    public const int BlocksMin = 2 * Parts;

    /// <summary>The rules.</summary>
    /// <param name="options">Shape of the chain; the spec in it does not count.</param>
    /// <exception cref="ArgumentException">The chain has fewer than <see cref="BlocksMin"/> blocks.</exception>
    public static ChainSpec Over(ChainGeneratorOptions options)
    {
        if (options.Blocks < BlocksMin)
        {
            throw new ArgumentException($"{options.Blocks} blocks are too few for all forks: {BlocksMin} are needed.", nameof(options));
        }
        List<ForkStart> starts = [];
        ulong dao = 0;
        ulong merge = 0;
        ulong part = 0;
        for (Fork fork = Fork.Frontier; fork <= Fork.Osaka; fork++)
        {
            ulong block = FirstOf(part++);
            if (fork == Fork.Paris)
            {
                merge = block;
            }
            else
            {
                starts.Add(new ForkStart(fork, ForkSchedule.IsByTime(fork) ? TimeOf(block) : block));
            }
            if (fork == Fork.Homestead)
            {
                dao = FirstOf(part++);
            }
        }
        ForkSchedule byBlock = new(null, [.. starts]);
        ForkSchedule forks = new(TotalDifficultyBefore(merge, byBlock, options), [.. starts]);
        BlobScheduleEntry bpo1 = new("bpo1", TimeOf(FirstOf(part++)), BlobParameters.Bpo1);
        BlobScheduleEntry bpo2 = new("bpo2", TimeOf(FirstOf(part)), BlobParameters.Bpo2);
        return ChainSpec.AllFrom(Fork.Osaka, GeneratedSpecs.ChainId) with
        {
            Name = GeneratedSpecs.All,
            Forks = forks,
            Blobs = new BlobSchedule([.. BlobSchedule.DefaultFor(forks).Entries, bpo1, bpo2]),
            DaoForkBlock = new BlockNumber(dao),
            DaoForkSupported = true,
            MergeNetsplitBlock = new BlockNumber(merge),
        };

        ulong FirstOf(ulong part) => (ulong)options.Blocks * part / Parts;

        ulong TimeOf(ulong block) => ChainGenerator.GenesisTimestamp + (block * options.SecondsPerBlock);
    }

    /// <summary>Total difficulty of the last block before the merge; it follows from times and ommers alone.</summary>
    private static UInt256 TotalDifficultyBefore(ulong merge, ForkSchedule forks, ChainGeneratorOptions options)
    {
        Header parent = BlockHeader(0, options.GenesisDifficulty);
        UInt256 total = parent.Difficulty;
        for (ulong number = 1; number < merge; number++)
        {
            ulong timestamp = parent.Timestamp + options.SecondsPerBlock;
            parent = BlockHeader(number, Difficulty.Of(forks, new BlockNumber(number), timestamp, parent));
            total += parent.Difficulty;
        }
        return total;

        Header BlockHeader(ulong number, UInt256 difficulty) =>
            new()
            {
                ParentHash = default,
                OmmersHash = number > 0 && options.HasOmmer((int)number) ? Hash256.Zero : Keccak.OfEmptyList, // Only whether there are any counts.
                Beneficiary = default,
                StateRoot = default,
                TransactionsRoot = default,
                ReceiptsRoot = default,
                LogsBloom = Bloom.Empty,
                Difficulty = difficulty,
                Number = new BlockNumber(number),
                GasLimit = 0,
                GasUsed = 0,
                Timestamp = ChainGenerator.GenesisTimestamp + (number * options.SecondsPerBlock),
                ExtraData = default,
                MixHash = default,
                Nonce = 0,
            };
    }
}
