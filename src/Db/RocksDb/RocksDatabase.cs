using NodeProto.Primitives;
using static NodeProto.Db.RocksDbNative;

namespace NodeProto.Db;

/// <summary>The database on disk, in RocksDB: one column family for each table.</summary>
/// <remarks>Use <see cref="DataDirectory"/>, which also checks that it is the right one.</remarks>
public sealed class RocksDatabase : IDatabase
{
    /// <summary>A busy writer changes the list of files about once a second.</summary>
    private const int ReadingAttempts = 200;

    private const int PauseMs = 50;

    private static readonly byte[] LastOfAll = [.. Enumerable.Repeat(byte.MaxValue, 128)]; // Longer than any key.

    private readonly SemaphoreSlim _writer = new(1, 1);
    private readonly bool _isWriter;
    private readonly Lock _halfDone = new();
    private Exception? _failure;
    private bool _isDisposed;

    private RocksDatabase(RocksDbHandle handle, string path, DatabaseOptions options, bool isWriter)
    {
        Handle = handle;
        Path = path;
        LoadAsFilesMinBytes = options.LoadAsFilesMinBytes;
        Loads = new LoadFolder(path);
        _isWriter = isWriter;
        if (isWriter)
        {
            WriteOptions = rocksdb_writeoptions_create();
            rocksdb_writeoptions_set_sync(WriteOptions, options.Sync == DbSync.Commit ? (byte)1 : (byte)0);
        }
    }

    /// <summary>Folder of the database.</summary>
    public string Path { get; }

    internal RocksDbHandle Handle { get; }

    internal nint WriteOptions { get; private set; }

    internal TrafficCounters Traffic { get; } = new();

    /// <summary>Where loads and sorters put their files.</summary>
    internal LoadFolder Loads { get; }

    internal long LoadAsFilesMinBytes { get; }

    /// <summary>Called after each step of a commit with loads.</summary>
    internal Action<LoadStep>? LoadStepReached { get; set; }

    /// <summary>Opens a database as its one writer, and creates what is missing of it.</summary>
    /// <param name="path">Its folder; the one above must exist.</param>
    /// <param name="options">The operator's choices.</param>
    /// <exception cref="NodeException">It is in use, or cannot be written, the disk is full, or the native library is missing.</exception>
    /// <exception cref="DatabaseCorruptException">Its files are damaged.</exception>
    public static RocksDatabase OpenOrCreate(string path, DatabaseOptions options) => OpenOrCreate(path, options, loadStepReached: null);

