using System.Text;
using NodeProto.Db;
using NodeProto.Fuzz.Tests;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Simulation.Tests;

/// <summary>
/// One life of a node, decided by a seed: blocks arrive on several branches, stages run with commits of any size, an operator stops,
/// unwinds and resets, storage fails, the process dies. Afterwards it is let alone, and has to hold what a straight run holds.
/// </summary>
internal sealed class Schedule : IDisposable
{
    private const int StepsMax = 14;
    private const int RunsMax = 50;

    private readonly int _seed;
    private readonly Random _random;
    private readonly World _world;
    private readonly SimulatedDisk _disk;
    private readonly MemorySource _source = new(hasGoodHeaders: true);
    private readonly Acknowledged _acknowledged = new();
    private readonly StringBuilder _diary = new();
    private readonly StateRootOptions _roots;
    private FaultyDatabase _database;
    private Pipeline _pipeline = null!;
    private StageId? _lastStage; // Of the work under way: execution alone may have to wait for tries that nobody finishes.

    public Schedule(int seed, bool hasFiles)
    {
        _seed = seed;
        _random = new Random(seed);
        // The last ones cost the most; over files, where each load waits for the disk, the one that prunes costs too much.
        int worlds = hasFiles ? World.All.Count - 1 : World.All.Count;
        _world = World.All[Math.Min(_random.Next(worlds), _random.Next(worlds))];
        _roots = new StateRootOptions
        {
            Checks = _random.Next(3) == 0 ? RootChecks.Every : RootChecks.Commit,
            ChangesForRebuild = _random.Next(3) == 0 ? 1 : StateRootOptions.Default.ChangesForRebuild,
        };
        _disk = new SimulatedDisk(hasFiles);
        _database = new FaultyDatabase(_disk.Database);
        _world.Begin(_disk.Database);
        Start();
    }

    /// <summary>Faults that happened.</summary>
    public int Faults { get; private set; }

    /// <summary>Those of them between the steps of a commit with sorted files.</summary>
    public int LoadFaults { get; private set; }

    /// <summary>Whether blocks are pruned at the end.</summary>
    public bool HasPruned { get; private set; }

    /// <summary>Runs the schedule to its end.</summary>
    /// <exception cref="SimulationException">Something is not as it must be; the text tells how to repeat it and what happened before.</exception>
    public void Run()
    {
        try
        {
            for (int steps = _random.Next(1, StepsMax); steps > 0; steps--)
            {
                Step();
            }
            Finish();
            HasPruned = IsPruned();
        }
        catch (Exception e) when (e is not SimulationException)
        {
            throw Wrong(e.ToString());
        }
    }

    public void Dispose()
    {
        _database.Dispose();
        _disk.Dispose();
        _acknowledged.Dispose();
    }

    private void Step()
    {
        switch (_random.Next(10))
        {
            case < 3:
                Deliver();
                break;
            case < 7:
                UnderFaults("sync", Sync);
                break;
            case 7:
                StageId stage = Pick(AllStages.Order);
                _lastStage = stage;
                UnderFaults($"run {stage} alone", () => Wait(_pipeline.RunStageAsync(stage, PipelineTarget.Everything.ToBlock, Stop())));
                break;
            case 8:
                BlockNumber to = new((ulong)_random.NextInt64((long)Head() + 1));
                UnderFaults($"unwind to {to}", () => Unwind(to));
                break;
            default:
                StageId first = Pick(AllStages.Order);
                UnderFaults($"reset {first}", () => _pipeline.Reset(first, _world.Genesis));
                break;
        }
    }

    /// <summary>Some more blocks of some branch arrive, the ones before them at the latest now.</summary>
    private void Deliver()
    {
        IReadOnlyList<DeliveredBlock> branch = _random.Next(4) switch
        {
            0 => _world.Loser,
            1 => Pick(_world.Broken),
            _ => _world.Winner,
        };
        int end = _random.Next(1, branch.Count + 1);
        int from = 0;
        while (from < end && _source.Has(branch[from].Hash))
        {
            from++;
        }
        from = Math.Min(from, end - 1); // The last one may come again.
        for (int i = from; i < end; i++)
        {
            _source.Deliver([branch[i]]);
        }
        _diary.AppendLine($"  blocks {from + 1} to {end} arrive, up to {branch[end - 1].Hash}");
    }

