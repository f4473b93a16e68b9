using System.Diagnostics;

namespace NodeProto.Bench;

/// <summary>A run of the program <c>nodeproto</c> in a process of its own.</summary>
/// <param name="Output">What it printed.</param>
/// <param name="Seconds">From start to end.</param>
/// <param name="ProcessorSeconds">Of all its threads, up to some hundredths of a second before its end.</param>
/// <param name="PeakBytes">The most memory that was resident.</param>
internal sealed record ProgramRun(string Output, double Seconds, double ProcessorSeconds, long PeakBytes)
{
    /// <summary>Runs the program to its end and looks at what it takes a hundred times a second.</summary>
    public static ProgramRun Start(string root, string[] arguments)
    {
        ProcessStartInfo start = new(Path.Combine(root, "nodeproto"), arguments) { RedirectStandardOutput = true, UseShellExecute = false };
        long began = Stopwatch.GetTimestamp();
        using Process program = Process.Start(start)!;
        Task<string> output = program.StandardOutput.ReadToEndAsync();
        long peak = 0;
        double processor = 0;
        while (!program.WaitForExit(10))
        {
            program.Refresh();
            try
            {
                peak = Math.Max(peak, program.PeakWorkingSet64);
                processor = program.TotalProcessorTime.TotalSeconds;
            }
            catch (InvalidOperationException)
            {
                break; // It ended between the two.
            }
        }
        program.WaitForExit();
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        return program.ExitCode == 0
            ? new(output.GetAwaiter().GetResult(), seconds, processor, peak)
            : throw new InvalidOperationException($"nodeproto {string.Join(' ', arguments)}: exit code {program.ExitCode}");
    }

    /// <summary>The repository's root: the nearest folder above the program with its solution.</summary>
    public static string FindRoot()
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "NodeProto.sln")))
            {
                return folder;
            }
        }
        throw new InvalidOperationException("There is no NodeProto.sln above the program.");
    }
}
