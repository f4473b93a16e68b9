using NodeProto.Primitives;

namespace NodeProto.Consensus;

/// <summary>How many blobs a block aims at and may have, and how fast their price moves (EIP-7840).</summary>
/// <param name="Target">Blobs per block that leave the price as it is.</param>
/// <param name="Max">Blobs that a block may have.</param>
/// <param name="BaseFeeUpdateFraction">Excess blob gas at which the price has grown by the factor e.</param>
public sealed record BlobParameters(ulong Target, ulong Max, ulong BaseFeeUpdateFraction)
{
    /// <summary>Gas of one blob (EIP-4844).</summary>
    public const ulong GasPerBlob = 131_072; // 2^17

    /// <summary>Values of Cancun (EIP-4844).</summary>
    public static readonly BlobParameters Cancun = new(3, 6, 3_338_477);

    /// <summary>Values of Prague (EIP-7691); Osaka keeps them.</summary>
    public static readonly BlobParameters Prague = new(6, 9, 5_007_716);

    /// <summary>Values of mainnet's first fork that changes blob parameters only (EIP-7892).</summary>
    public static readonly BlobParameters Bpo1 = new(10, 15, 8_346_193);

    /// <summary>Values of mainnet's second fork that changes blob parameters only (EIP-7892).</summary>
    public static readonly BlobParameters Bpo2 = new(14, 21, 11_684_671);

    /// <summary>Gas of as many blobs as a block aims at.</summary>
    public ulong TargetGas => Target * GasPerBlob;

    /// <summary>Gas of as many blobs as a block may have.</summary>
    public ulong MaxGas => Max * GasPerBlob;
}

/// <summary>From when which blob parameters hold.</summary>
/// <param name="Name">Key in geth's <c>blobSchedule</c>: <c>cancun</c>, <c>prague</c>, <c>osaka</c>, <c>bpo1</c> to <c>bpo5</c>.</param>
/// <param name="Timestamp">First second, since 1970.</param>
/// <param name="Parameters">The parameters.</param>
public sealed record BlobScheduleEntry(string Name, ulong Timestamp, BlobParameters Parameters);

/// <summary>Blob parameters of a chain over time (EIP-7840, EIP-7892). Immutable.</summary>
public sealed class BlobSchedule
{
    /// <summary>No blobs at any time.</summary>
    public static readonly BlobSchedule Empty = new([]);

    private readonly BlobScheduleEntry[] _entries;

    /// <summary>A schedule from its entries.</summary>
    /// <param name="entries">In the order of time; of several at one time the last counts.</param>
    public BlobSchedule(IEnumerable<BlobScheduleEntry> entries) => _entries = [.. entries];

    /// <summary>The entries in the order of time.</summary>
    public IReadOnlyList<BlobScheduleEntry> Entries => _entries;

    /// <summary>Parameters of a block; null before the first entry.</summary>
    /// <param name="timestamp">The block's timestamp.</param>
    public BlobParameters? At(ulong timestamp)
    {
        for (int i = _entries.Length - 1; i >= 0; i--)
        {
            if (_entries[i].Timestamp <= timestamp)
            {
                return _entries[i].Parameters;
            }
        }
        return null;
    }

    /// <summary>The defaults of the EIPs for a fork schedule: Cancun's values from Cancun, Prague's from Prague on.</summary>
    public static BlobSchedule DefaultFor(ForkSchedule forks)
    {
        List<BlobScheduleEntry> entries = [];
        if (forks.StartOf(Fork.Cancun) is { } cancun)
        {
            entries.Add(new("cancun", cancun, BlobParameters.Cancun));
        }
        if (forks.StartOf(Fork.Prague) is { } prague)
        {
            entries.Add(new("prague", prague, BlobParameters.Prague));
        }
        if (forks.StartOf(Fork.Osaka) is { } osaka)
        {
            entries.Add(new("osaka", osaka, BlobParameters.Prague)); // EIP-7892: Osaka itself changes nothing.
        }
        return new BlobSchedule(entries);
    }
}
