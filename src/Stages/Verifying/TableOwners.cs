using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Which stage writes which table.</summary>
internal static class TableOwners
{
    private static readonly StageId?[] Owners = Find();

    /// <summary>The stage that writes a table; null for those of the pipeline and of init.</summary>
    public static StageId? StageOf(Table table) => Owners[table.Index];

    private static StageId?[] Find()
    {
        StageId?[] owners = new StageId?[Tables.All.Count];
        foreach (IStage stage in AllStages.Create(ChainSpec.AllFrom(Fork.Frontier)).Stages)
        {
            foreach (Table table in stage.OwnTables)
            {
                owners[table.Index] = stage.Id;
            }
        }
        return owners;
    }
}
