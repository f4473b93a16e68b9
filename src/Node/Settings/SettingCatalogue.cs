using System.CommandLine;
using NodeProto.Node.CommandLine;

namespace NodeProto.Node.Settings;

/// <summary>A setting and who has it.</summary>
/// <param name="Setting">The setting.</param>
/// <param name="Commands">Commands as one types them after the program's name; empty for one that every command has.</param>
internal sealed record DeclaredSetting(ISetting Setting, IReadOnlyList<string> Commands);

/// <summary>Every setting of every command. Two commands may have a setting of the same name each; variable and file set both.</summary>
internal sealed class SettingCatalogue
{
    private readonly Dictionary<string, List<ISetting>> _byKey = new(StringComparer.Ordinal);

    private SettingCatalogue(IReadOnlyList<DeclaredSetting> all)
    {
        All = all;
        foreach (DeclaredSetting each in all)
        {
            if (!_byKey.TryGetValue(each.Setting.Key, out List<ISetting>? kin))
            {
                _byKey.Add(each.Setting.Key, kin = []);
            }
            kin.Add(each.Setting);
        }
    }

    /// <summary>All: first those of every command, then the others in the order of the commands.</summary>
    public IReadOnlyList<DeclaredSetting> All { get; }

    /// <summary>Their names without dashes, each once.</summary>
    public IReadOnlyCollection<string> Keys => _byKey.Keys;

    /// <summary>The settings of a program.</summary>
    public static SettingCatalogue Of(RootCommand root)
    {
        List<DeclaredSetting> all = [.. CommonOptions.All.OfType<ISetting>().Select(setting => new DeclaredSetting(setting, []))];
        Dictionary<ISetting, List<string>> commandsOf = new(ReferenceEqualityComparer.Instance);
        AddAll(root);
        return new SettingCatalogue(all);

        void AddAll(Command parent)
        {
            foreach (Command command in parent.Subcommands)
            {
                foreach (ISetting setting in HelpText.OwnOptions(command).OfType<ISetting>())
                {
                    if (!commandsOf.TryGetValue(setting, out List<string>? commands))
                    {
                        commandsOf.Add(setting, commands = []);
                        all.Add(new DeclaredSetting(setting, commands));
                    }
                    commands.Add(CommandPath.Of(command)["nodeproto ".Length..]);
                }
                AddAll(command);
            }
        }
    }

    /// <summary>The settings of a name; empty when there is none.</summary>
    public IReadOnlyList<ISetting> Find(string key) => _byKey.GetValueOrDefault(key) ?? [];
}
