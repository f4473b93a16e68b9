using System.Runtime.ExceptionServices;
using NodeProto.Primitives;

namespace NodeProto.Db;

/// <summary>Collects rows in memory while they are few, and from a limit on writes them to sorted files.</summary>
/// <param name="database">The database.</param>
/// <param name="table">The table.</param>
/// <param name="count">Takes the bytes of each row.</param>
internal sealed unsafe class RocksLoad(RocksDatabase database, Table table, Action<long> count) : IBulkLoad, IDisposable
{
    private const int RowsPerStep = 1 << 16;
    private const long FileBytesMin = 2L * 1024 * 1024; // Below, a second file costs more than a second core brings.

    /// <summary>A file of about the size that compaction makes, so that a later one can move it as a whole.</summary>
    private const long FileBytes = 64L * 1024 * 1024;

    private readonly LoadOrder _order = new();
    private readonly List<string> _files = [];
    private SortedFileWriter? _writer;
    private long _bytes; // In memory, or in the file being written.

    /// <summary>The table.</summary>
    public Table Table => table;

    /// <summary>The rows while they are few.</summary>
    public TableOverlay Rows { get; } = new();

    /// <summary>Names of the finished files, in the order of their keys.</summary>
    public IReadOnlyList<string> Files => _files;

    /// <inheritdoc/>
    public long Count => _order.Count;

    /// <summary>How many of its rows are deletes.</summary>
    public long Deletes { get; private set; }

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (IsFew(key, value.Length))
        {
            Rows.Put(key, value);
        }
        else
        {
            _writer!.Add(key, value);
        }
    }

    /// <inheritdoc/>
    public void Delete(ReadOnlySpan<byte> key)
    {
        Deletes++;
        if (IsFew(key, valueLength: 0))
        {
            Rows.Delete(key);
        }
        else
        {
            _writer!.Delete(key);
        }
    }

    /// <inheritdoc/>
    public void AddAll(SortedRows rows, Action step)
    {
        if (Count == 0 && rows.Whole is { } whole && whole.RowBytes >= database.LoadAsFilesMinBytes)
        {
            AddWhole(whole, step);
        }
        else
        {
            IBulkLoad.AddEach(this, rows, step);
        }
    }

    /// <summary>Writes rows that lie in memory to files of about the same length, several at a time.</summary>
    private void AddWhole(SortBuffer rows, Action step)
    {
        int length = rows.Count;
        int files = (int)
            Math.Max(Math.Min(Environment.ProcessorCount, rows.RowBytes / FileBytesMin), (rows.RowBytes + FileBytes - 1) / FileBytes);
        files = Math.Max(1, files);
        string[] names = new string[files];
        for (int i = 0; i < files; i++)
        {
            names[i] = database.Loads.NewLoadName();
            _files.Add(names[i]); // Before it is there, so that it is removed whatever happens.
        }
        try
        {
            Parallel.For(
                0,
                files,
                new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
                i => WriteFile(names[i], rows, (int)((long)length * i / files), (int)((long)length * (i + 1) / files), step)
            );
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
        _order.Check(rows.Key(0), rows.Key(length - 1), length);
        _bytes = FileBytes; // A row that follows begins a new file.
        count(rows.RowBytes);
    }

    private void WriteFile(string name, SortBuffer rows, int first, int end, Action step)
    {
        using SortedFileWriter writer = new(database, table, database.Loads.PathOf(name));
        for (int i = first; i < end; i++)
        {
            ReadOnlySpan<byte> key = rows.Key(i);
            Invariant.Holds(i == 0 || key.SequenceCompareTo(rows.Key(i - 1)) > 0, LoadOrder.NotAscending);
            writer.Add(key, rows.Value(i));
            if ((i - first) % RowsPerStep == RowsPerStep - 1)
            {
                step();
            }
        }
        writer.Finish();
    }

    /// <summary>Ends the last file.</summary>
    public void Finish()
    {
        if (_writer is not null)
        {
            EndFile();
        }
    }

    /// <summary>Removes the files.</summary>
    public void Discard()
    {
        foreach (string file in _files)
        {
            database.Loads.Remove(file);
        }
    }

    public void Dispose()
    {
        _writer?.Dispose();
        _writer = null;
        Rows.Dispose();
    }

    /// <summary>Takes the next key in order; false when its row belongs into the file that is then open.</summary>
    private bool IsFew(ReadOnlySpan<byte> key, int valueLength)
    {
        _order.Check(key);
        int bytes = key.Length + valueLength;
        count(bytes);
        bool isFew = _files.Count == 0 && _bytes + bytes < database.LoadAsFilesMinBytes;
        if (!isFew && _files.Count == 0)
        {
            BeginFile();
            MoveToFile();
        }
        else if (!isFew && _bytes >= FileBytes)
        {
            Finish();
            BeginFile();
        }
        _bytes += bytes;
        return isFew;
    }

    private void MoveToFile()
    {
        for (int i = 0; i < Rows.Count; i++)
        {
            OverlayEntry* row = Rows[i];
            if (row->ValueLength == OverlayEntry.Deleted)
            {
                _writer!.Delete(OverlayEntry.Key(row));
            }
            else
            {
                _writer!.Add(OverlayEntry.Key(row), OverlayEntry.Value(row));
            }
        }
        Rows.Dispose();
    }

    private void BeginFile()
    {
        string name = database.Loads.NewLoadName();
        _files.Add(name);
        _writer = new SortedFileWriter(database, table, database.Loads.PathOf(name));
        _bytes = 0;
    }

    private void EndFile()
    {
        _writer!.Finish();
        _writer.Dispose();
        _writer = null;
    }
}
