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

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        _order.Check(key);
        int bytes = key.Length + value.Length;
        count(bytes);
        if (_files.Count == 0 && _bytes + bytes < database.LoadAsFilesMinBytes)
        {
            Rows.Put(key, value);
        }
        else
        {
            if (_files.Count == 0)
            {
                BeginFile();
                for (int i = 0; i < Rows.Count; i++)
                {
                    _writer!.Add(OverlayEntry.Key(Rows[i]), OverlayEntry.Value(Rows[i]));
                }
                Rows.Dispose();
            }
            else if (_bytes >= FileBytes)
            {
                EndFile();
                BeginFile();
            }
            _writer!.Add(key, value);
        }
        _bytes += bytes;
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
