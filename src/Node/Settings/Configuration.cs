using System.Collections;
using System.CommandLine;
using NodeProto.Node.CommandLine;

namespace NodeProto.Node.Settings;

/// <summary>What variables and configuration file say; a flag comes before both.</summary>
/// <param name="variables">Environment variables by name.</param>
/// <param name="file">The one configuration file of this start; null when there is none.</param>
internal sealed class Configuration(IReadOnlyDictionary<string, string> variables, ConfigurationFile? file = null)
{
    /// <summary>How every variable of ours begins.</summary>
    public const string Prefix = "NODEPROTO_";

    /// <summary>Environment variables by name.</summary>
    public IReadOnlyDictionary<string, string> Variables => variables;

    /// <summary>The configuration file; null when there is none.</summary>
    public ConfigurationFile? File => file;

    /// <summary>The configuration that belongs to a command line.</summary>
    public static Configuration Of(ParseResult parsed) => ProgramCommand.Of(parsed).Configuration;

    /// <summary>The variables of this process that begin as ours do.</summary>
    public static Dictionary<string, string> ProcessVariables()
    {
        Dictionary<string, string> found = new(StringComparer.Ordinal);
        foreach (DictionaryEntry each in Environment.GetEnvironmentVariables())
        {
            if (each is { Key: string name, Value: string text } && name.StartsWith(Prefix, StringComparison.Ordinal))
            {
                found[name] = text;
            }
        }
        return found;
    }

    /// <summary>What variable or file say of a setting; null when neither does. A variable that is empty says nothing.</summary>
    public SettingText? Find(ISetting setting)
    {
        if (variables.TryGetValue(setting.Variable, out string? text) && text.Length > 0)
        {
            return new SettingText(text, new SettingSource(SettingOrigin.Variable, setting.Variable));
        }
        return file?.Find(setting.Key) is { } entry
            ? new SettingText(entry.Text, new SettingSource(SettingOrigin.File, file.Path, entry.Line))
            : null;
    }
}