    private void Sync()
    {
        PipelineTarget target = new()
        {
            ToBlock =
                _random.Next(3) == 0 ? new BlockNumber((ulong)_random.Next(_world.Winner.Count + 1)) : PipelineTarget.Everything.ToBlock,
            ToStage = _random.Next(4) == 0 ? Pick(AllStages.Order) : null,
        };
        _lastStage = target.ToStage;
        _diary.AppendLine($"    to block {target.ToBlock}, {target.ToStage?.Name ?? "all stages"}");
        Wait(_pipeline.RunAsync(target, Stop()));
    }

    private void Unwind(BlockNumber to)
    {
        try
        {
            _pipeline.Unwind(to, Stop());
        }
        catch (OperationCanceledException)
        {
            // A stop between two pieces.
        }
    }

    /// <summary>
    /// Does something while storage may fail; then checks that nothing acknowledged is lost, and starts the process again if it ended.
    /// After a full disk it may also go on, once there is space.
    /// </summary>
    private void UnderFaults(string what, Action act)
    {
        FaultPlan? plan = _random.Next(5) < 3 ? RandomPlan() : null;
        _diary.AppendLine($"  {what}, {(object?)plan ?? "no fault"}");
        _database.Plan(plan);
        bool hasEnded = Try(act);
        FaultPoints failedAt = _database.FailedAt;
        Faults += failedAt != default ? 1 : 0;
        LoadFaults += failedAt == FaultPoints.LoadStep ? 1 : 0;
        // After a step of a load only the next opening can tell.
        if (hasEnded && plan!.Kind == FaultKind.DiskFull && failedAt != FaultPoints.LoadStep && _random.Next(2) == 0)
        {
            CheckAcknowledged(failedAt);
            _database.FreeSpace();
            _database.Plan(null);
            _diary.AppendLine("  the same, with space again");
            hasEnded = Try(act);
            failedAt = default;
        }
        bool hasFailed = failedAt != default;
        _database.Plan(null);
        if (hasEnded || hasFailed || _random.Next(3) == 0)
        {
            Start();
        }
        CheckAcknowledged(failedAt);
        if (hasFailed && _random.Next(4) == 0)
        {
            Verify();
        }
    }

    /// <summary>Does something; true when the process is over.</summary>
    private bool Try(Action act)
    {
        string end = "done";
        bool hasEnded = false;
        try
        {
            act();
        }
        catch (SimulatedCrashException)
        {
            end = "killed";
            hasEnded = true;
        }
        catch (NodeException e) when (_database.HasFailed && e.Code is NodeErrorCode.StorageFailed or NodeErrorCode.DiskFull)
        {
            end = $"failed: {e.What}";
            hasEnded = true;
        }
        catch (NodeException e)
            when (e.Code == NodeErrorCode.Pruned || (e.Code == NodeErrorCode.TriesUnfinished && _lastStage == StageId.Execution))
        {
            end = $"refused: {e.What}";
        }
        _diary.AppendLine($"    {end}");
        return hasEnded;
    }

    /// <summary>Compares what was told to be durable with what is stored.</summary>
    private void CheckAcknowledged(FaultPoints failedAt)
    {
        _diary.AppendLine($"    {Checkpoints()}");
        // A commit whose caller heard of an error may be on the disk.
        bool isLastUnknown = failedAt is FaultPoints.AfterCommit or FaultPoints.LoadStep;
        List<string> differences = _acknowledged.Differences(_disk.Database, isLastUnknown);
        if (differences.Count > 0)
        {
            throw Wrong($"what was told to be durable is not what is stored: {string.Join("; ", differences)}");
        }
    }

    /// <summary>Lets the node alone: everything arrives, nothing fails.</summary>
    private void Finish()
    {
        Start();
        foreach (DeliveredBlock block in _world.Winner)
        {
            if (!_source.Has(block.Hash))
            {
                _source.Deliver([block]);
            }
        }
        _source.Deliver([_world.Winner[^1]]); // After the merge the latest is the head.
        PipelineResult result = Wait(_pipeline.RunAsync(PipelineTarget.Everything, default));
        _diary.AppendLine($"  all arrives and is synced: {Checkpoints()}");
        if (result.Head.Hash != _world.Winner[^1].Hash)
        {
            throw Wrong($"the head is {result.Head}, and should be {_world.Winner.Count} {_world.Winner[^1].Hash}");
        }
        Verify();
        using IReadTransaction tx = _disk.Database.BeginRead();
        Hash256 checksum = DatabaseChecksum.Compute(tx).Total;
        if (checksum != _world.ChecksumAt(_world.Winner.Count))
        {
            throw Wrong($"the checksum is {checksum}, that of a straight run {_world.ChecksumAt(_world.Winner.Count)}");
        }
    }