    /// <summary>Opens as above.</summary>
    /// <param name="path">Its folder.</param>
    /// <param name="options">The operator's choices.</param>
    /// <param name="loadStepReached">Called after each step of a commit with loads, also of one that the opening finishes; tests end it there.</param>
    internal static RocksDatabase OpenOrCreate(string path, DatabaseOptions options, Action<LoadStep>? loadStepReached)
    {
        DiskProbe.RequireRoom(path);
        RocksDbHandle handle = RocksDbOpening.Open(path, options, OpeningKind.Writer, Tables.All);
        WriterMark.Set(path);
        RocksDbOpening.RemoveUnfinishedOptions(path);
        RocksDatabase database = new(handle, path, options, isWriter: true) { LoadStepReached = loadStepReached };
        try
        {
            new LoadCommit(database).Recover();
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Opens a database as it is now, for reading only: beside its writer, without its lock, and without writing to its folder.</summary>
    /// <param name="path">Its folder.</param>
    /// <param name="options">The operator's choices.</param>
    /// <exception cref="NodeException">The native library is missing.</exception>
    /// <exception cref="DatabaseCorruptException">Its files are damaged or missing.</exception>
    public static RocksDatabase OpenForReading(string path, DatabaseOptions options) => OpenForReading(path, options, Tables.All);

    /// <summary>Opens some of the tables for reading.</summary>
    internal static RocksDatabase OpenForReading(string path, DatabaseOptions options, IReadOnlyList<Table> tables)
    {
        for (int attempt = 0; attempt < ReadingAttempts; attempt++)
        {
            if (TryOpenStill(path, options, tables) is { } database)
            {
                return database;
            }
            Thread.Sleep(PauseMs);
        }
        throw new NodeException(
            NodeErrorCode.DatabaseLocked,
            $"{WriterMark.Describe(path)} changes the database's files faster than they can be opened",
            path,
            "Run the command again when that process does less, or stop it."
        );
    }

    /// <summary>Opens for reading; null when a writer changed the list of files meanwhile, which may have taken away what was to be read.</summary>
    private static RocksDatabase? TryOpenStill(string path, DatabaseOptions options, IReadOnlyList<Table> tables)
    {
        ManifestState before = ManifestState.Read(path);
        RocksDbHandle handle;
        try
        {
            handle = RocksDbOpening.Open(path, options, OpeningKind.Reader, tables);
        }
        catch (Exception e) when (e is NodeException or DatabaseCorruptException && ManifestState.Read(path) != before)
        {
            return null;
        }
        if (ManifestState.Read(path) == before)
        {
            return new RocksDatabase(handle, path, options, isWriter: false);
        }
        handle.Dispose();
        return null;
    }

    /// <inheritdoc/>
    public IReadOnlyList<Table> UnfinishedLoads => _isWriter ? [] : new LoadCommit(this).FindUnfinished();

    /// <inheritdoc/>
    public IReadTransaction BeginRead()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        lock (_halfDone)
        {
            return new RocksReadTransaction(this, takeSnapshot: _isWriter);
        }
    }

    /// <inheritdoc/>
    public IWriteTransaction BeginWrite()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (!_isWriter)
        {
            throw new NodeException(
                NodeErrorCode.OpenedForReading,
                "the database was opened for reading only",
                Path,
                "Use a command that writes; if this one should, it is a bug: please report it."
            );
        }
        _writer.Wait();
        if (_failure is not null)
        {
            _writer.Release();
            throw new NodeException(
                NodeErrorCode.StorageFailed,
                $"an earlier commit failed half-way: {_failure.Message}",
                Path,
                "Run the command again: opening the database finishes the commit.",
                _failure
            );
        }
        return new RocksWriteTransaction(this);
    }

