using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Walks over a table that holds one row for each block of a range, and for no other one; everything else is a finding.</summary>
internal sealed class BlockRows : IDisposable
{
    private readonly Verification _run;
    private readonly Table _table;
    private readonly BlockRange _blocks;
    private readonly ICursor _cursor;
    private bool _hasRow;
    private BlockNumber _row;
    private BlockNumber? _gapLast; // Last block of a gap that is reported.

    /// <summary>Rows of a range of blocks.</summary>
    public BlockRows(Verification run, Table table, BlockRange blocks)
    {
        _run = run;
        _table = table;
        _blocks = blocks;
        _cursor = run.Tx.OpenRawCursor(table);
        _hasRow = _cursor.First();
        SkipForeign();
        bool isBeingPruned = PruneSegment.Of(table) is { } segment && run.IsBeingPruned(segment);
        while (_hasRow && _row < blocks.First && !isBeingPruned)
        {
            ReportExtra($"no row before block {blocks.First}, from which on the table is kept");
        }
    }

    /// <summary>Finds the row of a block; blocks are asked for in ascending order. The value is valid until the next call.</summary>
    public bool TryRead(BlockNumber number, out ReadOnlySpan<byte> value)
    {
        while (_hasRow && _row < number)
        {
            _hasRow = _cursor.Next();
            SkipForeign();
        }
        value = default;
        if (number < _blocks.First || number > _blocks.Last)
        {
            return false;
        }
        if (_hasRow && _row == number)
        {
            _run.Read(_table);
            value = _cursor.Value;
            return true;
        }
        if (_gapLast is not { } gapLast || number > gapLast)
        {
            ReportGap(number);
        }
        return false;
    }

    /// <summary>Looks for rows behind the range.</summary>
    public void End()
    {
        while (_hasRow && _row <= _blocks.Last)
        {
            _hasRow = _cursor.Next();
            SkipForeign();
        }
        while (_hasRow)
        {
            ReportExtra($"no row after block {_blocks.Last}, where its stage stands");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _cursor.Dispose();

    /// <summary>Adds a finding about a block's row.</summary>
    public static void Report(Verification run, Table table, BlockNumber number, string expected, string found)
    {
        // Nothing reads these rows while going back, so an unwind to below them is enough. Of bodies the lookup reads which rows go.
        bool canUnwind = table == Tables.Senders || table == Tables.Receipts;
        if (canUnwind && number > BlockNumber.Genesis)
        {
            run.Findings.AddForUnwind(table, $"{number}", number - 1, expected, found);
        }
        else
        {
            run.Findings.Add(table, $"{number}", expected, found);
        }
    }

    private void ReportGap(BlockNumber first)
    {
        BlockNumber last = _hasRow ? BlockNumber.Min(_row - 1, _blocks.Last) : _blocks.Last;
        _gapLast = last;
        Report(_run, _table, first, "a row", first == last ? "none" : $"none, and so up to block {last}");
    }

    private void ReportExtra(string expected)
    {
        _run.Read(_table);
        _run.Findings.Add(_table, $"{_row}", expected, "a row");
        _hasRow = _cursor.Next();
        SkipForeign();
    }

    /// <summary>Passes over rows whose key is no block number.</summary>
    private void SkipForeign()
    {
        while (_hasRow)
        {
            ReadOnlySpan<byte> key = _cursor.Key;
            if (key.Length == sizeof(ulong))
            {
                _row = BlockNumber.ReadFrom(key);
                return;
            }
            _run.Findings.Add(_table, HexText.Encode(key), "a block number in 8 bytes", $"{key.Length} bytes");
            _hasRow = _cursor.Next();
        }
    }
}
