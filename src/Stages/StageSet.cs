using NodeProto.Db;

namespace NodeProto.Stages;

/// <summary>The stages of a pipeline in their order, with what the first one shares with the pipeline.</summary>
/// <param name="Stages">First to last.</param>
/// <param name="Source">Where blocks come from.</param>
/// <param name="Rejected">Blocks that broke a rule; the first stage skips them.</param>
public sealed record StageSet(IReadOnlyList<IStage> Stages, IHeaderSource Source, RejectedBlocks Rejected)
{
    /// <summary>Position of a stage.</summary>
    /// <exception cref="ArgumentException">There is no such stage.</exception>
    public int IndexOf(StageId id)
    {
        for (int i = 0; i < Stages.Count; i++)
        {
            if (Stages[i].Id == id)
            {
                return i;
            }
        }
        throw new ArgumentException($"There is no stage {id}.", nameof(id));
    }

    /// <summary>The stage that writes a table; null for those of the pipeline and of init.</summary>
    public StageId? WriterOf(Table table)
    {
        foreach (IStage stage in Stages)
        {
            if (stage.OwnTables.Contains(table))
            {
                return stage.Id;
            }
        }
        return null;
    }
}