    /// <inheritdoc/>
    public IReadOnlyList<TableSize> MeasureTables()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        TableSize[] sizes = new TableSize[Tables.All.Count];
        foreach (Table table in Tables.All)
        {
            ulong rows = Property(table, "rocksdb.estimate-num-keys"u8);
            // An empty memtable has a block of its own already.
            ulong memory = rows == 0 ? 0 : Property(table, "rocksdb.cur-size-all-mem-tables"u8);
            sizes[table.Index] = new TableSize(table, rows, Property(table, "rocksdb.live-sst-files-size"u8) + memory);
        }
        return sizes;
    }

    /// <inheritdoc/>
    public unsafe ulong EstimateBytes(Table table, ReadOnlySpan<byte> first, ReadOnlySpan<byte> end)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ReadOnlySpan<byte> start = first.IsEmpty ? [0] : first; // With its length of 0: the library takes no null.
        ReadOnlySpan<byte> limit = end.IsEmpty ? LastOfAll : end;
        ulong bytes = 0;
        byte* error = null;
        fixed (byte* firstBytes = start)
        fixed (byte* limitBytes = limit)
        {
            byte* firstKey = firstBytes;
            byte* limitKey = limitBytes;
            nuint firstLength = (nuint)first.Length;
            nuint limitLength = (nuint)limit.Length;
            rocksdb_approximate_sizes_cf(
                Handle.DangerousGetHandle(),
                Handle.ColumnOf(table),
                1,
                &firstKey,
                &firstLength,
                &limitKey,
                &limitLength,
                &bytes,
                &error
            );
        }
        RocksDbError.Check(error, Path, table.Name);
        return bytes;
    }

    /// <inheritdoc/>
    public unsafe void Compact(Table table, ReadOnlySpan<byte> first, ReadOnlySpan<byte> end)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        nint options = rocksdb_compactoptions_create();
        rocksdb_compactoptions_set_exclusive_manual_compaction(options, 0); // Flushes and other tables' compactions go on.
        fixed (byte* firstBytes = first)
        fixed (byte* endBytes = end)
        {
            nint column = Handle.ColumnOf(table);
            rocksdb_compact_range_cf_opt(
                Handle.DangerousGetHandle(),
                column,
                options,
                firstBytes,
                (nuint)first.Length,
                endBytes,
                (nuint)end.Length
            );
        }
        rocksdb_compactoptions_destroy(options);
    }

    /// <inheritdoc/>
    public IReadOnlyList<TableTraffic> MeasureTraffic() => Traffic.Read();

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }
        _isDisposed = true;
        Handle.Dispose();
        _writer.Dispose();
        if (!_isWriter)
        {
            return;
        }
        rocksdb_writeoptions_destroy(WriteOptions);
        WriteOptions = 0;
        Loads.RemoveIfEmpty();
        WriterMark.Remove(Path);
    }

    /// <summary>Lets the next writer in.</summary>
    internal void EndWrite()
    {
        if (!_isDisposed)
        {
            _writer.Release();
        }
    }

    /// <summary>
    /// Deletes the files whose rows all lie below a key. Left out while a snapshot is open, since that would miss rows which it still
    /// promises; the space then comes back with the compaction.
    /// </summary>
    internal unsafe void DropFiles(Table table, ReadOnlySpan<byte> end)
    {
        if (end.IsEmpty || Property(table, "rocksdb.num-snapshots"u8) > 0)
        {
            return;
        }
        byte[] last = KeyBelow(end); // The call's end is the last key that may go, and not the one after it.
        byte* error = null;
        fixed (byte* lastBytes = last)
        {
            nint column = Handle.ColumnOf(table);
            rocksdb_delete_file_in_range_cf(Handle.DangerousGetHandle(), column, null, 0, lastBytes, (nuint)last.Length, &error);
        }
        RocksDbError.Check(error, Path, table.Name);
    }

    /// <summary>A key below another one, with no stored key between the two.</summary>
    internal static byte[] KeyBelow(ReadOnlySpan<byte> end) =>
        end[^1] == 0 ? [.. end[..^1]] : [.. end[..^1], (byte)(end[^1] - 1), .. LastOfAll];

    /// <summary>Whether a commit failed where only the next opening can mend it.</summary>
    internal bool IsFailed => _failure is not null;

    /// <summary>Does what no new reader may see half done.</summary>
    internal void Hide(Action commit)
    {
        lock (_halfDone)
        {
            commit();
        }
    }

    /// <summary>Lets no writer in any more: a commit failed where only the next opening can mend it.</summary>
    internal void Fail(Exception failure) => _failure = failure;

    /// <summary>Asks RocksDB to compact a range in the background; closing waits for what has begun.</summary>
    internal unsafe void SuggestCompaction(Table table, ReadOnlySpan<byte> first, ReadOnlySpan<byte> end)
    {
        byte* error = null;
        fixed (byte* firstBytes = first)
        fixed (byte* endBytes = end)
        {
            nint column = Handle.ColumnOf(table);
            rocksdb_suggest_compact_range_cf(
                Handle.DangerousGetHandle(),
                column,
                firstBytes,
                (nuint)first.Length,
                endBytes,
                (nuint)end.Length,
                &error
            );
        }
        if (error is not null)
        {
            rocksdb_free(error); // A wish only: the rows are committed, and a damaged file shows when it is read.
        }
    }

    private unsafe ulong Property(Table table, ReadOnlySpan<byte> name)
    {
        ulong value = 0;
        fixed (byte* bytes = name) // A u8 literal ends with a zero byte.
        {
            _ = rocksdb_property_int_cf(Handle.DangerousGetHandle(), Handle.ColumnOf(table), bytes, &value);
        }
        return value;
    }
}
