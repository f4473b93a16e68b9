using System.Diagnostics.Metrics;
using System.Runtime.InteropServices;
using NodeProto.Db;
using NodeProto.Node.Live;
using NodeProto.Node.Output;
using NodeProto.Node.Watching;
using NodeProto.Stages;

namespace NodeProto.Node.Observing;

/// <summary>The meter <c>NodeProto</c>: its instruments read the watch and the database whenever somebody collects.</summary>
/// <remarks>Phase durations alone are told, by <see cref="PhaseDurations"/>, since a histogram has to see every commit.</remarks>
internal sealed class NodeMetrics : IDisposable
{
    /// <summary>Name of the meter and of the source of traces.</summary>
    public const string MeterName = "NodeProto";

    private readonly System.Diagnostics.Metrics.Meter _meter = new(MeterName, BuildVersion.Text);
    private readonly Lock _gate = new();
    private readonly Histogram<double> _phaseDuration;
    private ObservedNode? _node;
    private ILongTask? _task;

    /// <summary>Declares every instrument.</summary>
    /// <param name="command">The command that runs, for the build's labels.</param>
    public NodeMetrics(string command)
    {
        _phaseDuration = _meter.CreateHistogram(
            MetricDeclarations.PhaseDuration.Name,
            MetricDeclarations.PhaseDuration.Unit,
            MetricDeclarations.PhaseDuration.Description,
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = MetricDeclarations.PhaseSeconds }
        );
        CreateStages();
        CreatePipeline();
        CreateDatabase();
        CreateOthers(command);
    }

    /// <summary>What the node that is shown keeps of each segment; empty while there is none.</summary>
    public IReadOnlyList<RetainedSegment> Retained()
    {
        lock (_gate)
        {
            if (_node is not { } node)
            {
                return [];
            }
            using IReadTransaction tx = node.Database.BeginRead();
            return RetainedSegment.Read(tx);
        }
    }

    /// <summary>Begins to show a node.</summary>
    public void Show(ObservedNode node)
    {
        lock (_gate)
        {
            _node = node;
        }
    }

    /// <summary>Shows none any more; when it returns, nobody reads the database for metrics.</summary>
    public void Hide()
    {
        lock (_gate)
        {
            _node = null;
        }
    }

    /// <summary>Begins to show work that is no stage.</summary>
    public void Show(ILongTask task)
    {
        lock (_gate)
        {
            _task = task;
        }
    }

    /// <summary>Shows no such work any more.</summary>
    public void HideTask()
    {
        lock (_gate)
        {
            _task = null;
        }
    }

    /// <summary>Records what a phase took in one commit.</summary>
    public void Record(StageId stage, StagePhase phase, double seconds) =>
        _phaseDuration.Record(seconds, new("stage", stage.Name), new("phase", Words.Of(phase)));

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private void CreateStages()
    {
        ForStages(MetricDeclarations.Checkpoint, stage => (long)stage.Checkpoint.Number.Value);
        ForStages(MetricDeclarations.Position, stage => (long)stage.Position.Value);
        ForStages(MetricDeclarations.Target, stage => (long)(stage.Target ?? stage.Checkpoint.Number).Value);
        ForStages(MetricDeclarations.Units, stage => stage.Units);
        ForStages(MetricDeclarations.Commits, stage => stage.Commits);
        ForStages(MetricDeclarations.Unwinds, stage => stage.Unwinds);
        ForStages(MetricDeclarations.Active, stage => stage.Activity == StageActivity.Idle ? 0 : 1);
        ForStages(MetricDeclarations.GoingBack, stage => stage.WayBackFrom is not null && stage.Position > stage.Target ? 1 : 0);
        Observe(
            MetricDeclarations.Errors,
            node =>
                node.Watch.Snapshot()
                    .Stages.SelectMany(stage =>
                        Words.ErrorKinds.Select(kind =>
                            Of(stage.ErrorsByKind[(int)kind], ("stage", stage.Stage.Name), ("kind", Words.Of(kind)))
                        )
                    )
        );
    }

    private void CreatePipeline()
    {
        Observe<double>(MetricDeclarations.CommitAge, node => [Of(node.Watch.Snapshot().CommitAge.TotalSeconds)]);
        Observe<double>(MetricDeclarations.Still, node => [Of(node.Watch.Snapshot().Still.TotalSeconds)]);
        Observe(
            MetricDeclarations.Stalled,
            node =>
            {
                StallReason stall = node.Watch.Snapshot().Stall;
                return Words.StallReasons.Select(reason => Of(reason == stall ? 1L : 0, ("reason", Words.Of(reason))));
            }
        );
        Observe(
            MetricDeclarations.SourceState,
            node =>
            {
                SourceCondition now = node.Watch.Snapshot().Source.Condition;
                return Words.SourceConditions.Select(state => Of(state == now ? 1L : 0, ("state", Words.Of(state))));
            }
        );
        Observe<long>(MetricDeclarations.Tip, node => [Of((long)node.Watch.Snapshot().Tip.Value)]);
        Observe<long>(MetricDeclarations.Behind, node => [Of((long)node.Watch.Snapshot().BlocksBehind)]);
    }

    private void CreateDatabase()
    {
        Observe(MetricDeclarations.TableBytes, node => Sizes(node, size => size.Bytes));
        Observe(MetricDeclarations.TableRows, node => Sizes(node, size => size.RowsEstimate));
        Observe(MetricDeclarations.ReadBytes, node => Traffic(node, traffic => traffic.ReadBytes));
        Observe(MetricDeclarations.WrittenBytes, node => Traffic(node, traffic => traffic.WrittenBytes));
        Observe<long>(
            MetricDeclarations.PruneFirstBlock,
            node =>
            {
                using IReadTransaction tx = node.Database.BeginRead();
                return RetainedSegment.Read(tx).Select(each => Of((long)each.FirstBlock.Value, ("segment", each.Segment.Name)));
            }
        );
        Observe<long>(MetricDeclarations.DiskFree, node => node.Disk.Measure() is { } disk ? [Of(disk.FreeBytes)] : []);
        Observe<long>(MetricDeclarations.DiskSize, node => node.Disk.Measure() is { } disk ? [Of(disk.SizeBytes)] : []);
    }

    private void CreateOthers(string command)
    {
        CreateTask(MetricDeclarations.TaskDone, static count => count.Done);
        CreateTask(MetricDeclarations.TaskTarget, static count => count.Target);
        Measurement<long> build = Of(
            1L,
            ("version", BuildVersion.Text),
            ("runtime", RuntimeInformation.FrameworkDescription),
            ("command", command)
        );
        Create<long>(MetricDeclarations.BuildInfo, () => [build]);
    }

    private void ForStages(MetricDeclaration declaration, Func<StageSnapshot, long> value) =>
        Observe(declaration, node => node.Watch.Snapshot().Stages.Select(stage => Of(value(stage), ("stage", stage.Stage.Name))));

    private void CreateTask(MetricDeclaration declaration, Func<TaskCount, long?> value) =>
        Create(declaration, () => Locked(() => _task is { } task ? Counts(task, value) : []));

    private static IEnumerable<Measurement<long>> Counts(ILongTask task, Func<TaskCount, long?> value)
    {
        foreach (TaskCount count in task.Counts())
        {
            if (value(count) is { } number)
            {
                yield return Of(number, ("task", task.Name), ("unit", count.Unit));
            }
        }
    }

    private static IEnumerable<Measurement<long>> Sizes(ObservedNode node, Func<TableSize, ulong> value) =>
        node.Database.MeasureTables().Select(size => Of((long)value(size), ("table", size.Table.Name)));

    private static IEnumerable<Measurement<long>> Traffic(ObservedNode node, Func<TableTraffic, long> value) =>
        node.Database.MeasureTraffic().Select(traffic => Of(value(traffic), ("table", traffic.Table.Name)));

    /// <summary>An instrument whose values come from the node that is shown; none while there is none.</summary>
    private void Observe<T>(MetricDeclaration declaration, Func<ObservedNode, IEnumerable<Measurement<T>>> read)
        where T : struct => Create(declaration, () => Locked(() => _node is { } node ? read(node) : []));

    private void Create<T>(MetricDeclaration declaration, Func<IEnumerable<Measurement<T>>> read)
        where T : struct
    {
        string? unit = declaration.Unit.Length == 0 ? null : declaration.Unit;
        if (declaration.Kind == MetricKind.Counter)
        {
            _meter.CreateObservableCounter(declaration.Name, read, unit, declaration.Description);
        }
        else
        {
            _meter.CreateObservableGauge(declaration.Name, read, unit, declaration.Description);
        }
    }

    /// <summary>Reads whole while the node cannot go away.</summary>
    private IReadOnlyList<Measurement<T>> Locked<T>(Func<IEnumerable<Measurement<T>>> read)
        where T : struct
    {
        lock (_gate)
        {
            return [.. read()];
        }
    }

    private static Measurement<T> Of<T>(T value, params ReadOnlySpan<(string Name, string Value)> labels)
        where T : struct
    {
        KeyValuePair<string, object?>[] tags = new KeyValuePair<string, object?>[labels.Length];
        for (int i = 0; i < tags.Length; i++)
        {
            tags[i] = new(labels[i].Name, labels[i].Value);
        }
        return new Measurement<T>(value, tags);
    }
}
