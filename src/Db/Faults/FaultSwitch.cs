using NodeProto.Primitives;

namespace NodeProto.Db;

/// <summary>Counts the operations of one database and fails the one that the plan names. Thread-safe.</summary>
internal sealed class FaultSwitch
{
    private const FaultPoints NeedRoom = FaultPoints.Write | FaultPoints.BeforeCommit | FaultPoints.AfterCommit | FaultPoints.LoadStep;

    private readonly Lock _lock = new();
    private FaultPlan? _plan;
    private long _left;
    private bool _isFull;

    /// <summary>Whether the simulated process is dead.</summary>
    public bool IsDead { get; private set; }

    /// <summary>Operations since the beginning.</summary>
    public long Operations { get; private set; }

    /// <summary>Where the planned fault has happened; none of them while it has not.</summary>
    public FaultPoints HappenedAt { get; private set; }

    /// <summary>Plans a fault, or none.</summary>
    public void Set(FaultPlan? plan)
    {
        lock (_lock)
        {
            _plan = plan;
            _left = plan?.After ?? 0;
            HappenedAt = default;
        }
    }

    /// <summary>There is room on the disk again.</summary>
    public void FreeSpace()
    {
        lock (_lock)
        {
            _isFull = false;
        }
    }

    /// <summary>An operation is about to happen.</summary>
    public void Pass(FaultPoints point)
    {
        FaultKind kind;
        lock (_lock)
        {
            if (IsDead)
            {
                throw new SimulatedCrashException();
            }
            Operations++;
            if (_isFull && (point & NeedRoom) != default)
            {
                throw DiskFull();
            }
            if (_plan is null || (_plan.Points & point) == default || _left-- > 0)
            {
                return;
            }
            kind = _plan.Kind;
            _plan = null;
            HappenedAt = point;
            IsDead = kind == FaultKind.Crash;
            _isFull = kind == FaultKind.DiskFull;
        }
        throw kind switch
        {
            FaultKind.Crash => new SimulatedCrashException(),
            FaultKind.DiskFull => DiskFull(),
            _ => new NodeException(
                NodeErrorCode.StorageFailed,
                $"the storage failed, as planned: {point}",
                "a simulated disk",
                "Run the same work again: what was committed is kept."
            ),
        };
    }

    private static NodeException DiskFull() =>
        new(
            NodeErrorCode.DiskFull,
            "the disk is full, as planned; all that was committed before is kept",
            "a simulated disk",
            "Free space and run the same work again."
        );
}
