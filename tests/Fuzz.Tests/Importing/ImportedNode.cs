using NodeProto.Db;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Fuzz.Tests;

/// <summary>A database in memory that blocks are imported into, as the command does it.</summary>
internal sealed class ImportedNode : IDisposable
{
    private static readonly StateRootOptions Roots = new() { Checks = RootChecks.Every }; // So that no wrong root hides inside a commit.
    private readonly HostileWorld _world;
    private readonly InMemoryDatabase _database = new();
    private Pipeline _pipeline;

    public ImportedNode(HostileWorld world)
    {
        _world = world;
        StageSet stages = AllStages.Create(world.Genesis.Spec);
        GenesisWriter.Write(_database, stages.Stages, world.Genesis);
        _pipeline = new Pipeline(_database, stages);
    }

    /// <summary>Brings blocks through all stages, in a process of its own: it knows nothing but what is in the database.</summary>
    public PipelineResult Import(params IEnumerable<DeliveredBlock> blocks)
    {
        MemorySource source = new();
        source.Deliver(blocks);
        return ImportFrom(source);
    }

    /// <summary>The same of any source.</summary>
    public PipelineResult ImportFrom<TSource>(TSource source)
        where TSource : IHeaderSource, IBodySource
    {
        _pipeline = new Pipeline(_database, AllStages.Create(_world.Genesis.Spec, source, source, Roots));
        return _pipeline.RunAsync(PipelineTarget.Everything, default).GetAwaiter().GetResult();
    }

    public void Unwind(int block) => _pipeline.Unwind(new BlockNumber((ulong)block), default);

    /// <summary>The last block of all stages.</summary>
    public (int Number, Hash256 Hash) Head()
    {
        using IReadTransaction tx = _database.BeginRead();
        StageCheckpoint head = CheckpointStore.Read(tx, StageId.Finish);
        return ((int)head.Number.Value, head.Hash);
    }

    public Hash256 Checksum()
    {
        using IReadTransaction tx = _database.BeginRead();
        return DatabaseChecksum.Compute(tx).Total;
    }

    /// <summary>Why the database is not sound; null when it is.</summary>
    public string? Verify()
    {
        using IReadTransaction tx = _database.BeginRead();
        VerificationReport report = DatabaseVerifier.Verify(
            tx,
            _world.Genesis.Spec,
            new VerificationOptions { IsDeep = true, Threads = 1 }
        );
        return report.IsSound ? null : string.Join("; ", report.Findings);
    }

    public void Dispose() => _database.Dispose();
}
