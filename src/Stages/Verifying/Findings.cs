using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Collects findings: the first ones of each table, and how many there were.</summary>
internal sealed class Findings(StageSet stages, int perTableMax)
{
    private readonly List<Entry>?[] _kept = new List<Entry>?[Tables.All.Count];
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
        if (stages.WriterOf(table) is { } stage)
        {
            AddForReset(table, key, stage, stage.Name, expected, found);
            return;
        }
        _mustImportAnew = true;
        Keep(new Entry(table, key, "init", expected, found, null, null));
    }

    /// <summary>Adds a finding about the row of a block, which an unwind removes: its table is one that nothing reads while going back.</summary>
    /// <param name="table">The table.</param>
    /// <param name="key">The row.</param>
    /// <param name="unwindTo">Last block that stays.</param>
    /// <param name="expected">What should be there.</param>
    /// <param name="found">What is there.</param>
    public void AddForUnwind(Table table, string key, BlockNumber unwindTo, string expected, string found)
    {
        StageId stage = stages.WriterOf(table)!.Value;
        _unwindTo = _unwindTo is { } other ? BlockNumber.Min(other, unwindTo) : unwindTo;
        Note(stage);
        Keep(new Entry(table, key, stage.Name, expected, found, stage, unwindTo));
    }

    /// <summary>Adds a finding about a row of the pipeline that speaks of a stage.</summary>
    public void AddOfPipeline(Table table, StageId stage, string expected, string found) =>
        AddForReset(table, stage.Name, stage, "pipeline", expected, found);

    /// <summary>The findings that were kept, each with its remedy.</summary>
    public List<Finding> Kept(Remedies remedies)
    {
        List<Finding> all = [];
        foreach (List<Entry>? kept in _kept)
        {
            foreach (Entry each in kept ?? [])
            {
                string remedy = each.Stage is { } stage ? remedies.Of(stage, each.UnwindTo) : "import again into a new --datadir";
                all.Add(new Finding(each.Table, each.Key, each.Owner, each.Expected, each.Found, remedy));
            }
        }
        return all;
    }

    /// <summary>One command that mends all, or null.</summary>
    public string? Remedy(Remedies remedies) =>
        _mustImportAnew || _earliest is not { } earliest ? null : remedies.Of(earliest, _mustReset ? null : _unwindTo);

    private void AddForReset(Table table, string key, StageId stage, string owner, string expected, string found)
    {
        _mustReset = true;
        Note(stage);
        Keep(new Entry(table, key, owner, expected, found, stage, null));
    }

    private void Note(StageId stage)
    {
        if (_earliest is not { } earliest || stages.IndexOf(stage) < stages.IndexOf(earliest))
        {
            _earliest = stage;
        }
    }

    private void Keep(in Entry entry)
    {
        Count++;
        List<Entry> kept = _kept[entry.Table.Index] ??= [];
        if (kept.Count < perTableMax)
        {
            kept.Add(entry);
        }
    }

    /// <summary>A finding before its remedy is chosen: by a stage that is written again, or, where a block is named, by going back to it; without a stage by neither.</summary>
    private readonly record struct Entry(
        Table Table,
        string Key,
        string Owner,
        string Expected,
        string Found,
        StageId? Stage,
        BlockNumber? UnwindTo
    );
}
