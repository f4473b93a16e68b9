using System.Text.Json;
using NodeProto.Primitives;

namespace NodeProto.Consensus;

/// <summary>The <c>config</c> object of a genesis file: chain id, fork schedule and blob schedule, in geth's names.</summary>
internal static class GenesisConfig
{
    /// <summary>A key that says when a fork begins.</summary>
    /// <param name="Name">The key.</param>
    /// <param name="Fork">The fork; null when the key changes no rule set of <see cref="Fork"/>.</param>
    /// <param name="IsOptional">Whether later forks may begin without it, as geth allows.</param>
    internal readonly record struct ForkKey(string Name, Fork? Fork, bool IsOptional = false)
    {
        /// <summary>Whether the key holds a timestamp rather than a block number.</summary>
        public bool IsByTime => Name.EndsWith("Time", StringComparison.Ordinal);
    }

    /// <summary>All of them in the order in which forks must begin, which is geth's.</summary>
    // csharpier-ignore
    public static readonly ForkKey[] ForkKeys =
    [
        new("homesteadBlock",      Fork.Homestead),
        new("daoForkBlock",        null,                 IsOptional: true),
        new("eip150Block",         Fork.TangerineWhistle),
        new("eip155Block",         Fork.SpuriousDragon),
        new("eip158Block",         Fork.SpuriousDragon),
        new("byzantiumBlock",      Fork.Byzantium),
        new("constantinopleBlock", Fork.Constantinople),
        new("petersburgBlock",     Fork.Petersburg),
        new("istanbulBlock",       Fork.Istanbul),
        new("muirGlacierBlock",    Fork.MuirGlacier,     IsOptional: true), // A bomb delay and nothing else.
        new("berlinBlock",         Fork.Berlin),
        new("londonBlock",         Fork.London),
        new("arrowGlacierBlock",   Fork.ArrowGlacier,    IsOptional: true),
        new("grayGlacierBlock",    Fork.GrayGlacier,     IsOptional: true),
        new("mergeNetsplitBlock",  null,                 IsOptional: true),
        new("shanghaiTime",        Fork.Shanghai),
        new("cancunTime",          Fork.Cancun),
        new("pragueTime",          Fork.Prague),
        new("osakaTime",           Fork.Osaka),
        new("bpo1Time",            null,                 IsOptional: true),
        new("bpo2Time",            null,                 IsOptional: true),
        new("bpo3Time",            null,                 IsOptional: true),
        new("bpo4Time",            null,                 IsOptional: true),
        new("bpo5Time",            null,                 IsOptional: true),
    ];

    // csharpier-ignore
    private static readonly HashSet<string> s_otherKeys =
    [
        "chainId", "daoForkSupport", "terminalTotalDifficulty", "depositContractAddress", "blobSchedule", "clique",
        "eip150Hash", "terminalTotalDifficultyPassed", "ethash", // Known, and without a meaning for us.
    ];

    /// <summary>Reads the object.</summary>
    public static ChainSpec Parse(JsonElement config, GenesisReader reader, string name, ICollection<string> warnings)
    {
        WarnOfUnknown(config, warnings);
        if (GenesisReader.Optional(config, "clique") is not null)
        {
            throw reader.Error(NodeErrorCode.GenesisNotSupported, "proof of authority (clique) is not supported", "config.clique");
        }
        Dictionary<string, ulong> starts = ReadStarts(config, reader);
        CheckOrder(starts, reader);
        UInt256? terminal = GenesisReader.Optional(config, "terminalTotalDifficulty") is { } ttd
            ? reader.AsUInt256(ttd, "config.terminalTotalDifficulty")
            : null;
        CheckMerge(starts, terminal, reader);
        ForkSchedule forks = new(terminal, ToForkStarts(starts));
        return new ChainSpec
        {
            Name = name,
            ChainId = reader.AsUInt64(reader.Required(config, "config", "chainId"), "config.chainId"),
            Forks = forks,
            Blobs = GenesisBlobs.Parse(config, starts, reader, warnings),
            DaoForkBlock = starts.TryGetValue("daoForkBlock", out ulong dao) ? new BlockNumber(dao) : null,
            DaoForkSupported =
                GenesisReader.Optional(config, "daoForkSupport") is { } support && reader.AsBoolean(support, "config.daoForkSupport"),
            MergeNetsplitBlock = starts.TryGetValue("mergeNetsplitBlock", out ulong split) ? new BlockNumber(split) : null,
            DepositContract = GenesisReader.Optional(config, "depositContractAddress") is { } deposit
                ? reader.AsAddress(deposit, "config.depositContractAddress")
                : default,
        };
    }

