namespace NodeProto.EndToEnd.Tests;

/// <summary>A fact that needs a file system of its own: skipped, with the reason, where this process may not mount one.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MountFactAttribute : FactAttribute
{
    private static readonly string? Refusal = Try();

    public MountFactAttribute() => Skip = Refusal;

    private static string? Try()
    {
        using TestFolder folder = new();
        try
        {
            using MountedFolder mounted = new(folder.Path, "1m");
            return null;
        }
        catch (InvalidOperationException e)
        {
            return $"this process may not mount a file system: {e.Message}";
        }
    }
}

/// <summary>A small file system in memory over a folder, gone afterwards.</summary>
internal sealed class MountedFolder : IDisposable
{
    private readonly string _path;

    /// <summary>Mounts it.</summary>
    /// <exception cref="InvalidOperationException">The system does not allow it.</exception>
    public MountedFolder(string path, string size)
    {
        _path = path;
        SystemCommand.Run("mount", "-t", "tmpfs", "-o", $"size={size}", "nodeproto-test", path);
    }

    /// <summary>Gives it another size, or makes it read-only: <c>size=64m</c>, <c>ro</c>.</summary>
    public void Remount(string option) => SystemCommand.Run("mount", "-o", $"remount,{option}", _path);

    public void Dispose() => SystemCommand.Run("umount", "-l", _path);
}
