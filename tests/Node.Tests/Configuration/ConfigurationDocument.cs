using System.Text;
using NodeProto.Node.CommandLine;
using NodeProto.Node.Settings;

namespace NodeProto.Node.Tests;

/// <summary>Makes <c>docs/configuration.md</c> from the settings.</summary>
internal static class ConfigurationDocument
{
    /// <summary>The file that the document shows; a test reads it as the program would.</summary>
    public const string Example = """
        {
          // Everything for a node on a small machine.
          "datadir": "/srv/nodeproto",
          "chain": "mainnet",
          "db.sync": "commit",
          "commit-seconds": 30,
          "verify-pow": false,
          "log-format": "json", // One object a line.
        }
        """;

    private const string Begin = """
        # Configuration

        Made from the settings; a test keeps it equal.

        A value comes from the first of these that gives one:

        1. the flag: `--commit-blocks 500`;
        2. the environment variable: `NODEPROTO_COMMIT_BLOCKS=500`; one that is empty counts as not set;
        3. the configuration file: `"commit-blocks": 500`;
        4. the default.

        `nodeproto config show` prints every setting with its value and what decided it: flag, variable, file with line, or default. It takes
        every option of every command, so `nodeproto config show --commit-blocks 7` shows what a flag would change, and
        `nodeproto config show --config FILE` checks a file without doing anything. `--json` prints the same for programs.

        ## The file

        One file is read: the one that `--config` or `NODEPROTO_CONFIG` names; without either, `nodeproto.json` in the data directory, if it is
        there. The data directory is the one of `--datadir` or `NODEPROTO_DATADIR`, else the default one of the chain that `--chain` or
        `NODEPROTO_CHAIN` name, else mainnet's; with `--db memory` there is none.

        It holds one JSON object in UTF-8. Names are those of the options without the dashes before them and are not nested. A value is a
        text, a number, for a switch true or false, or, where an option takes many, a list of texts. Comments and a comma after the last value are allowed. Paths are meant from where the
        program was started, as in flags and variables.

        ```json
        EXAMPLE
        ```

        The whole file is checked before a command does anything, also what the command does not need: a name that does not exist, a name
        twice, `null` or a value that no command accepts ends it with exit code 2 and names file and line
        ([NP1002, NP1501 to NP1504](errors.md)). A value is for every command that has an option of its name, `to`, `force` and `dry-run` included: what a single
        run is meant to do belongs on its command line. Two commands can have an option of one name that means different things, such as `--from`:
        a value is then held to the option of the command that runs. The file of a data directory cannot hold `datadir`, `chain` or `db`,
        which choose the directory, and no file `config`.

        A variable that begins with `NODEPROTO_` and is no setting does nothing but a warning in the log, with the name that was
        perhaps meant.

        ## The log

        Log lines go to stderr. `--log-format text` and `--log-format json` hold the same: a line of JSON has `time` (UTC), `level`, `message`
        and a property for each value; a line of text has the values inside its sentence, rounded for reading, and the others after it as
        `name=value`.

        ```text
        12:00:01 execution: block 100 of 1,000, 5,000 gas/s, 9.0 s left, compute
        {"time":"2020-01-01T12:00:01+00:00","level":"info","message":"execution: block 100 of 1,000, 5,000 gas/s, 9.0 s left, compute","stage":"execution","block":100,"unitsPerSecond":5000,"unit":"gas","phase":"compute","target":1000,"secondsLeft":9}
        ```

        With `--log-format json` an error that ends the command is a line of JSON too, with `code`, `where` and `whatToDo`.

        ## Settings

        Every one is a flag (`--` before the name), a variable and a line of the file.

        """;

    public static string Of(SettingCatalogue catalogue)
    {
        StringBuilder text = new(Begin.Replace("EXAMPLE", Example, StringComparison.Ordinal));
        text.Append("\n| name | variable | value | default | commands |\n|---|---|---|---|---|\n");
        foreach (DeclaredSetting declared in catalogue.All)
        {
            ISetting setting = declared.Setting;
            string commands = declared.Commands.Count == 0 ? "all" : string.Join(", ", declared.Commands.Select(command => $"`{command}`"));
            string[] cells = [$"`{setting.Key}`", $"`{setting.Variable}`", setting.Allowed, DefaultOf(setting), commands];
            text.Append("| ").AppendJoin(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal))).Append(" |\n");
        }
        return text.ToString();
    }

    private static string DefaultOf(ISetting setting) => setting.DefaultValue is false ? "false" : setting.DefaultText;
}
