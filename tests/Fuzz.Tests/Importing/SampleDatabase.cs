using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Execution;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Fuzz.Tests;

/// <summary>A database in memory that holds a generated chain through all stages.</summary>
internal sealed class SampleDatabase : IDisposable
{
    private static readonly Genesis Chain = new ChainGenerator(Seeds.Stake).Genesis;
    private static readonly Block[] Blocks = [.. new ChainGenerator(Seeds.Stake).Generate()];

    public SampleDatabase()
    {
        MemorySource source = new();
        source.Deliver(Blocks.Select(DeliveredBlock.Of));
        StageSet stages = AllStages.Create(Chain.Spec, source, source);
        GenesisWriter.Write(Database, stages.Stages, Chain);
        PipelineResult result = new Pipeline(Database, stages).RunAsync(PipelineTarget.Everything, default).GetAwaiter().GetResult();
        Assert.Equal(Blocks[^1].Header.Hash, result.Head.Hash);
        using IWriteTransaction tx = Database.BeginWrite();
        new DataIdentity(Chain.Spec.ChainId, Chain.Hash, GenesisFile.Write(Chain)).Write(tx);
        tx.Commit();
    }

    public InMemoryDatabase Database { get; } = new();

    public static ChainSpec Spec => Chain.Spec;

    /// <summary>Every row: table, key, value.</summary>
    public IEnumerable<(Table Table, byte[] Key, byte[] Value)> Rows()
    {
        using IReadTransaction tx = Database.BeginRead();
        foreach (Table table in Tables.All)
        {
            using ICursor cursor = tx.OpenRawCursor(table);
            for (bool isRow = cursor.First(); isRow; isRow = cursor.Next())
            {
                yield return (table, cursor.Key.ToArray(), cursor.Value.ToArray());
            }
        }
    }

    public void Dispose() => Database.Dispose();
}
