using System.CommandLine;
using NodeProto.Node.CommandLine;
using NodeProto.Node.Output;
using NodeProto.Node.Settings;

namespace NodeProto.Node.Commands;

/// <summary><c>nodeproto config show</c>: every setting, its value, and where that came from.</summary>
internal static class ConfigCommands
{
    /// <summary>The command's definition.</summary>
    /// <param name="host">Runs it.</param>
    /// <param name="program">The program with all its other commands.</param>
    public static Command Create(CommandHost host, ProgramCommand program)
    {
        SettingCatalogue catalogue = SettingCatalogue.Of(program);
        Dictionary<string, ISetting> flags = new(StringComparer.Ordinal);
        DocumentedCommand show = new(
            "show",
            "Show every setting of every command: its value, and whether a flag, a variable, the configuration file or the default decides it."
                + " Takes every option of every command. Ends with an error when something is wrong in variables or file.",
            new Example("nodeproto config show", "What holds for a command without options"),
            new Example("nodeproto config show --commit-blocks 7 --json", "What a flag changes, as JSON"),
            new Example("nodeproto config show --config nodeproto.json", "Check a file")
        );
        foreach (string key in catalogue.Keys)
        {
            IReadOnlyList<ISetting> kin = catalogue.Find(key);
            if (kin[0] is Option { Recursive: false })
            {
                Option flag = kin.All(setting => setting.IsList) ? AnyList(kin[0]) : Any(kin);
                flags.Add(key, (ISetting)flag);
                show.Add(flag);
            }
        }
        show.SetAction(host.Run(session => Show(session, flags)));
        return new DocumentedCommand(
            "config",
            "Look at the configuration.",
            new Example("nodeproto config show", "Every setting, its value and its source")
        )
        {
            show,
        };
    }

    /// <summary>A flag for all settings of one name, which may mean different things in different commands.</summary>
    private static Setting<string?> Any(IReadOnlyList<ISetting> kin)
    {
        bool isSwitch = kin.All(setting => setting.IsSwitch);
        return new Setting<string?>(
            kin[0].Name,
            "As in the commands that have it.",
            kin[0].Expected,
            (string text, out string? value) =>
            {
                value = text.Length == 0 && isSwitch ? "true" : text;
                string candidate = value;
                return kin.Any(setting => setting.Accepts(candidate));
            },
            null,
            allowed: ConfigurationRules.Allowed(kin)
        )
        {
            Arity = isSwitch ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
            Hidden = true, // Its help would be that of all commands at once.
        };
    }

    private static Setting<IReadOnlyList<string>> AnyList(ISetting setting)
    {
        Setting<IReadOnlyList<string>> flag = Setting.Texts(setting.Name, "As in the commands that have it.", setting.Expected);
        flag.Hidden = true;
        return flag;
    }

    private static ConfigurationReport Show(Session session, Dictionary<string, ISetting> flags)
    {
        ProgramCommand program = ProgramCommand.Of(session.Parsed);
        string? directory = ConfigurationLoader.DataDirectoryOf(session.Parsed);
        List<ShownSetting> settings = [];
        foreach (DeclaredSetting declared in program.Catalogue.All)
        {
            ISetting setting = declared.Setting;
            SettingText? given = flags.GetValueOrDefault(setting.Key, setting).Given(session.Parsed);
            object? value = given is { } text ? setting.ValueOf(text.Text) : setting.DefaultValue;
            string shown = given?.Text ?? setting.DefaultText;
            if (given is null && directory is not null && setting == CommonOptions.DataDirectory)
            {
                (value, shown) = (directory, directory);
            }
            settings.Add(new ShownSetting(declared, value, shown, given?.Source ?? default));
        }
        return new ConfigurationReport(program.Configuration.File?.Path, directory, settings);
    }
}
