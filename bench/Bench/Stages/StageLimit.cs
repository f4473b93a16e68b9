using System.Diagnostics;
using NodeProto.Stages;

namespace NodeProto.Bench;

/// <summary>The least that a stage's work can take on this machine, measured in the run in which the stage is.</summary>
/// <param name="What">The work that no implementation can leave out, on how many cores.</param>
/// <param name="Seconds">Time that it takes alone.</param>
/// <param name="ProcessorSeconds">Processor time that it takes alone.</param>
internal readonly record struct StageLimit(string What, double Seconds, double ProcessorSeconds)
{
    private const int ChunkBytes = 1 << 20;

    /// <summary>Runs what must be done on one core.</summary>
    /// <param name="what">What it is.</param>
    /// <param name="cores">On how many cores it could be spread: the time is divided by them.</param>
    /// <param name="work">Does all of it once.</param>
    public static StageLimit Of(string what, int cores, Action work)
    {
        double before = ProcessorTime();
        long start = Stopwatch.GetTimestamp();
        work();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return new(cores > 1 ? $"{what}; {cores} cores" : $"{what}; one core", seconds / cores, ProcessorTime() - before);
    }

    /// <summary>The longer one of this and of writing the stage's bytes to a file, once and in order.</summary>
    public StageLimit OrWriting(StageReport report, string folder)
    {
        double seconds = Writing(Path.Combine(folder, "sequential"), report.WrittenBytes);
        return seconds > Seconds ? new("writing the same bytes in order, synced", seconds, ProcessorSeconds) : this;
    }

    /// <summary>Seconds to write bytes in order and to sync them.</summary>
    public static double Writing(string path, long bytes)
    {
        byte[] chunk = new byte[Math.Min(ChunkBytes, bytes)];
        new Random(1).NextBytes(chunk);
        long start = Stopwatch.GetTimestamp();
        using (FileStream file = new(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            for (long left = bytes; left > 0; left -= chunk.Length)
            {
                file.Write(chunk, 0, (int)Math.Min(left, chunk.Length));
            }
            file.Flush(flushToDisk: true);
        }
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        File.Delete(path);
        return seconds;
    }

    /// <summary>Seconds of one synced write into a file that is there already, as a write-ahead log is; the best of ten.</summary>
    public static double SyncedWrite(string path, int bytes)
    {
        byte[] block = new byte[bytes];
        double best = double.MaxValue;
        using (FileStream file = new(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            for (int i = 0; i <= 10; i++)
            {
                long start = Stopwatch.GetTimestamp();
                file.Position = 0;
                file.Write(block);
                file.Flush(flushToDisk: true);
                best = i == 0 ? best : Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds); // The first one makes the file longer.
            }
        }
        File.Delete(path);
        return best;
    }

    /// <summary>Processor seconds of this process so far.</summary>
    public static double ProcessorTime()
    {
        using Process self = Process.GetCurrentProcess();
        return self.TotalProcessorTime.TotalSeconds;
    }
}
