using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Node.Commands;

/// <summary>Stages as one names them on the command line.</summary>
internal static class StageNames
{
    /// <summary>All stages, in the order of the pipeline.</summary>
    public static readonly IReadOnlyList<StageId> All =
    [
        StageId.Headers,
        StageId.Bodies,
        StageId.SenderRecovery,
        StageId.Execution,
        StageId.StateRoot,
        StageId.Finish,
    ];

    /// <summary>The stage of a name.</summary>
    /// <exception cref="NodeException">There is no such stage.</exception>
    public static StageId Find(string name)
    {
        foreach (StageId stage in All)
        {
            if (stage.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return stage;
            }
        }
        throw new NodeException(
            NodeErrorCode.SettingInvalid,
            $"there is no stage '{name}'",
            "",
            $"Stages, in their order: {string.Join(", ", All)}"
        );
    }
}
