using System.Diagnostics;
using NodeProto.Consensus;
using NodeProto.Primitives;

namespace NodeProto.Bench;

/// <summary>What proof of work costs: the cache of an epoch, and the seals that one core verifies with it.</summary>
internal sealed class EthashBenchmark : IComparison
{
    private const int Repetitions = 5;
    private const double Seconds = 1;
    private static readonly int[] EpochsByDefault = [0, 517]; // Mainnet's first and last.

    public static string Name => "ethash";

    public static string Summary => "Ethash: milliseconds to make an epoch's cache, seals verified a second and core; arguments: epochs";

    public static void Run(ReadOnlySpan<string> arguments)
    {
        int[] epochs = arguments.Length == 0 ? EpochsByDefault : Array.ConvertAll(arguments.ToArray(), int.Parse);
        foreach (int index in epochs)
        {
            EthashEpoch epoch = new(index);
            double[] creation = new double[Repetitions];
            EthashCache cache = null!;
            for (int i = 0; i < Repetitions; i++)
            {
                long start = Stopwatch.GetTimestamp();
                cache = EthashCache.Create(epoch);
                creation[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }
            double[] rates = new double[Repetitions];
            for (int i = 0; i < Repetitions; i++)
            {
                rates[i] = MeasureRate(cache);
            }
            Array.Sort(creation);
            Array.Sort(rates);
            Console.WriteLine($"epoch {index}, cache of {epoch.CacheBytes / 1048576.0:F1} MiB; median of {Repetitions} (best):");
            Console.WriteLine($"  cache creation  {creation[Repetitions / 2], 8:F0} ms ({creation[0]:F0})");
            Console.WriteLine($"  verifications   {rates[Repetitions / 2], 8:F0} a second and core ({rates[^1]:F0})");
            Console.WriteLine($"  one of them     {1e6 / rates[Repetitions / 2], 8:F0} us ({1e6 / rates[^1]:F0})");
        }
    }

    private static double MeasureRate(EthashCache cache)
    {
        EthashSeed[] seeds = new EthashSeed[Hashimoto.Lanes];
        Hash256[] mixes = new Hash256[Hashimoto.Lanes];
        ulong nonce = 0;
        long start = Stopwatch.GetTimestamp();
        double elapsed;
        do
        {
            for (int i = 0; i < seeds.Length; i++)
            {
                seeds[i] = EthashSeed.Of(Keccak.OfEmpty, nonce++);
            }
            Hashimoto.Light(cache, seeds, mixes);
            elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        } while (elapsed < Seconds);
        return nonce / elapsed;
    }
}
