using System.Text;
using NodeProto.Consensus;
using NodeProto.Primitives;

namespace NodeProto.Execution;

/// <summary>The rules that generated chains can have, by name.</summary>
public static class GeneratedSpecs
{
    /// <summary>Chain id of generated chains.</summary>
    public const ulong ChainId = 1337;

    /// <summary>The newest rules.</summary>
    public const string Default = "bpo2";

    /// <summary>Name of the chain that goes through all forks: see <see cref="EveryFork"/>.</summary>
    public const string All = "all";

    /// <summary>Names in the order of the forks, in kebab case; the last is <see cref="All"/>.</summary>
    public static IReadOnlyList<string> Names { get; } = MakeNames();

    /// <summary>The rules of a name from <see cref="Names"/>.</summary>
    /// <param name="name">The name.</param>
    /// <param name="options">Shape of the chain, on which <see cref="All"/> spreads the forks; its own rules do not count.</param>
    /// <exception cref="ArgumentException">There is no such name, or the chain is too short for all forks.</exception>
    public static ChainSpec Find(string name, ChainGeneratorOptions options)
    {
        if (string.Equals(name, All, StringComparison.Ordinal))
        {
            return EveryFork.Over(options);
        }
        BlobScheduleEntry[] extra = name switch
        {
            "bpo1" => [new("bpo1", 0, BlobParameters.Bpo1)],
            "bpo2" => [new("bpo1", 0, BlobParameters.Bpo1), new("bpo2", 0, BlobParameters.Bpo2)],
            _ => [],
        };
        for (Fork fork = Fork.Frontier; fork <= Fork.Osaka; fork++)
        {
            if (string.Equals(extra.Length > 0 ? NameOf(Fork.Osaka) : name, NameOf(fork), StringComparison.Ordinal))
            {
                ChainSpec spec = ChainSpec.AllFrom(fork, ChainId);
                return spec with { Name = name, Blobs = new BlobSchedule([.. spec.Blobs.Entries, .. extra]) };
            }
        }
        throw new ArgumentException($"There are no rules of the name {name}.", nameof(name));
    }

    private static List<string> MakeNames()
    {
        List<string> names = [];
        for (Fork fork = Fork.Frontier; fork <= Fork.Osaka; fork++)
        {
            names.Add(NameOf(fork));
        }
        names.AddRange(["bpo1", "bpo2", All]);
        return names;
    }

    /// <summary><c>GrayGlacier</c> is <c>gray-glacier</c>.</summary>
    private static string NameOf(Fork fork)
    {
        StringBuilder name = new();
        foreach (char letter in fork.ToString())
        {
            name.Append(char.IsAsciiLetterUpper(letter) && name.Length > 0 ? "-" : "").Append(char.ToLowerInvariant(letter));
        }
        return name.ToString();
    }
}
