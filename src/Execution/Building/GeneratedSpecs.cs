using System.Text;
using NodeProto.Consensus;
using NodeProto.Primitives;

namespace NodeProto.Execution;

/// <summary>The rules that generated chains can have, by name.</summary>
public static class GeneratedSpecs
{
    /// <summary>Chain id of generated chains.</summary>
    public const ulong ChainId = 1337;

    /// <summary>Last fork whose blocks can be made.</summary>
    private const Fork LastFork = Fork.Shanghai;

    /// <summary>Names in the order of the forks, in kebab case.</summary>
    public static IReadOnlyList<string> Names { get; } = MakeNames();

    /// <summary>The newest rules.</summary>
    public static string Default => Names[^1];

    /// <summary>The rules of a name from <see cref="Names"/>.</summary>
    /// <exception cref="ArgumentException">There is no such name.</exception>
    public static ChainSpec Find(string name)
    {
        for (Fork fork = Fork.Frontier; fork <= LastFork; fork++)
        {
            if (string.Equals(name, NameOf(fork), StringComparison.Ordinal))
            {
                return ChainSpec.AllFrom(fork, ChainId) with { Name = name };
            }
        }
        throw new ArgumentException($"There are no rules of the name {name}.", nameof(name));
    }

    private static List<string> MakeNames()
    {
        List<string> names = [];
        for (Fork fork = Fork.Frontier; fork <= LastFork; fork++)
        {
            names.Add(NameOf(fork));
        }
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
