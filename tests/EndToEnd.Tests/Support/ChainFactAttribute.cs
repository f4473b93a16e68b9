namespace NodeProto.EndToEnd.Tests;

/// <summary>A fact over a chain of another client; skipped, with the reason, where it is not on the machine.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ChainFactAttribute : FactAttribute
{
    private static readonly string? Chains = Find();

    public ChainFactAttribute(string chain)
    {
        if (Chains is null || !Directory.Exists(System.IO.Path.Combine(Chains, chain)))
        {
            Skip = $"fixtures not found: set NODEPROTO_FIXTURES to the folder that holds chains/{chain}";
        }
    }

    /// <summary>A file of a chain.</summary>
    public static string Path(string chain, string file) => System.IO.Path.Combine(Chains!, chain, file);

    private static string? Find()
    {
        string? root = Environment.GetEnvironmentVariable("NODEPROTO_FIXTURES");
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); root is null && folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "NodeProto.sln")))
            {
                root = System.IO.Path.Combine(folder.FullName, "..", "shared");
            }
        }
        string? chains = root is null ? null : System.IO.Path.Combine(root, "chains");
        return chains is not null && Directory.Exists(chains) ? chains : null;
    }
}
