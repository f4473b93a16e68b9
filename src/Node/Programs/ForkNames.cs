using NodeProto.Node.CommandLine;
using NodeProto.Primitives;

namespace NodeProto.Node.Programs;

/// <summary>Names of rule sets as options take them: words joined by dashes, as in <c>tangerine-whistle</c>.</summary>
internal static class ForkNames
{
    /// <summary>All names in the order of the forks, without those that change blob parameters alone.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Enum.GetValues<Fork>().Select(NameOf)];

    /// <summary>The rules of a name; capitals and dashes do not matter.</summary>
    /// <param name="name">The name.</param>
    /// <param name="where">The command, for the error.</param>
    /// <exception cref="NodeException">There are no such rules.</exception>
    public static Fork FindOrThrow(string name, string where) =>
        Find(name)
        ?? throw new NodeException(
            NodeErrorCode.SettingInvalid,
            $"unknown fork '{name}'",
            $"--fork of {where}",
            $"{Suggestion.For(name.ToLowerInvariant(), All)}Forks: {string.Join(", ", All)}"
        );

    /// <summary>The rules of a name; null when there are none. Capitals and dashes do not matter.</summary>
    public static Fork? Find(string name)
    {
        string plain = Plain(name);
        foreach (Fork fork in Enum.GetValues<Fork>())
        {
            if (plain.Equals(fork.ToString(), StringComparison.OrdinalIgnoreCase))
            {
                return fork;
            }
        }
        return null;
    }

    /// <summary>The name of rules.</summary>
    public static string NameOf(Fork fork) =>
        string.Concat(fork.ToString().Select((letter, i) => i > 0 && char.IsAsciiLetterUpper(letter) ? $"-{letter}" : letter.ToString()))
            .ToLowerInvariant();

    private static string Plain(string name) => name.Replace("-", "", StringComparison.Ordinal);
}
