using NodeProto.Primitives;

namespace NodeProto.Db;

/// <summary>
/// Takes rows in any order and gives them back in the order of their keys, those of one key in the order they came. What does not
/// fit in its memory is spilled, sorted, to files beside the database and merged. Not thread-safe.
/// </summary>
/// <remarks>From <see cref="IWriteTransaction.OpenSorter"/>. The files are gone after the dispose, or after a kill when the database is next opened to write.</remarks>
public sealed class RowSorter : IDisposable
{
    /// <summary>The least memory that a sorter takes.</summary>
    public const long MemoryBytesMin = 1 << 20;

    /// <summary>Files that are merged at once; when there are more, they first become one.</summary>
    private const int RunsMax = 64;

    private readonly LoadFolder? _folder;
    private readonly long _memoryBytes;
    private readonly List<SortedRun> _runs = [];
    private SortBuffer? _buffer;
    private bool _isRead;

    /// <summary>A sorter with nothing in it.</summary>
    /// <param name="memoryBytes">Memory that it may take.</param>
    /// <param name="folder">Where rows are spilled to; null to take as much memory again instead, whenever that is full.</param>
    internal RowSorter(long memoryBytes, LoadFolder? folder)
    {
        _memoryBytes = Math.Max(memoryBytes / 8 * 7, MemoryBytesMin); // The rest is for what writes and reads the files.
        _folder = folder;
    }

    /// <summary>How many rows were added.</summary>
    public long Count { get; private set; }

    /// <summary>Bytes of keys and values that were added.</summary>
    public long Bytes { get; private set; }

    /// <summary>How many sorted files were written so far.</summary>
    public int Spills { get; private set; }

    /// <summary>Adds a row.</summary>
    /// <exception cref="NodeException">The disk is full, or failed.</exception>
    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        Invariant.Holds(!_isRead, "A sorter takes no row after it was read.");
        _buffer ??= new SortBuffer(_memoryBytes);
        if (!_buffer.TryAdd(key, value))
        {
            Spill();
            if (!_buffer!.TryAdd(key, value))
            {
                throw new ArgumentException($"A row of {key.Length + value.Length} bytes does not fit in the sorter's memory.");
            }
        }
        Count++;
        Bytes += key.Length + value.Length;
    }

    /// <summary>Gives the rows in order, once; valid until the sorter is disposed.</summary>
    /// <exception cref="NodeException">The disk is full, or failed.</exception>
    public SortedRows Read()
    {
        Invariant.Holds(!_isRead, "A sorter is read once.");
        _isRead = true;
        if (_runs.Count > 0 && _folder is not null && _buffer is { Count: > 0 })
        {
            Spill();
        }
        if (_runs.Count > 0 && _folder is not null)
        {
            _buffer?.Dispose(); // Its memory now serves the reading of the files.
            _buffer = null;
        }
        if (_buffer is not null)
        {
            _buffer.Sort();
            _runs.Add(new BufferRun(_buffer));
            _buffer = null;
        }
        return Merged();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isRead = true;
        _buffer?.Dispose();
        _buffer = null;
        Forget();
    }

    private void Spill()
    {
        _buffer!.Sort();
        if (_folder is null)
        {
            _runs.Add(new BufferRun(_buffer));
            _buffer = new SortBuffer(_memoryBytes);
            return;
        }
        if (_runs.Count == RunsMax)
        {
            FileRun merged = _folder.NewRun();
            merged.Write(new MergedRun(Merged()));
            Forget();
            _runs.Add(merged);
        }
        FileRun run = _folder.NewRun();
        _runs.Add(run); // First, so that the dispose also removes a half-written one.
        run.Write(new BufferRun(_buffer));
        _buffer.Clear();
        Spills++;
    }

    private SortedRows Merged()
    {
        foreach (SortedRun run in _runs)
        {
            (run as FileRun)?.Open((int)Math.Clamp(_memoryBytes / _runs.Count, 1 << 12, 1 << 20));
        }
        return new SortedRows(_runs);
    }

    private void Forget()
    {
        foreach (SortedRun run in _runs)
        {
            run.Dispose();
        }
        _runs.Clear();
    }

    private sealed class MergedRun(SortedRows rows) : SortedRun
    {
        public override ReadOnlySpan<byte> Key => rows.Key;

        public override ReadOnlySpan<byte> Value => rows.Value;

        public override bool Next() => rows.Next();

        public override void Dispose() { }
    }
}
