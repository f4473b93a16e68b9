using System.CommandLine;

namespace NodeProto.Node.CommandLine;

/// <summary>A command with those above it, as one types it.</summary>
internal static class CommandPath
{
    /// <summary>For example <c>nodeproto stage list</c>.</summary>
    public static string Of(Command command)
    {
        string path = command.Name;
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
