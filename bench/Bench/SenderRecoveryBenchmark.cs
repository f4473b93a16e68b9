using System.Diagnostics;
using NodeProto.Consensus;
using NodeProto.Execution;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Bench;

/// <summary>The stage sender-recovery as a whole, beside a bare loop over the library on one core.</summary>
internal sealed class SenderRecoveryBenchmark : IComparison
{
    private const int Repetitions = 5;

    public static string Name => "senders";

    public static string Summary => "stage sender-recovery on RocksDB with all cores, beside a bare loop of libsecp256k1's recover on one";

    public static void Run(ReadOnlySpan<string> arguments)
    {
        int blocks = arguments.Length > 0 ? int.Parse(arguments[0]) : 200;
        ChainGenerator generator = new(
            new ChainGeneratorOptions
            {
                Spec = ChainSpec.AllFrom(Fork.Shanghai, 1337),
                Blocks = blocks,
                TransactionsPerBlock = 200,
            }
        );
        MemorySource source = new();
        List<Transaction> transactions = [];
        foreach (Block block in generator.Generate())
        {
            source.Add(block.Header, block.Body);
            transactions.AddRange(block.Body.Transactions);
        }
        Hash256[] hashes = [.. transactions.Select(transaction => transaction.SigningHash())];
        using StageBench bench = new(generator.Genesis, source);
        bench.Run(StageId.Headers);
        bench.Run(StageId.Bodies);
        double[] bare = new double[Repetitions];
        double[] stage = new double[Repetitions];
        double[] overhead = new double[Repetitions];
        for (int i = -1; i < Repetitions; i++) // The first round warms up.
        {
            bench.Reset(StageId.SenderRecovery, generator.Genesis);
            TimeSpan start = ProcessorTime;
            double bareRate = RunBare(transactions, hashes);
            TimeSpan between = ProcessorTime;
            double stageRate = bench.Run(StageId.SenderRecovery).UnitsPerSecond;
            double spent = (ProcessorTime - between) / (between - start);
            if (i >= 0)
            {
                bare[i] = bareRate;
                stage[i] = stageRate;
                overhead[i] = spent;
            }
        }
        Array.Sort(bare);
        Array.Sort(stage);
        Array.Sort(overhead);
        double ratio = stage[Repetitions / 2] / bare[Repetitions / 2];
        int cores = Environment.ProcessorCount;
        Console.WriteLine($"{transactions.Count} signatures, {cores} cores, median of {Repetitions}:");
        Console.WriteLine($"  bare loop, one core   {bare[Repetitions / 2], 10:F0} signatures/s");
        Console.WriteLine(
            $"  whole stage           {stage[Repetitions / 2], 10:F0} signatures/s   {ratio:F2} x   {ratio / cores:P0} of {cores} x"
        );
        Console.WriteLine(
            $"  processor time of the stage: {overhead[Repetitions / 2]:F3} x that of the loop, whatever else the machine does"
        );
    }

    private static TimeSpan ProcessorTime => Process.GetCurrentProcess().TotalProcessorTime;

    private static double RunBare(List<Transaction> transactions, Hash256[] hashes)
    {
        Span<byte> publicKey = stackalloc byte[Secp256k1.PublicKeyBytes];
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < hashes.Length; i++)
        {
            Transaction transaction = transactions[i];
            if (!Secp256k1.TryRecoverPublicKey(hashes[i], transaction.R, transaction.S, transaction.YParity, publicKey))
            {
                throw new InvalidOperationException("A generated signature is not valid.");
            }
        }
        return hashes.Length / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
