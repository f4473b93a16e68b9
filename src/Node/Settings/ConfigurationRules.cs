using NodeProto.Node.CommandLine;
using NodeProto.Primitives;

namespace NodeProto.Node.Settings;

/// <summary>Holds a configuration file to the settings that there are, also to those that the running command does not have.</summary>
internal static class ConfigurationRules
{
    /// <summary>What decides which data directory it is, and with it whether the file in it is read at all.</summary>
    private static readonly string[] KeysOfTheChoice =
    [
        CommonOptions.DataDirectory.Key,
        CommonOptions.Chain.Key,
        CommonOptions.Database.Key,
    ];

    /// <summary>Refuses names that are unknown and values that no command accepts.</summary>
    /// <param name="file">The file.</param>
    /// <param name="catalogue">Every setting.</param>
    /// <param name="isInDataDirectory">Whether it was found in the data directory.</param>
    /// <exception cref="NodeException">The first entry that is wrong.</exception>
    public static void Check(ConfigurationFile file, SettingCatalogue catalogue, bool isInDataDirectory)
    {
        foreach (ConfigurationEntry entry in file.Entries)
        {
            SettingSource source = new(SettingOrigin.File, file.Path, entry.Line);
            IReadOnlyList<ISetting> kin = catalogue.Find(entry.Key);
            if (kin.Count == 0)
            {
                throw new NodeException(
                    NodeErrorCode.ConfigurationKeyUnknown,
                    $"unknown setting \"{entry.Key}\"",
                    source.Where,
                    $"{Suggestion.For(entry.Key, [.. catalogue.Keys])}`nodeproto config show` lists every setting"
                );
            }
            CheckPlace(entry, source, isInDataDirectory);
            if (!kin.Any(setting => Fits(setting, entry.Kind) && setting.Accepts(entry.Text)))
            {
                throw new NodeException(
                    NodeErrorCode.SettingInvalid,
                    $"{Shown(entry)} is not a value for {entry.Key}; expected {Allowed(kin)}",
                    source.Where,
                    source.Remedy
                );
            }
        }
    }

    /// <summary>What settings of one name allow.</summary>
    public static string Allowed(IReadOnlyList<ISetting> kin) =>
        string.Join(" or ", kin.Select(setting => setting.Allowed).Distinct(StringComparer.Ordinal));

    /// <summary>Truth values are for switches alone: <c>"datadir": false</c> is a misunderstanding and no directory of that name.</summary>
    private static bool Fits(ISetting setting, EntryKind kind) =>
        kind switch
        {
            EntryKind.Truth => setting.IsSwitch,
            EntryKind.List => setting.IsList,
            _ => true,
        };

    private static string Shown(ConfigurationEntry entry) =>
        entry.Kind == EntryKind.List ? $"a list ({string.Join(", ", Setting.Split(entry.Text))})" : $"'{entry.Text}'";

    private static void CheckPlace(ConfigurationEntry entry, SettingSource source, bool isInDataDirectory)
    {
        if (entry.Key == CommonOptions.Config.Key)
        {
            throw Misplaced("a configuration file cannot name another one", "Remove that line: one file holds the whole configuration");
        }
        if (isInDataDirectory && KeysOfTheChoice.Contains(entry.Key, StringComparer.Ordinal))
        {
            throw Misplaced(
                $"\"{entry.Key}\" cannot stand in the configuration file of a data directory, which it chooses",
                $"Give --{entry.Key} or its variable, or name a file elsewhere with --config"
            );
        }

        NodeException Misplaced(string what, string whatToDo) => new(NodeErrorCode.ConfigurationKeyMisplaced, what, source.Where, whatToDo);
    }
}
