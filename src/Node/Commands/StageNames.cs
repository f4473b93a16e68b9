using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Node.Commands;

/// <summary>Stages as one names them on the command line.</summary>
internal static class StageNames
{
    /// <summary>The stage of a name.</summary>
    /// <param name="name">What was typed, in any case.</param>
    /// <param name="place">The option or argument that it was typed for.</param>
    /// <exception cref="NodeException">There is no such stage.</exception>
    public static StageId Find(string name, string place)
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
            place,
            $"Stages, in their order: {string.Join(", ", AllStages.Order)}"
        );
    }
}
