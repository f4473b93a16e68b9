namespace NodeProto.EndToEnd.Tests;

/// <summary>A fact that needs a folder of another user: skipped, with the reason, where this process may not make one.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ForeignFolderFactAttribute : FactAttribute
{
    private static readonly string? Refusal = Try();

    public ForeignFolderFactAttribute() => Skip = Refusal;

    private static string? Try()
    {
        using TestFolder folder = new();
        try
        {
            string inner = Directory.CreateDirectory(folder["inner"]).FullName;
            using ForeignFolder foreign = new(inner);
            SystemCommand.Run("bash", "-c", $"{foreign.Limit}; ! \"$@\"", "bash", "test", "-w", inner);
            return null;
        }
        catch (InvalidOperationException e)
        {
            return $"this process cannot be kept from writing to a folder of another user: {e.Message}";
        }
    }
}

/// <summary>
/// Makes a folder and all in it that of another user until the end. Where root runs the tests it gets an owner, and programs are started
/// without the capabilities that set root above permissions; else nobody may write to it, which is as much as a user can do.
/// </summary>
internal sealed class ForeignFolder : IDisposable
{
    private readonly string _path;

    /// <summary>Gives it away.</summary>
    /// <exception cref="InvalidOperationException">The system does not allow it.</exception>
    public ForeignFolder(string path)
    {
        _path = path;
        SystemCommand.Run(Environment.IsPrivilegedProcess ? ["chown", "-R", "65534", path] : ["chmod", "-R", "a-w", path]);
    }

    /// <summary>What a shell says before it starts a program that is to heed permissions.</summary>
    public string Limit { get; } =
        Environment.IsPrivilegedProcess
            ? "set -- setpriv --inh-caps=-dac_override,-dac_read_search --bounding-set=-dac_override,-dac_read_search \"$@\""
            : ":";

    public void Dispose() =>
        SystemCommand.Run(Environment.IsPrivilegedProcess ? ["chown", "-R", "0", _path] : ["chmod", "-R", "u+w", _path]);
}
