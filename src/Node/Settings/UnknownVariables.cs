using NodeProto.Node.CommandLine;
using NodeProto.Primitives;

namespace NodeProto.Node.Settings;

/// <summary>Finds variables that look like settings and are none: mostly a slip of the keyboard, which would go unnoticed.</summary>
internal static class UnknownVariables
{
    /// <summary>Variables that are no options: of libraries, of the scripts, of the tests.</summary>
    private static readonly string[] Others =
    [
        NativeDependency.RocksDb.Variable,
        NativeDependency.Secp256k1.Variable,
        NativeDependency.Gmp.Variable,
        "NODEPROTO_CONFIGURATION",
        "NODEPROTO_FIXTURES",
        "NODEPROTO_LAUNCHER",
        "NODEPROTO_SPEC",
        "NODEPROTO_SPEED",
        "NODEPROTO_UPDATE_DOCS",
    ];

    /// <summary>The names of those that nothing reads, in alphabetical order, each with the name that was perhaps meant.</summary>
    public static IEnumerable<(string Name, string Suggestion)> Find(Configuration configuration, SettingCatalogue catalogue)
    {
        string[] known = [.. catalogue.All.Select(each => each.Setting.Variable).Distinct(StringComparer.Ordinal), .. Others];
        return configuration
            .Variables.Keys.Except(known, StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .Select(name => (name, Suggestion.For(name, known).TrimEnd()));
    }
}
