using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Node.Commands;

/// <summary>Stages as one names them on the command line.</summary>
internal static class StageNames
{
    /// <summary>The stage of a name.</summary>
    /// <exception cref="NodeException">There is no such stage.</exception>
    public static StageId Find(string name)
    {
        foreach (StageId stage in AllStages.Order)
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
            $"Stages, in their order: {string.Join(", ", AllStages.Order)}"
        );
    }
}
