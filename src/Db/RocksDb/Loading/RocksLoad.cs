namespace NodeProto.Db;

/// <summary>Collects rows in memory while they are few, and from a limit on writes them to sorted files.</summary>
/// <param name="database">The database.</param>
/// <param name="table">The table.</param>
/// <param name="count">Takes the bytes of each row.</param>
internal sealed unsafe class RocksLoad(RocksDatabase database, Table table, Action<int> count) : IBulkLoad, IDisposable
{
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
            EndFile();
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