    private void Verify()
    {
        using IReadTransaction tx = _disk.Database.BeginRead();
        VerificationReport report = DatabaseVerifier.Verify(tx, _world.Genesis.Spec);
        if (!report.IsSound)
        {
            throw Wrong($"the tables contradict each other: {string.Join("; ", report.Findings)}");
        }
    }

    /// <summary>A process begins: it knows nothing but what is on the disk and in the source.</summary>
    private void Start()
    {
        _database.Dispose();
        _disk.Reopen();
        _database = new FaultyDatabase(_disk.Database);
        CommitThresholds thresholds = new()
        {
            BlocksPerCommit = _random.Next(3) == 0 ? CommitThresholds.Default.BlocksPerCommit : _random.Next(1, 6),
            BytesPerCommit = _random.Next(4) == 0 ? _random.Next(1, 5_000) : CommitThresholds.Default.BytesPerCommit,
            SecondsPerCommit = _random.Next(4) == 0 ? _random.Next(1, 2_000) / 1000.0 : double.MaxValue,
        };
        _pipeline = new Pipeline(
            _database,
            AllStages.Create(_world.Genesis.Spec, _source, _source, _roots),
            new PipelineOptions { Thresholds = thresholds },
            new OperationsClock(_database),
            _acknowledged
        );
    }

    private FaultPlan RandomPlan()
    {
        FaultPoints[] points =
        [
            FaultPoints.All,
            FaultPoints.Read,
            FaultPoints.Write,
            FaultPoints.Begin,
            FaultPoints.BeforeCommit,
            FaultPoints.AfterCommit,
            FaultPoints.BeforeCommit | FaultPoints.AfterCommit,
        ];
        FaultPoints at = points[_random.Next(points.Length)];
        if (_disk.HasFiles && _random.Next(2) == 0)
        {
            at = FaultPoints.LoadStep; // In memory nothing lies between.
        }
        bool isOften = (at & (FaultPoints.Read | FaultPoints.Write)) != default;
        long after = isOften ? (long)Math.Pow(2, _random.NextDouble() * 12) - 1 : _random.Next(at == FaultPoints.LoadStep ? 6 : 20);
        return new FaultPlan((FaultKind)_random.Next(3), at, after);
    }

    private CancellationToken Stop() => _random.Next(3) == 0 ? _acknowledged.StopAfter(_random.Next(30)) : CancellationToken.None;

    private bool IsPruned()
    {
        using IReadTransaction tx = _disk.Database.BeginRead();
        foreach (PruneSegment segment in PruneSegment.All)
        {
            if (Retention.FirstBlock(tx, segment) > BlockNumber.Genesis)
            {
                return true;
            }
        }
        return false;
    }

    private ulong Head()
    {
        using IReadTransaction tx = _disk.Database.BeginRead();
        return CheckpointStore.Read(tx, StageId.Headers).Number.Value;
    }

    private string Checkpoints()
    {
        using IReadTransaction tx = _disk.Database.BeginRead();
        return string.Join(' ', AllStages.Order.Select(stage => CheckpointStore.Read(tx, stage).Number));
    }

    private T Pick<T>(IReadOnlyList<T> list) => list[_random.Next(list.Count)];

    /// <summary>The source never waits, so the task ends on this thread.</summary>
    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();

    private SimulationException Wrong(string what) => new($"{what}\n{this}");

    /// <summary>How to repeat it, and what has happened.</summary>
    public override string ToString() =>
        $"Schedule {_seed} ({_world.Name}, roots {_roots.Checks}, rebuild from {_roots.ChangesForRebuild} changes):\n{_diary}";
}

/// <summary>A schedule found an error.</summary>
internal sealed class SimulationException(string message) : Exception(message);
