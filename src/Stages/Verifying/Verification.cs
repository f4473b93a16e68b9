using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>One verification while it runs: what is verified, and what has been found so far.</summary>
internal sealed class Verification(
    IReadTransaction tx,
    ChainSpec spec,
    StageSet stages,
    VerificationOptions options,
    Action<Table, long>? progress,
    CancellationToken stop
)
{
    private const int RowsPerLook = 1 << 12;

    private readonly BlockNumber[] _checkpoints = new BlockNumber[stages.Stages.Count];
    private readonly Dictionary<PruneSegment, BlockNumber> _firstKept = [];
    private long _rows;
    private long _nextLook = RowsPerLook;

    /// <summary>The rows.</summary>
    public IReadTransaction Tx => tx;

    /// <summary>The chain's rules.</summary>
    public ChainSpec Spec => spec;

    /// <summary>How thorough to be.</summary>
    public VerificationOptions Options => options;

    /// <summary>Ends a long computation.</summary>
    public CancellationToken Stop => stop;

    /// <summary>The stages, of which each owns its tables.</summary>
    public StageSet Stages => stages;

    /// <summary>What is wrong.</summary>
    public Findings Findings { get; } = new(stages, options.FindingsPerTableMax);

    /// <summary>What was left out, and why.</summary>
    public List<string> NotChecked { get; } = [];

    /// <summary>Rows read.</summary>
    public long Rows => _rows;

    /// <summary>Last block whose rows a stage has written; at most the last block of the stored chain.</summary>
    public BlockNumber CheckpointOf(StageId stage) => _checkpoints[stages.IndexOf(stage)];

    /// <summary>Says where a stage stands.</summary>
    public void SetCheckpoint(StageId stage, BlockNumber number) => _checkpoints[stages.IndexOf(stage)] = number;

    /// <summary>The segment whose rows below its first block are being deleted, or null.</summary>
    public PruneSegment? BeingPruned { get; set; }

    /// <summary>Whether changes and their index contradict each other, so that only the way back over the changes tells which are wrong.</summary>
    public bool MustGoBack { get; set; }

    /// <summary>Of each table of changes, the lowest block of which an index lists a change that is not there.</summary>
    public Dictionary<Table, BlockNumber> MissingChanges { get; } = [];

    /// <summary>First block whose changes the state roots before and after it agree with; null when none were compared.</summary>
    public BlockNumber? ProvenFrom { get; set; }

    /// <summary>Whether a table is in the middle of a commit; notes that it is left out.</summary>
    public bool IsUnfinished(params ReadOnlySpan<Table> tables)
    {
        foreach (Table table in tables)
        {
            if (options.Unfinished.Contains(table))
            {
                NotChecked.Add($"{table}: a commit is being brought into it; verify again, or open the directory once to write");
                return true;
            }
        }
        return false;
    }

    /// <summary>First block that is kept of a segment.</summary>
    public BlockNumber FirstKept(PruneSegment segment) => _firstKept.GetValueOrDefault(segment);

    /// <summary>Says from where on a segment is kept.</summary>
    public void SetFirstKept(PruneSegment segment, BlockNumber first) => _firstKept[segment] = first;

    /// <summary>Whether rows below the first block that is kept may lie about.</summary>
    public bool IsBeingPruned(PruneSegment segment) => BeingPruned == segment;

    /// <summary>Counts a row that was read; now and then tells of it and looks whether to stop.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public void Read(Table table) => Read(table, 1);

    /// <summary>The same for several rows.</summary>
    public void Read(Table table, long rows)
    {
        _rows += rows;
        if (_rows >= _nextLook)
        {
            _nextLook = _rows + RowsPerLook;
            stop.ThrowIfCancellationRequested();
            progress?.Invoke(table, _rows);
        }
    }

    /// <summary>Decodes a value; one that is none of its table is a finding.</summary>
    public bool TryDecode<TKey, TValue>(Table<TKey, TValue> table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> bytes, out TValue value)
        where TKey : struct, IKey<TKey>
        where TValue : allows ref struct
    {
        try
        {
            value = table.Codec.Decode(bytes);
            return true;
        }
        catch (DatabaseCorruptException e)
        {
            Findings.Add(table, KeyText(table, key), "a value of this table", e.Expectation);
            value = default!;
            return false;
        }
    }

    /// <summary>Decodes a key; one that is none of its table is a finding.</summary>
    public bool TryDecodeKey<TKey, TValue>(Table<TKey, TValue> table, ReadOnlySpan<byte> bytes, out TKey key)
        where TKey : struct, IKey<TKey>
        where TValue : allows ref struct
    {
        try
        {
            if (bytes.Length <= TKey.MaxSize)
            {
                key = TKey.ReadFrom(bytes);
                Span<byte> again = stackalloc byte[TKey.MaxSize];
                if (again[..key.WriteTo(again)].SequenceEqual(bytes))
                {
                    return true;
                }
            }
        }
        catch (ArgumentException)
        {
            // Too short, or not what the table's keys look like.
        }
        Findings.Add(table, HexText.Encode(bytes), "a key of this table", $"{bytes.Length} bytes that are none");
        key = default;
        return false;
    }

    /// <summary>A key as <c>db get</c> takes it.</summary>
    public static string KeyText(Table table, ReadOnlySpan<byte> key) =>
        table.MaxKeySize == sizeof(ulong) && key.Length == sizeof(ulong) ? $"{BlockNumber.ReadFrom(key)}" : HexText.Encode(key);
}
