using System.Diagnostics;

namespace NodeProto.Repo.Tests;

/// <summary>The source tree that the tests read.</summary>
internal static class Repository
{
    /// <summary>The folder with the solution.</summary>
    public static readonly string Root = FindRoot();

    /// <summary>Paths of all files that belong to the repository, with forward slashes, from the root.</summary>
    public static readonly IReadOnlyList<string> Files = ListFiles();

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    public static bool Exists(string path) => File.Exists(Path.Combine(Root, path));

    public static IEnumerable<string> FilesUnder(string folder, string ending) =>
        Files.Where(path => path.StartsWith(folder, StringComparison.Ordinal) && path.EndsWith(ending, StringComparison.Ordinal));

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "NodeProto.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }
        return folder ?? throw new InvalidOperationException("The tests run outside the repository.");
    }

    /// <summary>What git knows of or would add; without git every file outside the build's folders.</summary>
    private static string[] ListFiles()
    {
        try
        {
            ProcessStartInfo start = new("git", ["ls-files", "--cached", "--others", "--exclude-standard"])
            {
                WorkingDirectory = Root,
                RedirectStandardOutput = true,
                UseShellExecute = false,
                RedirectStandardError = true,
            };
            using Process git = Process.Start(start)!;
            string text = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            if (git.ExitCode == 0 && text.Length > 0)
            {
                return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(Exists).Order(StringComparer.Ordinal)];
            }
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // No git on this machine: the walk below finds the same in a fresh copy.
        }
        return
        [
            .. Directory
                .EnumerateFiles(Root, "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
                .Where(path => !path.Split('/').Any(part => part is "artifacts" or "bin" or "obj" or ".git"))
                .Order(StringComparer.Ordinal),
        ];
    }
}
