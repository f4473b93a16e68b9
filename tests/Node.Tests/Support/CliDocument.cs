using System.CommandLine;
using System.Text;
using NodeProto.Node.CommandLine;

namespace NodeProto.Node.Tests;

/// <summary>Makes <c>docs/cli.md</c> from the commands: the text of each help page, the common options once.</summary>
internal static class CliDocument
{
    private const string Begin = """
        # Command line

        Made from the commands; a test keeps it equal. `--help` after any command shows the same.

        Exit codes: 0 done; 1 failure, such as a full disk or a missing library; 2 wrong usage or configuration; 3 invalid chain data;
        4 the database is locked, corrupt, or of another chain or version; 130 interrupted after a clean commit with work left.
        [errors.md](errors.md) lists the codes of errors.

        With `--json` stdout holds exactly one JSON object, also after a failure:
        `{"error":{"code":"NP…","what":"…","where":"…","whatToDo":"…"}}`. Progress, logs and errors go to stderr.


        """;

    public static string Of(RootCommand root)
    {
        StringBuilder text = new(Begin);
        Page(text, "nodeproto", HelpText.Of(root));
        AddAll(text, root);
        return text.ToString();
    }

    private static void AddAll(StringBuilder text, Command parent)
    {
        foreach (Command command in parent.Subcommands)
        {
            Page(text, CommandPath.Of(command), HelpText.Of(command, isWhole: false));
            AddAll(text, command);
        }
    }

    private static void Page(StringBuilder text, string title, string help)
    {
        if (text[^2] != '\n')
        {
            text.Append('\n');
        }
        text.Append($"## {title}\n\n```text\n{help}```\n");
    }
}
