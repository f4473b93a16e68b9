namespace NodeProto.Stages.Tests;

/// <summary>A test over chains of other clients; skipped, and shown as skipped, where they are not on the machine.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FixtureFactAttribute : FactAttribute
{
    public FixtureFactAttribute()
    {
        if (Fixtures.Root is null)
        {
            Skip = "fixtures not found: set NODEPROTO_FIXTURES to the folder that holds chains/";
        }
    }
}

internal static class Fixtures
{
    public static string? Root { get; } = Find();

    public static string Chain(string name, string file) => Path.Combine(Root!, "chains", name, file);

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("NODEPROTO_FIXTURES") is { Length: > 0 } named)
        {
            return Directory.Exists(Path.Combine(named, "chains")) ? named : null;
        }
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "NodeProto.sln")))
        {
            folder = folder.Parent;
        }
        string? beside = folder?.Parent is { } parent ? Path.Combine(parent.FullName, "shared") : null;
        return beside is not null && Directory.Exists(Path.Combine(beside, "chains")) ? beside : null;
    }
}
