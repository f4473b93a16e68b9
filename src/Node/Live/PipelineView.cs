using NodeProto.Node.Output;
using NodeProto.Node.Watching;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Node.Live;

/// <summary>Shows the stages of a run as rows, from the watch's snapshots.</summary>
/// <param name="watch">What the stages do.</param>
/// <param name="stages">The stages of the run; null means all.</param>
internal sealed class PipelineView(PipelineWatch watch, IReadOnlyList<StageId>? stages = null)
{
    /// <summary>How it is now.</summary>
    public LiveView View() => Of(watch.Snapshot(), stages);

    /// <summary>A snapshot as rows.</summary>
    public static LiveView Of(PipelineSnapshot now, IReadOnlyList<StageId>? stages)
    {
        // Stages of one run have one goal, which the later ones do not know yet: their target is the checkpoint of the one before.
        BlockNumber? goal = now.Stages[0].Target is { } last ? BlockNumber.Max(last, now.Stages[0].Checkpoint.Number) : null;
        List<LiveRow> rows = [];
        foreach (StageSnapshot stage in now.Stages)
        {
            if (stages is null || stages.Contains(stage.Stage))
            {
                rows.Add(Row(stage, stages is { Count: 1 } ? stage.Target : goal, now.Stall != StallReason.None));
            }
        }
        return new LiveView(rows, now.StallText);
    }

    private static LiveRow Row(StageSnapshot stage, BlockNumber? goal, bool isStill)
    {
        if (stage is { WayBackFrom: { } from, Target: { } to })
        {
            return BackRow(stage, from, to, isStill);
        }
        bool isIdle = stage.Activity == StageActivity.Idle;
        bool isDone = isIdle && (goal is { } end ? stage.Checkpoint.Number >= end : stage.LastRun is not null);
        LiveRowState state =
            isDone ? LiveRowState.Done
            : isIdle ? LiveRowState.Waiting
            : isStill ? LiveRowState.Still
            : LiveRowState.Running;
        bool hasTimeLeft = goal > stage.Position && stage.BlocksPerSecond > 0;
        return new LiveRow
        {
            Name = stage.Stage.Name,
            State = state,
            Position = Readable.Count(stage.Position.Value),
            Target = goal is { } target ? Readable.Count(target.Value) : "",
            Share = goal is { Value: > 0 } whole ? Math.Min(1, (double)stage.Position.Value / whole.Value) : null,
            UnitsPerSecond = isIdle ? stage.LastRun?.UnitsPerSecond ?? 0 : stage.UnitsPerSecond,
            Unit = stage.Unit,
            Left = hasTimeLeft ? TimeSpan.FromSeconds(Math.Min((goal!.Value - stage.Position) / stage.BlocksPerSecond, 1e9)) : null,
            Doing =
                isDone ? "done"
                : isIdle ? "waiting"
                : stage.Doing,
        };
    }

    private static LiveRow BackRow(StageSnapshot stage, BlockNumber from, BlockNumber to, bool isStill)
    {
        bool isIdle = stage.Activity == StageActivity.Idle;
        bool isDone = isIdle && stage.Position <= to;
        (double rate, string unit) = stage.Rate;
        return new LiveRow
        {
            Name = stage.Stage.Name,
            State =
                isDone ? LiveRowState.Done
                : isIdle ? LiveRowState.Waiting
                : isStill ? LiveRowState.Still
                : LiveRowState.Running,
            Position = Readable.Count(stage.Position.Value),
            Target = Readable.Count(to.Value),
            IsBack = true,
            Share = from > stage.Position ? Math.Min(1, (double)(from - stage.Position) / (from - to)) : 0,
            UnitsPerSecond = rate,
            Unit = unit,
            Left = isIdle ? null : stage.TimeLeft,
            Doing =
                isDone ? "done"
                : isIdle ? "waiting"
                : stage.Doing,
        };
    }
}
