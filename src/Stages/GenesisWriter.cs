using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Writes block 0 into an empty database: each stage its own rows, and every checkpoint at 0.</summary>
public static class GenesisWriter
{
    /// <summary>Writes genesis in one commit.</summary>
    /// <param name="database">An empty database, or one that holds metadata alone.</param>
    /// <param name="stages">All stages.</param>
    /// <param name="genesis">Block 0 and its state.</param>
    public static void Write(IDatabase database, IReadOnlyList<IStage> stages, Genesis genesis)
    {
        using IWriteTransaction tx = database.BeginWrite();
        Write(tx, stages, genesis);
        tx.Commit();
    }

    /// <summary>Writes genesis into a transaction that the caller commits, together with its own rows.</summary>
    public static void Write(IWriteTransaction tx, IReadOnlyList<IStage> stages, Genesis genesis)
    {
        foreach (IStage stage in stages)
        {
            stage.WriteGenesis(tx, genesis);
            CheckpointStore.Write(tx, stage.Id, BlockNumber.Genesis, genesis.Hash);
        }
    }
}
