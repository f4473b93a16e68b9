using System.Diagnostics;
using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Primitives;
using NodeProto.Stages;
using Xunit.Abstractions;

namespace NodeProto.Spec.Tests;

/// <summary>
/// Every stage from the head of a chain back to other blocks, over every fork: afterwards the database has the checksum of a fresh
/// import to that block, and goes on to the head from there.
/// </summary>
/// <remarks>Without NODEPROTO_SPEC=all to a few blocks and in memory.</remarks>
public sealed class UnwindTests(ITestOutputHelper output)
{
    private const int Seed = 54;

    private static readonly bool IsComplete = Environment.GetEnvironmentVariable("NODEPROTO_SPEC") == "all";

    /// <summary>Chain, its last block, how many blocks to go back to, and whether over RocksDB.</summary>
    public static TheoryData<string, ulong, int, bool> Chains =>
        IsComplete
            ? new()
            {
                { "rpc-compat", 54, 55, false },
                { "rpc-compat", 54, 55, true },
                { "geth-ethtest", 600, 50, false },
                { "geth-ethtest", 600, 50, true },
                { "ejs-mixed", 300, 50, false },
                { "ejs-mixed", 300, 50, true },
            }
            : new() { { "rpc-compat", 54, 4, false }, { "geth-ethtest", 600, 2, false } };

    [FixtureTheory("chains")]
    [MemberData(nameof(Chains))]
    public async Task From_the_head_to_any_block_leaves_what_a_fresh_import_leaves(string chain, ulong head, int count, bool isOnDisk)
    {
        Genesis genesis = GenesisFile.Read(Fixtures.PathOf($"chains/{chain}/genesis.json"));
        string file = Fixtures.PathOf($"chains/{chain}/chain.rlp");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("unwind-");
        try
        {
            using IDatabase database = isOnDisk
                ? RocksDatabase.OpenOrCreate(Path.Combine(folder.FullName, "db"), new DatabaseOptions())
                : new InMemoryDatabase();
            GenesisWriter.Write(database, AllStages.Create(genesis.Spec).Stages, genesis);
            await ImportAsync(database, genesis, file, new(head));
            Hash256 last = ChecksumOf(database);
            Stopwatch unwinding = new();
            foreach (ulong to in Targets(head, count))
            {
                await ImportAsync(database, genesis, file, new(head)); // From where the last one ended.
                Assert.Equal(last, ChecksumOf(database));
                unwinding.Start();
                new Pipeline(database, AllStages.Create(genesis.Spec)).Unwind(new BlockNumber(to), default);
                unwinding.Stop();
                Assert.True(await FreshAsync(genesis, file, to) == ChecksumOf(database), $"{chain}: back to block {to}");
            }
            output.WriteLine(
                $"{chain}, {(isOnDisk ? "RocksDB" : "memory")}: from block {head} to {count} blocks (seed {Seed}), {unwinding.ElapsedMilliseconds / count} ms each"
            );
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Every block when there are as many, else random ones with genesis among them.</summary>
    private static List<ulong> Targets(ulong head, int count)
    {
        List<ulong> blocks = [];
        for (ulong block = 0; block <= head; block++)
        {
            blocks.Add(block);
        }
        if (blocks.Count > count)
        {
            ulong[] shuffled = [.. blocks.Skip(1).SkipLast(1)];
            new Random(Seed).Shuffle(shuffled);
            blocks = [0, .. shuffled.Take(count - 1)];
        }
        return blocks;
    }

    private static async Task<Hash256> FreshAsync(Genesis genesis, string file, ulong to)
    {
        using InMemoryDatabase database = new();
        GenesisWriter.Write(database, AllStages.Create(genesis.Spec).Stages, genesis);
        await ImportAsync(database, genesis, file, new(to));
        return ChecksumOf(database);
    }

    private static async Task ImportAsync(IDatabase database, Genesis genesis, string file, BlockNumber to)
    {
        if (to == BlockNumber.Genesis)
        {
            return;
        }
        using ChainFileSource source = ChainFileSource.Open([file], genesis.Hash);
        Pipeline pipeline = new(database, AllStages.Create(genesis.Spec, source, source));
        PipelineResult result = await pipeline.RunAsync(new PipelineTarget { ToBlock = to }, default);
        Assert.Empty(result.Rejected);
        Assert.Equal(to, result.Head.Number);
    }

    private static Hash256 ChecksumOf(IDatabase database)
    {
        using IReadTransaction tx = database.BeginRead();
        return DatabaseChecksum.Compute(tx).Total;
    }
}
