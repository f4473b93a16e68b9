using System.Diagnostics;

namespace NodeProto.EndToEnd.Tests;

/// <summary>Commands of the system that prepare what a test needs.</summary>
internal static class SystemCommand
{
    /// <summary>Runs a command.</summary>
    /// <exception cref="InvalidOperationException">It fails, or is not there.</exception>
    public static void Run(params string[] words)
    {
        try
        {
            using Process process = Process.Start(
                new ProcessStartInfo(words[0], words[1..]) { RedirectStandardError = true, UseShellExecute = false }
            )!;
            string error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException($"{words[0]} ended with {process.ExitCode} {error.Trim()}");
            }
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException(e.Message, e);
        }
    }
}
