using System.Diagnostics;
using NodeProto.Consensus;
using NodeProto.Primitives;

namespace NodeProto.Bench;

/// <summary>What proof of work costs: the cache of an epoch, and the seals that one core verifies with it.</summary>
/// <remarks>Measured in processor time, so that what else runs on the machine counts little: there is one thread.</remarks>
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
                double start = ProcessorSeconds();
                cache = EthashCache.Create(epoch);
                creation[i] = 1e3 * (ProcessorSeconds() - start);
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
        double start = ProcessorSeconds();
        double elapsed;
        do
        {
            for (int round = 0; round < 32; round++) // The clock costs some 30 us.
            {
                for (int i = 0; i < seeds.Length; i++)
                {
                    seeds[i] = EthashSeed.Of(Keccak.OfEmpty, nonce++);
                }
                Hashimoto.Light(cache, seeds, mixes);
            }
            elapsed = ProcessorSeconds() - start;
        } while (elapsed < Seconds);
        return nonce / elapsed;
    }

    private static double ProcessorSeconds()
    {
        using Process self = Process.GetCurrentProcess();
        return self.TotalProcessorTime.TotalSeconds;
    }
}
