namespace NodeProto.Node.Tests;

/// <summary>The folder with the solution.</summary>
internal static class RepositoryFolder
{
    public static readonly string Path = Find();

    /// <summary>A file in it.</summary>
    public static string File(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    private static string Find()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !System.IO.File.Exists(System.IO.Path.Combine(folder, "NodeProto.sln")))
        {
            folder = System.IO.Path.GetDirectoryName(folder);
        }
        return folder ?? throw new InvalidOperationException("The tests run outside the repository.");
    }
}
