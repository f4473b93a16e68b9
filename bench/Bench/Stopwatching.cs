using System.Diagnostics;

namespace NodeProto.Bench;

/// <summary>A measured rate.</summary>
/// <param name="Name">What was done.</param>
/// <param name="UnitsPerSecond">Median over the repetitions.</param>
/// <param name="Spread">Slowest repetition's time over the fastest one's; near 1 on a quiet machine.</param>
internal sealed record Measurement(string Name, double UnitsPerSecond, double Spread)
{
    /// <summary>How many times as fast as another one.</summary>
    public double RatioTo(Measurement other) => UnitsPerSecond / other.UnitsPerSecond;
}

/// <summary>Runs actions in turn until the compiler and the caches are warm, then repeatedly against the clock.</summary>
/// <remarks>Contestants of one comparison take turns, so that a machine that changes its speed changes it for all.</remarks>
internal static class Stopwatching
{
    private const int Repetitions = 41;

    /// <summary>Measures contestants that each do the same number of units.</summary>
    /// <param name="units">Units in one call of each action.</param>
    /// <param name="contestants">Names and actions.</param>
    public static Measurement[] Compare(double units, params (string Name, Action Run)[] contestants)
    {
        int[] calls = new int[contestants.Length];
        double[][] seconds = new double[contestants.Length][];
        for (int i = 0; i < contestants.Length; i++)
        {
            calls[i] = WarmUp(contestants[i].Run);
            seconds[i] = new double[Repetitions];
        }
        for (int repetition = 0; repetition < Repetitions; repetition++)
        {
            for (int i = 0; i < contestants.Length; i++)
            {
                seconds[i][repetition] = Time(contestants[i].Run, calls[i]) / calls[i];
            }
        }
        Measurement[] measurements = new Measurement[contestants.Length];
        for (int i = 0; i < contestants.Length; i++)
        {
            Array.Sort(seconds[i]);
            measurements[i] = new Measurement(contestants[i].Name, units / seconds[i][Repetitions / 2], seconds[i][^1] / seconds[i][0]);
        }
        return measurements;
    }

    /// <summary>Prints a table: rate, and ratio to the first row.</summary>
    public static void Print(string title, string unit, params Measurement[] measurements)
    {
        Console.WriteLine($"{title}");
        foreach (Measurement row in measurements)
        {
            string rate =
                row.UnitsPerSecond >= 1e6 ? $"{row.UnitsPerSecond / 1e6:F2} M {unit}/s" : $"{row.UnitsPerSecond / 1e3:F1} k {unit}/s";
            Console.WriteLine($"  {row.Name, -28} {rate, 22}   {row.RatioTo(measurements[0]), 6:F2} x   (spread {row.Spread:F2})");
        }
        Console.WriteLine();
    }

    // Long enough for tiered compilation to end (calls, then its 100 ms timer, then its background thread); returns calls for about 10 ms.
    private static int WarmUp(Action run)
    {
        long start = Stopwatch.GetTimestamp();
        int calls = 0;
        while (calls < 100 && Stopwatch.GetElapsedTime(start).TotalSeconds < 2)
        {
            run();
            calls++;
        }
        Thread.Sleep(150);
        double perCall = double.MaxValue;
        for (start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start).TotalSeconds < 0.2; )
        {
            perCall = Math.Min(perCall, Time(run, 1));
        }
        return Math.Max(1, (int)(0.01 / perCall));
    }

    private static double Time(Action run, int calls)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++)
        {
            run();
        }
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