    private static Dictionary<string, ulong> ReadStarts(JsonElement config, GenesisReader reader)
    {
        Dictionary<string, ulong> starts = new(StringComparer.Ordinal);
        foreach (ForkKey key in ForkKeys)
        {
            if (GenesisReader.Optional(config, key.Name) is { } value)
            {
                starts.Add(key.Name, reader.AsUInt64(value, $"config.{key.Name}"));
            }
        }
        // Older files know no Petersburg: geth then lets it begin with Constantinople.
        if (!starts.ContainsKey("petersburgBlock") && starts.TryGetValue("constantinopleBlock", out ulong constantinople))
        {
            starts.Add("petersburgBlock", constantinople);
        }
        return starts;
    }

    /// <summary>
    /// Every fork that is no option must be there up to the last one that is, and none may begin before an earlier one (geth's
    /// <c>CheckConfigForkOrder</c>). Stricter than geth in two points, where it would run rules that no client agrees on: Cancun,
    /// Prague and Osaka build on each other, and EIP-155 begins with EIP-158.
    /// </summary>
    private static void CheckOrder(Dictionary<string, ulong> starts, GenesisReader reader)
    {
        ForkKey? last = null;
        foreach (ForkKey key in ForkKeys)
        {
            bool isSet = starts.TryGetValue(key.Name, out ulong at);
            if (last is { } earlier && isSet)
            {
                string path = $"config.{key.Name}";
                if (!starts.TryGetValue(earlier.Name, out ulong earlierAt))
                {
                    throw reader.Error(
                        NodeErrorCode.GenesisForksContradict,
                        $"{key.Name} is {at}, but the earlier {earlier.Name} is missing",
                        path
                    );
                }
                if (earlier.IsByTime == key.IsByTime && earlierAt > at)
                {
                    throw reader.Error(
                        NodeErrorCode.GenesisForksContradict,
                        $"{key.Name} is {at}, before {earlier.Name} at {earlierAt}",
                        path
                    );
                }
            }
            if (isSet || !key.IsOptional)
            {
                last = key;
            }
        }
        starts.TryGetValue("eip155Block", out ulong eip155);
        if (starts.TryGetValue("eip158Block", out ulong eip158) && eip155 != eip158)
        {
            throw reader.Error(
                NodeErrorCode.GenesisNotSupported,
                $"eip155Block is {eip155} and eip158Block is {eip158}; NodeProto begins both with Spurious Dragon, at one block",
                "config.eip158Block"
            );
        }
    }

    private static void CheckMerge(Dictionary<string, ulong> starts, UInt256? terminal, GenesisReader reader)
    {
        if (terminal is null && starts.TryGetValue("shanghaiTime", out ulong shanghai))
        {
            throw reader.Error(
                NodeErrorCode.GenesisForksContradict,
                $"shanghaiTime is {shanghai}, but terminalTotalDifficulty is missing, so that the chain never merges",
                "config"
            );
        }
        if (terminal is not null && !starts.ContainsKey("londonBlock"))
        {
            throw reader.Error(
                NodeErrorCode.GenesisForksContradict,
                $"terminalTotalDifficulty is {terminal}, but the earlier londonBlock is missing",
                "config.terminalTotalDifficulty"
            );
        }
    }

    private static ForkStart[] ToForkStarts(Dictionary<string, ulong> starts)
    {
        List<ForkStart> list = [];
        foreach (ForkKey key in ForkKeys)
        {
            if (key.Fork is { } fork && starts.TryGetValue(key.Name, out ulong at))
            {
                list.Add(new ForkStart(fork, at));
            }
        }
        return [.. list];
    }

    private static void WarnOfUnknown(JsonElement config, ICollection<string> warnings)
    {
        foreach (JsonProperty member in config.EnumerateObject())
        {
            string name = member.Name;
            if (s_otherKeys.Contains(name) || Array.Exists(ForkKeys, key => string.Equals(key.Name, name, StringComparison.Ordinal)))
            {
                continue;
            }
            bool looksLikeFork = name.EndsWith("Block", StringComparison.Ordinal) || name.EndsWith("Time", StringComparison.Ordinal);
            warnings.Add(
                looksLikeFork
                    ? $"'config.{name}' looks like a fork that is not known; it was ignored, and blocks from it on may be refused."
                    : $"'config.{name}' is not known and was ignored."
            );
        }
    }
}
