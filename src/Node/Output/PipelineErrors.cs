using NodeProto.Db;
using NodeProto.Stages;

namespace NodeProto.Node.Output;

/// <summary>A refused block as a person sees it.</summary>
internal static class PipelineErrors
{
    /// <summary>Rule, place, and what is kept.</summary>
    public static ErrorReport Of(RejectedBlock rejected, StageCheckpoint head) =>
        new(
            rejected.Block.Code,
            rejected.Block.What,
            $"{rejected.Block.Where}, stage {rejected.Stage}",
            $"Everything up to block {head.Number} is valid and kept. Get the chain from another source, or stop before that block with"
                + $" --to-block {rejected.Block.Number.Value - 1}"
        );
}
