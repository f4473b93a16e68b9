namespace NodeProto.Node.Tests;

/// <summary>A file in <c>docs/</c> that is made from the program; <c>NODEPROTO_UPDATE_DOCS=1</c> writes it anew.</summary>
internal static class GeneratedDocument
{
    /// <summary>Fails when the file does not hold the text.</summary>
    public static void Check(string name, string text)
    {
        string path = Path.Combine(RepositoryRoot(), "docs", name);
        if (Environment.GetEnvironmentVariable("NODEPROTO_UPDATE_DOCS") == "1")
        {
            File.WriteAllText(path, text);
        }
        bool isCurrent = File.Exists(path) && File.ReadAllText(path) == text;
        Assert.True(isCurrent, $"docs/{name} is stale: NODEPROTO_UPDATE_DOCS=1 ./test node writes it.");
    }

    private static string RepositoryRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "NodeProto.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }
        return folder ?? throw new InvalidOperationException("The tests run outside the repository.");
    }
}
