using System.CommandLine;

namespace NodeProto.Node.CommandLine;

/// <summary>A command with those above it, as one types it.</summary>
internal static class CommandPath
{
    /// <summary>For example <c>nodeproto stage list</c>.</summary>
    public static string Of(Command command)
    {
        // The root is otherwise named after the process, which may be a test's.
        string path = command is RootCommand ? "nodeproto" : command.Name;
        foreach (Symbol parent in command.Parents)
        {
            if (parent is Command above)
            {
                return $"{Of(above)} {path}";
            }
        }
        return path;
    }
}
