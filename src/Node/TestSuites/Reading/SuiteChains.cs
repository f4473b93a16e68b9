using System.Globalization;
using System.Text.Json;
using NodeProto.Consensus;
using NodeProto.Primitives;

namespace NodeProto.Node.TestSuites;

/// <summary>Rules of the networks that blockchain tests name: a fork, or a transition from one to another.</summary>
/// <remarks><c>AToBAtTime15k</c> begins B at timestamp 15000, <c>AToBAt5</c> at block 5, <c>AToBAtDiffC0000</c> at that total difficulty.</remarks>
internal static class SuiteChains
{
    private const string AtTime = "AtTime";
    private const string AtDifficulty = "AtDiff";

    /// <summary>The rules of a case; null for a network that is not known.</summary>
    /// <param name="network">The network's name.</param>
    /// <param name="config">The case's configuration, which newer files have: chain id and blob schedule.</param>
    public static ChainSpec? Find(string network, JsonElement? config)
    {
        if (!TrySplit(network, out string from, out string to, out ulong at, out UInt256? terminal) || FindFork(from) is not { } first)
        {
            return null;
        }
        List<ForkStart> starts = [];
        for (Fork fork = Fork.Frontier; fork <= first; fork++)
        {
            starts.Add(new ForkStart(fork, 0));
        }
        if (to == "Dao")
        {
            return Create(network, config, new ForkSchedule(null, [.. starts]), from, to, at) with
            {
                DaoForkBlock = new BlockNumber(at),
                DaoForkSupported = true,
            };
        }
        if (FindFork(to) is not { } last)
        {
            return null;
        }
        for (Fork fork = first + 1; fork <= last; fork++)
        {
            starts.Add(new ForkStart(fork, at));
        }
        terminal ??= last >= Fork.Paris ? UInt256.Zero : null;
        return Create(network, config, new ForkSchedule(terminal, [.. starts]), from, to, at);
    }

    private static ChainSpec Create(string network, JsonElement? config, ForkSchedule forks, string from, string to, ulong at) =>
        new()
        {
            Name = network,
            ChainId = config?.Optional("chainid")?.AsUInt64() ?? 1,
            Forks = forks,
            Blobs = config?.Optional("blobSchedule") is { } blobs ? ReadBlobs(blobs, from, to, at) : BlobSchedule.DefaultFor(forks),
            DepositContract = ChainSpec.Mainnet.DepositContract,
        };

    /// <summary>The parameters that hold at genesis and those from the transition on.</summary>
    private static BlobSchedule ReadBlobs(JsonElement blobs, string from, string to, ulong at)
    {
        List<BlobScheduleEntry> entries = [];
        if (blobs.Optional(from) is { } first)
        {
            entries.Add(new BlobScheduleEntry(from, 0, ReadBlobs(first)));
        }
        if (to != from && blobs.Optional(to) is { } second)
        {
            entries.Add(new BlobScheduleEntry(to, at, ReadBlobs(second)));
        }
        return new BlobSchedule(entries);
    }

    /// <summary>One row of a blob schedule.</summary>
    public static BlobParameters ReadBlobs(JsonElement parameters) =>
        new(
            parameters.Member("target").AsUInt64(),
            parameters.Member("max").AsUInt64(),
            parameters.Member("baseFeeUpdateFraction").AsUInt64()
        );

    // A fork that changes blob parameters only has the rules of Osaka (EIP-7892).
    private static Fork? FindFork(string name) => name.StartsWith("BPO", StringComparison.Ordinal) ? Fork.Osaka : SuiteForks.Find(name);

    private static bool TrySplit(string network, out string from, out string to, out ulong at, out UInt256? terminal)
    {
        from = to = network;
        at = 0;
        terminal = null;
        int end = network.LastIndexOf("At", StringComparison.Ordinal);
        int middle = network.IndexOf("To", StringComparison.Ordinal);
        if (end < 0 || middle < 0)
        {
            return true;
        }
        from = network[..middle];
        to = network[(middle + 2)..end];
        string when = network[end..];
        if (when.StartsWith(AtDifficulty, StringComparison.Ordinal))
        {
            terminal = UInt256.Parse("0x" + when[AtDifficulty.Length..]);
            return true;
        }
        if (when.StartsWith(AtTime, StringComparison.Ordinal) && when.EndsWith('k'))
        {
            bool isTime = ulong.TryParse(when.AsSpan(AtTime.Length..^1), CultureInfo.InvariantCulture, out at);
            at *= 1_000;
            return isTime;
        }
        return ulong.TryParse(when.AsSpan("At".Length), CultureInfo.InvariantCulture, out at);
    }
}
