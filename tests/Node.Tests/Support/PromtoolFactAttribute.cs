using System.Diagnostics;

namespace NodeProto.Node.Tests;

/// <summary>A test that needs Prometheus' promtool; skipped where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PromtoolFactAttribute : FactAttribute
{
    public PromtoolFactAttribute() => Skip = Promtool.IsInstalled ? null : "promtool is not installed (Debian: apt-get install prometheus)";
}

/// <summary>Prometheus' own checker.</summary>
internal static class Promtool
{
    public static readonly bool IsInstalled = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, "promtool")));

    /// <summary>Runs it in the folder of the rules.</summary>
    /// <returns>Exit code, and what it said.</returns>
    public static async Task<(int ExitCode, string Text)> Run(string input, params string[] args)
    {
        ProcessStartInfo start = new("promtool", args)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = RepositoryFolder.File("deploy", "prometheus"),
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }
}
