using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Collects findings: the first ones of each table, and how many there were.</summary>
internal sealed class Findings(int perTableMax)
{
    private readonly List<Finding>?[] _kept = new List<Finding>?[Tables.All.Count];
    private StageId? _earliest;
    private BlockNumber? _unwindTo;
    private bool _mustReset;
    private bool _mustImportAnew;

    /// <summary>How many there were.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a finding whose mending is to write the table again.</summary>
    /// <param name="table">The table.</param>
    /// <param name="key">The row.</param>
    /// <param name="expected">What should be there.</param>
    /// <param name="found">What is there.</param>
    public void Add(Table table, string key, string expected, string found)
    {
        if (TableOwners.StageOf(table) is { } stage)
        {
            AddForReset(table, key, stage, stage.Name, expected, found);
            return;
        }
        _mustImportAnew = true;
        Keep(table, key, "init", expected, found, "import again into a new --datadir");
    }

    /// <summary>Adds a finding about the row of a block, which an unwind removes: its table is one that nothing reads while going back.</summary>
    /// <param name="table">The table.</param>
    /// <param name="key">The row.</param>
    /// <param name="unwindTo">Last block that stays.</param>
    /// <param name="expected">What should be there.</param>
    /// <param name="found">What is there.</param>
    public void AddForUnwind(Table table, string key, BlockNumber unwindTo, string expected, string found)
    {
        _unwindTo = _unwindTo is { } other ? BlockNumber.Min(other, unwindTo) : unwindTo;
        Note(TableOwners.StageOf(table)!.Value);
        Keep(table, key, TableOwners.StageOf(table)!.Value.Name, expected, found, $"nodeproto stage unwind --to {unwindTo}");
    }

    /// <summary>Adds a finding about a row of the pipeline that speaks of a stage.</summary>
    public void AddOfPipeline(Table table, StageId stage, string expected, string found) =>
        AddForReset(table, stage.Name, stage, "pipeline", expected, found);

    /// <summary>The findings that were kept.</summary>
    public List<Finding> Kept()
    {
        List<Finding> all = [];
        foreach (List<Finding>? kept in _kept)
        {
            all.AddRange(kept ?? []);
        }
        return all;
    }

    /// <summary>One command that mends all, or null.</summary>
    public string? Remedy() =>
        Count == 0 || _mustImportAnew ? null
        : _mustReset ? $"nodeproto stage reset {_earliest}"
        : $"nodeproto stage unwind --to {_unwindTo}";

    private void AddForReset(Table table, string key, StageId stage, string owner, string expected, string found)
    {
        _mustReset = true;
        Note(stage);
        Keep(table, key, owner, expected, found, $"nodeproto stage reset {stage}");
    }

    private void Note(StageId stage)
    {
        if (_earliest is not { } earliest || IndexOf(stage) < IndexOf(earliest))
        {
            _earliest = stage;
        }
    }

    private void Keep(Table table, string key, string owner, string expected, string found, string remedy)
    {
        Count++;
        List<Finding> kept = _kept[table.Index] ??= [];
        if (kept.Count < perTableMax)
        {
            kept.Add(new Finding(table, key, owner, expected, found, remedy));
        }
    }

    private static int IndexOf(StageId stage)
    {
        for (int i = 0; i < AllStages.Order.Count; i++)
        {
            if (AllStages.Order[i] == stage)
            {
                return i;
            }
        }
        return AllStages.Order.Count;
    }
}
