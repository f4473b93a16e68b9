using NodeProto.Db;
using NodeProto.Node.Live;
using NodeProto.Node.Watching;

namespace NodeProto.Node.Output;

/// <summary>How far a command is that reads table after table: as log lines, one every two seconds, or live.</summary>
/// <param name="log">Where lines go; null when there shall be none.</param>
/// <param name="time">Clock.</param>
/// <param name="what">What is done, in one word.</param>
/// <param name="total">About how many rows there are; null when nobody knows.</param>
internal sealed class RowProgress(EventLog? log, TimeProvider time, string what, ulong? total = null) : ILongTask
{
    private const double SecondsBetween = 2; // Most databases take less, and show nothing.

    private readonly RollingWindow _window = new(time);
    private readonly Lock _gate = new();
    private long _lineAt = time.GetTimestamp();
    private Table? _table;
    private ulong _rowsBefore; // In the tables that are done.
    private ulong _rowsInTable;

    private ulong Rows => _rowsBefore + _rowsInTable;

    private double? Share => total is { } all && all >= Rows ? (double)Rows / Math.Max(1, all) : null; // The estimate may be too low.

    private double? SecondsLeft =>
        total is { } all && all >= Rows && _window.UnitsPerSecond > 0 ? (all - Rows) / _window.UnitsPerSecond : null;

    /// <inheritdoc/>
    public string Name => what;

    /// <inheritdoc/>
    public IReadOnlyList<TaskCount> Counts()
    {
        lock (_gate)
        {
            return [new TaskCount("rows", (long)Rows, (long?)total)];
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
                    Target = total is { } all ? Readable.Count(all) : "",
                    Share = Share,
                    Left = SecondsLeft is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
                    UnitsPerSecond = _window.UnitsPerSecond,
                    Unit = "rows",
                    Doing = _table?.Name ?? "",
                },
            ]);
        }
    }

    /// <summary>Tells how many rows of all tables are read, and which table is at hand; writes a line when it is time for one.</summary>
    public void ReportAll(Table table, long rows)
    {
        lock (_gate)
        {
            (_table, _rowsBefore, _rowsInTable) = (table, 0, (ulong)rows);
        }
        Report(table, (ulong)rows);
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
            WriteLine(log, table);
        }
    }

    private void WriteLine(EventLog log, Table table)
    {
        double? left;
        double rate;
        lock (_gate)
        {
            _window.Add((long)Rows, 0);
            (left, rate) = (SecondsLeft, _window.UnitsPerSecond);
        }
        NamedValue[] values = [new("task", what), NamedValue.Count("rows", Rows), new("table", table.Name)];
        if (total is not { } all || left is not { } seconds)
        {
            log.Info("{task}: {rows} rows, in table {table}", values);
            return;
        }
        log.Info(
            "{task}: {rows} of about {total} rows, {rowsPerSecond} rows/s, {secondsLeft} left, in table {table}",
            [.. values, NamedValue.Count("total", all), NamedValue.Rate("rowsPerSecond", rate), NamedValue.Duration("secondsLeft", seconds)]
        );
    }
}
