using System.Text.Json;
using NodeProto.Node.CommandLine;
using NodeProto.Node.Settings;

namespace NodeProto.Node.Output;

/// <summary>A setting, its value and where that came from.</summary>
/// <param name="Declared">The setting and who has it.</param>
/// <param name="Value">A truth value, a number or a text; null when something else decides, or nothing.</param>
/// <param name="Text">The same for people.</param>
/// <param name="Source">Where it came from.</param>
internal sealed record ShownSetting(DeclaredSetting Declared, object? Value, string Text, SettingSource Source);

/// <summary>Every setting, grouped by the commands that have it.</summary>
/// <param name="File">The configuration file that was read; null when there is none.</param>
/// <param name="DataDirectory">Where one was looked for when none is named; null when the chain has no directory.</param>
/// <param name="Settings">The settings in the order of the commands.</param>
internal sealed record ConfigurationReport(string? File, string? DataDirectory, IReadOnlyList<ShownSetting> Settings) : IReport
{
    private const int ValueWidthMax = 40;

    /// <inheritdoc/>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("file", File);
        json.WriteStartArray("settings");
        foreach (ShownSetting shown in Settings)
        {
            bool isInFile = shown.Source.Origin == SettingOrigin.File;
            json.WriteStartObject();
            json.WriteString("name", shown.Declared.Setting.Key);
            WriteValue(json, shown);
            json.WriteString("source", shown.Source.Origin.ToString().ToLowerInvariant());
            json.WriteString("variable", shown.Declared.Setting.Variable);
            new NamedValue("file", isInFile ? shown.Source.Place : null).WriteTo(json);
            new NamedValue("line", isInFile ? (long)shown.Source.Line : null).WriteTo(json);
            new NamedValue("default", shown.Declared.Setting.DefaultText is { Length: > 0 } text ? text : null).WriteTo(json);
            json.WriteStartArray("commands");
            foreach (string command in shown.Declared.Commands)
            {
                json.WriteStringValue(command);
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public void WriteText(Terminal terminal)
    {
        string nowhere = DataDirectory is null
            ? "no configuration file"
            : $"no configuration file: no {ConfigurationLoader.FileName} in {DataDirectory}";
        terminal.Out.WriteLine(File is null ? nowhere : $"configuration file {File}");
        int nameWidth = Settings.Max(shown => shown.Declared.Setting.Key.Length);
        int valueWidth = Math.Min(ValueWidthMax, Settings.Max(shown => ValueText(shown).Length));
        foreach (IGrouping<string, ShownSetting> group in Settings.GroupBy(shown => Owners(shown.Declared), StringComparer.Ordinal))
        {
            terminal.Out.WriteLine();
            terminal.Out.WriteLine(group.Key);
            foreach (ShownSetting shown in group)
            {
                string name = shown.Declared.Setting.Key.PadRight(nameWidth);
                terminal.Out.WriteLine($"  {name}  {ValueText(shown).PadRight(valueWidth)}  {shown.Source}");
            }
        }
    }

    private static void WriteValue(Utf8JsonWriter json, ShownSetting shown)
    {
        if (shown.Declared.Setting.IsList && shown.Value is string values)
        {
            json.WriteStartArray("value");
            foreach (string value in Setting.Split(values))
            {
                json.WriteStringValue(value);
            }
            json.WriteEndArray();
            return;
        }
        new NamedValue("value", shown.Value).WriteTo(json);
    }

    private static string Owners(DeclaredSetting declared) =>
        declared.Commands.Count == 0 ? "every command" : string.Join(", ", declared.Commands);

    /// <summary>What no command says and something else decides stands in brackets.</summary>
    private static string ValueText(ShownSetting shown) =>
        shown.Value is bool truth ? (truth ? "true" : "false")
        : shown.Value is null ? (shown.Text.Length == 0 ? "-" : $"({shown.Text})")
        : shown.Declared.Setting.IsList ? string.Join(", ", Setting.Split(shown.Text))
        : shown.Text;
}
