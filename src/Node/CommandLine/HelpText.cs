using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Text;

namespace NodeProto.Node.CommandLine;

/// <summary>The help of a command, made from its definition; <c>docs/cli.md</c> is made from the same text.</summary>
internal static class HelpText
{
    private const int FirstColumnMax = 30;

    /// <summary>The help page of a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="isWhole">Whether the options that every command has are listed too.</param>
    public static string Of(Command command, bool isWhole = true)
    {
        StringBuilder text = new();
        text.Append(command.Description).Append("\n\n");
        text.Append("Usage:\n  ").Append(Usage(command)).Append('\n');
        Section(text, "Arguments", command.Arguments, argument => (Label(argument), argument.Description ?? ""));
        Section(text, "Commands", command.Subcommands, sub => (sub.Name, sub.Description ?? ""));
        Section(text, "Options", OwnOptions(command), option => (Label(option), Explain(option)));
        if (isWhole)
        {
            Section(text, "Common options", CommonOptions.All, option => (Label(option), Explain(option)));
            text.Append(
                "\nEvery option can be set by an environment variable too: --log-level is NODEPROTO_LOG_LEVEL, --db.sync is NODEPROTO_DB_SYNC.\n"
            );
            text.Append(
                "In the configuration file it is \"log-level\" or \"db.sync\". A flag comes before the variable, the variable before the\n"
            );
            text.Append("file, the file before the default; `nodeproto config show` prints every value and where it comes from.\n");
        }
        if (command is DocumentedCommand { Examples.Count: > 0 } documented)
        {
            text.Append("\nExamples:\n");
            foreach (Example example in documented.Examples)
            {
                text.Append("  # ").Append(example.Explanation).Append("\n  ").Append(example.Line).Append('\n');
            }
        }
        return text.ToString();
    }

    /// <summary>Options of a command alone: without the common ones, those that are hidden, help and version.</summary>
    public static List<Option> OwnOptions(Command command)
    {
        List<Option> own = [];
        foreach (Option option in command.Options)
        {
            if (option is ISetting && !option.Recursive && !option.Hidden)
            {
                own.Add(option);
            }
        }
        return own;
    }

    /// <summary>For example <c>nodeproto db get TABLE KEY [options]</c>.</summary>
    public static string Usage(Command command)
    {
        StringBuilder usage = new(CommandPath.Of(command));
        if (command.Subcommands.Count > 0)
        {
            usage.Append(" COMMAND");
        }
        foreach (Argument argument in command.Arguments)
        {
            usage.Append(' ').Append(Label(argument));
        }
        return usage.Append(" [options]").ToString();
    }

    private static string Label(Argument argument) => argument.Arity.MaximumNumberOfValues > 1 ? $"{argument.Name}..." : argument.Name;

    private static string Label(Option option) =>
        option is ISetting { Expected.Length: > 0 } setting ? $"{option.Name} <{setting.Expected}>" : option.Name;

    private static string Explain(Option option) =>
        option is ISetting { DefaultText.Length: > 0 } setting
            ? $"{option.Description} [default: {setting.DefaultText}]"
            : option.Description ?? "";

    private static void Section<T>(StringBuilder text, string title, IEnumerable<T> items, Func<T, (string First, string Second)> row)
    {
        List<(string First, string Second)> rows = [.. items.Select(row)];
        if (rows.Count == 0)
        {
            return;
        }
        int width = Math.Min(FirstColumnMax, rows.Max(each => each.First.Length));
        text.Append('\n').Append(title).Append(":\n");
        foreach ((string first, string second) in rows)
        {
            text.Append("  ").Append(first.PadRight(width));
            text.Append(first.Length > width ? "\n  " + new string(' ', width) : "").Append("  ").Append(second).Append('\n');
        }
    }

    /// <summary>Prints the page in place of the library's own.</summary>
    internal sealed class Action(TextWriter writer) : SynchronousCommandLineAction
    {
        /// <inheritdoc/>
        public override bool ClearsParseErrors => true;

        /// <inheritdoc/>
        public override int Invoke(ParseResult parseResult)
        {
            writer.Write(Of(parseResult.CommandResult.Command));
            writer.Flush();
            return 0;
        }
    }

    /// <summary>Whether the option is the library's help option.</summary>
    public static bool IsHelp(Option option) => option is HelpOption;
}
