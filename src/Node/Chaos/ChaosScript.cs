using NodeProto.Primitives;

namespace NodeProto.Node.Chaos;

/// <summary>The commands that <c>chaos</c> repeats: arguments of this program, several in a row with a lone comma between them.</summary>
/// <param name="Commands">The arguments of each; all name the same data directory.</param>
/// <param name="DataDirectory">That directory, as a full path.</param>
internal sealed record ChaosScript(IReadOnlyList<IReadOnlyList<string>> Commands, string DataDirectory)
{
    private const string Separator = ",";
    private const string Option = "--datadir";

    /// <summary>Takes the arguments apart.</summary>
    /// <exception cref="NodeException">A command is empty, or does not name the data directory that the others name.</exception>
    public static ChaosScript Parse(IReadOnlyList<string> arguments)
    {
        List<List<string>> commands =
        [
            [],
        ];
        foreach (string argument in arguments)
        {
            if (string.Equals(argument, Separator, StringComparison.Ordinal))
            {
                commands.Add([]);
            }
            else
            {
                commands[^1].Add(argument);
            }
        }
        string? directory = null;
        foreach (List<string> command in commands)
        {
            RequireRepeatable(command);
            if (string.Equals(command[^1], Option, StringComparison.Ordinal) || string.IsNullOrWhiteSpace(DirectoryOf(command)))
            {
                throw Wrong($"`{Text(command)}` has a {Option} without a folder");
            }
            string found = Path.TrimEndingDirectorySeparator(Path.GetFullPath(DirectoryOf(command)));
            if (directory is not null && !string.Equals(directory, found, StringComparison.Ordinal))
            {
                throw Wrong($"the commands name different data directories, {directory} and {found}");
            }
            directory = found;
        }
        return new ChaosScript(commands, directory!);
    }

    /// <summary>A command with another data directory.</summary>
    public static List<string> At(IReadOnlyList<string> command, string directory)
    {
        List<string> moved = [.. command];
        for (int i = 0; i < moved.Count; i++)
        {
            if (string.Equals(moved[i], Option, StringComparison.Ordinal))
            {
                moved[i + 1] = directory;
            }
            else if (
                moved[i].StartsWith(Option + "=", StringComparison.Ordinal) || moved[i].StartsWith(Option + ":", StringComparison.Ordinal)
            )
            {
                moved[i] = $"{Option}={directory}";
            }
        }
        return moved;
    }

    /// <summary>A command as a shell would take it.</summary>
    public static string Text(IReadOnlyList<string> command) => string.Join(' ', command);

    private static void RequireRepeatable(List<string> command)
    {
        if (command.Count == 0)
        {
            throw Wrong("a command is empty");
        }
        if (command[0].StartsWith('-'))
        {
            throw Wrong($"`{Text(command)}` does not begin with the name of a command");
        }
        if (string.Equals(command[0], "node", StringComparison.Ordinal))
        {
            throw Wrong("`node` never ends by itself");
        }
        foreach (string option in (string[])["--log-level", "--log-format"])
        {
            if (ValueOf(command, option) is not null)
            {
                throw Wrong($"`{Text(command)}` has {option}, but chaos reads the log and sets it itself");
            }
        }
        if (string.Equals(ValueOf(command, "--db"), "memory", StringComparison.OrdinalIgnoreCase))
        {
            throw Wrong($"`{Text(command)}` keeps its data in memory, where nothing outlives a kill");
        }
    }

    private static string DirectoryOf(List<string> command) =>
        ValueOf(command, Option) ?? throw Wrong($"`{Text(command)}` names no data directory");

    private static string? ValueOf(List<string> command, string option)
    {
        for (int i = 0; i < command.Count; i++)
        {
            if (string.Equals(command[i], option, StringComparison.Ordinal) && i + 1 < command.Count)
            {
                return command[i + 1];
            }
            if (
                command[i].StartsWith($"{option}=", StringComparison.Ordinal)
                || command[i].StartsWith($"{option}:", StringComparison.Ordinal)
            )
            {
                return command[i][(option.Length + 1)..];
            }
        }
        return null;
    }

    private static NodeException Wrong(string what) =>
        new(
            NodeErrorCode.CommandLineInvalid,
            $"{what}: every command that is killed ends by itself and works on one directory, which may be deleted",
            "the arguments after --",
            "For example: nodeproto chaos --kills 100 -- import chain.rlp --chain genesis.json --datadir scratch , stage unwind --to 5 --datadir scratch"
        );
}
