using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Execution;
using NodeProto.Primitives;

namespace NodeProto.Stages.Tests;

/// <summary>A chain with contracts, and nodes that keep a part of it.</summary>
internal static class PrunedNodes
{
    public const ulong Head = 110;

    /// <summary>Every segment, each from another block on.</summary>
    public static readonly IReadOnlyDictionary<PruneSegment, PruneMode> Narrow = new Dictionary<PruneSegment, PruneMode>
    {
        [PruneSegment.Senders] = PruneMode.Last(64),
        [PruneSegment.Receipts] = PruneMode.From(new BlockNumber(40)),
        [PruneSegment.AccountHistory] = PruneMode.Last(85),
        [PruneSegment.StorageHistory] = PruneMode.Last(80),
        [PruneSegment.TransactionLookup] = PruneMode.Last(70),
        [PruneSegment.Bodies] = PruneMode.Last(90),
    };

    public static readonly TestChain Chain = TestChain.Generate(
        new ChainGeneratorOptions
        {
            Spec = ChainSpec.AllFrom(Fork.London, 1337),
            Blocks = (int)Head,
            TransactionsPerBlock = 1,
            Senders = 8,
            Contracts = true,
        }
    );

    private static Dictionary<string, string>? s_narrowRows;

    public static TestNode Create(long blocksPerCommit = 1_000, bool isOnDisk = false) =>
        new(Chain.Genesis, blocksPerCommit, isOnDisk: isOnDisk);

    /// <summary>What a straight import with <see cref="Narrow"/> leaves.</summary>
    public static async Task<Dictionary<string, string>> NarrowRowsAsync()
    {
        if (s_narrowRows is null)
        {
            using TestNode node = await ImportedAsync(Narrow);
            s_narrowRows = node.Rows();
        }
        return s_narrowRows;
    }

    public static async Task<TestNode> ImportedAsync(
        IReadOnlyDictionary<PruneSegment, PruneMode>? modes,
        long blocksPerCommit = 1_000,
        bool isOnDisk = false
    )
    {
        TestNode node = Create(blocksPerCommit, isOnDisk);
        if (modes is not null)
        {
            Choose(node, modes);
        }
        await node.ImportAsync(Chain);
        return node;
    }

    public static void Choose(TestNode node, IReadOnlyDictionary<PruneSegment, PruneMode> modes)
    {
        using IWriteTransaction tx = node.Database.BeginWrite();
        foreach ((PruneSegment segment, PruneMode mode) in modes)
        {
            tx.Put(Tables.PruneCheckpoints, segment.Name, Retention.Find(tx, segment) with { Mode = mode });
        }
        tx.Commit();
    }

    public static Task<PipelineResult> PruneAsync(TestNode node, CancellationToken stop = default) =>
        node.Create().RunStageAsync(StageId.Prune, new BlockNumber(ulong.MaxValue), stop);

    public static ulong FirstBlock(TestNode node, PruneSegment segment)
    {
        using IReadTransaction tx = node.Database.BeginRead();
        return Retention.FirstBlock(tx, segment).Value;
    }

    /// <summary>Block of the first row of a table whose keys begin with one.</summary>
    public static ulong FirstRow(TestNode node, Table table)
    {
        using IReadTransaction tx = node.Database.BeginRead();
        using ICursor cursor = tx.OpenRawCursor(table);
        Assert.True(cursor.First());
        return BlockNumber.ReadFrom(cursor.Key).Value;
    }
}
