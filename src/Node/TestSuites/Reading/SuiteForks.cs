using NodeProto.Node.Programs;
using NodeProto.Primitives;

namespace NodeProto.Node.TestSuites;

/// <summary>Names of forks as the suites write them.</summary>
internal static class SuiteForks
{
    /// <summary>The names to choose from; besides them transitions from one to another, as in <c>ParisToShanghaiAtTime15k</c>.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "Frontier",
        "Homestead",
        "EIP150",
        "EIP158",
        "Byzantium",
        "Constantinople",
        "ConstantinopleFix",
        "Istanbul",
        "Berlin",
        "London",
        "ArrowGlacier",
        "GrayGlacier",
        "Paris",
        "Merge",
        "Shanghai",
        "Cancun",
        "Prague",
        "Osaka",
        "BPO1",
        "BPO2",
        "Mainnet",
        "Ropsten",
    ];

    /// <summary>The fork; null for a name of something else, such as a transition.</summary>
    public static Fork? Find(string name) =>
        name switch
        {
            "EIP150" => Fork.TangerineWhistle,
            "EIP158" => Fork.SpuriousDragon,
            "ConstantinopleFix" => Fork.Petersburg,
            "Merge" => Fork.Paris,
            _ => Enum.TryParse(name, out Fork fork) && !char.IsAsciiDigit(name[0]) ? fork : null,
        };

    /// <summary>The fork that a person means, by a suite's name or by ours, in capitals or not; null for something else.</summary>
    public static Fork? FindLoosely(string name) =>
        ForkNames.Find(name) ?? (Names.FirstOrDefault(known => IsAlike(known, name)) is { } suiteName ? Find(suiteName) : null);

    /// <summary>Whether a suite could have cases of that name: a fork, a chain, or a transition between forks.</summary>
    public static bool IsKnown(string name)
    {
        if (IsKnownFork(name) || name is { Length: 0 })
        {
            return name.Length > 0;
        }
        int to = name.IndexOf("To", StringComparison.OrdinalIgnoreCase);
        int at = name.LastIndexOf("At", StringComparison.OrdinalIgnoreCase);
        return to > 0 && at > to && IsKnownFork(name[..to]) && (IsKnownFork(name[(to + 2)..at]) || IsAlike(name[(to + 2)..at], "Dao"));
    }

    private static bool IsKnownFork(string name) =>
        FindLoosely(name) is not null
        || Names.Any(known => IsAlike(known, name))
        || (name.StartsWith("BPO", StringComparison.OrdinalIgnoreCase) && name.Length == 4 && char.IsAsciiDigit(name[3]));

    private static bool IsAlike(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);
}
