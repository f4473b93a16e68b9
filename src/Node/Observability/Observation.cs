using NodeProto.Node.Output;
using NodeProto.Node.Watching;
using NodeProto.Stages;

namespace NodeProto.Node.Observing;

/// <summary>A node while it is watched. To be disposed before the node: when that returns, nobody reads its database any more.</summary>
internal sealed class Observation : IDisposable
{
    private readonly ProgressLines _lines;
    private readonly IDisposable? _live;
    private readonly Telemetry? _telemetry;

    /// <summary>Puts the observers together; the watch comes first, since the others read it.</summary>
    internal Observation(PipelineWatch watch, ProgressLines lines, IDisposable? live, Telemetry? telemetry)
    {
        Watch = watch;
        _lines = lines;
        _live = live;
        _telemetry = telemetry;
        Observer = new CompositeObserver([watch, lines, .. telemetry?.Observers ?? []]);
    }

    /// <summary>What the stages do: for the display, and to be told about the source.</summary>
    public PipelineWatch Watch { get; }

    /// <summary>For the pipeline.</summary>
    public IPipelineObserver Observer { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _telemetry?.Hide();
        _lines.Dispose();
        _live?.Dispose();
        Watch.Dispose();
    }
}
