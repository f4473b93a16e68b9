using NodeProto.Db;
using NodeProto.Node.Live;
using NodeProto.Node.Watching;

namespace NodeProto.Node.Output;

/// <summary>How far a command is that reads table after table: as log lines, one every two seconds, or live.</summary>
/// <param name="log">Where lines go; null when there shall be none.</param>
/// <param name="time">Clock.</param>
/// <param name="what">What is done, in one word.</param>
internal sealed class RowProgress(EventLog? log, TimeProvider time, string what) : ILongTask
{
    private const double SecondsBetween = 2; // Most databases take less, and show nothing.

    private readonly RollingWindow _window = new(time);
    private readonly Lock _gate = new();
    private long _lineAt = time.GetTimestamp();
    private Table? _table;
    private ulong _rowsBefore; // In the tables that are done.
    private ulong _rowsInTable;

    private ulong Rows => _rowsBefore + _rowsInTable;

    /// <inheritdoc/>
    public string Name => what;

    /// <inheritdoc/>
    public IReadOnlyList<TaskCount> Counts()
    {
        lock (_gate)
        {
            return [new TaskCount("rows", (long)Rows)];
        }
    }

    /// <inheritdoc/>
    public LiveView View()
    {
        lock (_gate)
        {
            _window.Add((long)Rows, 0);
            return new LiveView([
                new LiveRow
                {
                    Name = what,
                    State = LiveRowState.Running,
                    Position = Readable.Count(Rows),
                    UnitsPerSecond = _window.UnitsPerSecond,
                    Unit = "rows",
                    Doing = _table?.Name ?? "",
                },
            ]);
        }
    }

    /// <summary>Tells how many rows of a table are read; writes a line when it is time for one.</summary>
    public void Report(Table table, ulong rows)
    {
        lock (_gate)
        {
            if (_table is not null && _table != table)
            {
                _rowsBefore += _rowsInTable;
            }
            (_table, _rowsInTable) = (table, rows);
        }
        if (log is not null && time.GetElapsedTime(_lineAt).TotalSeconds >= SecondsBetween)
        {
            _lineAt = time.GetTimestamp();
            log.Info("{task}: {rows} rows, in table {table}", new("task", what), NamedValue.Count("rows", Rows), new("table", table.Name));
        }
    }
}
