using System.Runtime.InteropServices;
using System.Text;
using NodeProto.Primitives;
using static NodeProto.Db.RocksDbNative;

namespace NodeProto.Db;

/// <summary>Opens a database with the options of its tables.</summary>
internal static unsafe class RocksDbOpening
{
    private const string DefaultColumn = "default";

    /// <summary>Recovery up to the first damaged record: what a kill or a power failure leaves behind is no error.</summary>
    private const int PointInTimeRecovery = 2;

    /// <summary>
    /// Above every level of RocksDB's own log, which so stays empty. Debian builds the library with its assertions: once a line of
    /// that log found the disk full, the next line aborts the process. What matters comes as an error of the call anyway.
    /// </summary>
    private const int LogNothing = 6;

    /// <summary>Whether there is a database in the folder. One whose making was cut off before it had a log is none.</summary>
    /// <exception cref="DatabaseCorruptException">There is, but for the file that names the list of its files.</exception>
    public static bool Exists(string path)
    {
        if (File.Exists(Path.Combine(path, "CURRENT")))
        {
            return true;
        }
        bool hasRows =
            Directory.Exists(path) && (Directory.EnumerateFiles(path, "*.log").Any() || Directory.EnumerateFiles(path, "*.sst").Any());
        return hasRows ? throw new DatabaseCorruptException("", "", $"the database's file CURRENT is missing (in {path})") : false;
    }

    /// <summary>Names of the column families on disk, without the default one.</summary>
    public static string[] ListTables(string path)
    {
        NativeLibraries.Bind(typeof(RocksDbNative).Assembly, NativeDependency.RocksDb);
        Marshal.PrelinkAll(typeof(RocksDbNative)); // No thread may wait for a binding inside a call that suppresses the transition.
        nint options = rocksdb_options_create();
        byte* error = null;
        nuint count;
        byte** names;
        fixed (byte* pathBytes = Text(path))
        {
            names = rocksdb_list_column_families(options, pathBytes, &count, &error);
        }
        rocksdb_options_destroy(options);
        RocksDbError.Check(error, path);
        List<string> tables = [];
        for (nuint i = 0; i < count; i++)
        {
            string name = Marshal.PtrToStringUTF8((nint)names[i]) ?? "";
            if (name != DefaultColumn)
            {
                tables.Add(name);
            }
        }
        rocksdb_list_column_families_destroy(names, count);
        return [.. tables];
    }

    /// <summary>Opens a database.</summary>
    /// <param name="path">The database's folder.</param>
    /// <param name="options">The operator's choices.</param>
    /// <param name="kind">What for.</param>
    /// <param name="tables">The tables to open: all of them for the writer.</param>
    public static RocksDbHandle Open(string path, DatabaseOptions options, OpeningKind kind, IReadOnlyList<Table> tables)
    {
        NativeLibraries.Bind(typeof(RocksDbNative).Assembly, NativeDependency.RocksDb);
        Marshal.PrelinkAll(typeof(RocksDbNative)); // No thread may wait for a binding inside a call that suppresses the transition.
        long sortedFiles = OpenFiles.CountSorted(path);
        int openFiles =
            kind == OpeningKind.Writer
                ? OpenFiles.ForWriter(sortedFiles, OpenFiles.Limit)
                : OpenFiles.ForReader(sortedFiles, OpenFiles.Limit, path);
        nint cache = rocksdb_cache_create_lru((nuint)options.CacheBytes);
        nint[] all = new nint[tables.Count + 2];
        all[0] = DatabaseWide(options, openFiles);
        all[1] = rocksdb_options_create();
        for (int i = 0; i < tables.Count; i++)
        {
            all[i + 2] = RocksDbTableOptions.Create(tables[i], cache, (nuint)Math.Min(options.WriteBufferBytes, 64 * 1024 * 1024));
        }
        nint[] opened = new nint[tables.Count + 1];
        byte* error = null;
        nint database = OpenColumns(path, kind, tables, all, opened, &error);
        if (error is not null)
        {
            foreach (nint one in all)
            {
                rocksdb_options_destroy(one);
            }
            rocksdb_cache_destroy(cache);
            RocksDbError.Check(error, path);
        }
        nint[] columns = new nint[Tables.All.Count + 1];
        columns[0] = opened[0];
        for (int i = 0; i < tables.Count; i++)
        {
            columns[tables[i].Index + 1] = opened[i + 1];
        }
        return new RocksDbHandle(database, columns, all, cache);
    }

    /// <summary>
    /// Deletes the files that RocksDB began to write its options to. It gives up half-way, without a word, since it has no name for
    /// <see cref="LogNothing"/>, and leaves one for each opening. The options are ours, and nobody reads those files.
    /// </summary>
    public static void RemoveUnfinishedOptions(string path)
    {
        try
        {
            foreach (string file in Directory.EnumerateFiles(path, "OPTIONS-*.dbtmp"))
            {
                File.Delete(file);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // They harm nobody; the next opening tries again.
        }
    }

    private static nint OpenColumns(
        string path,
        OpeningKind kind,
        IReadOnlyList<Table> tables,
        nint[] options,
        nint[] columns,
        byte** error
    )
    {
        byte** names = stackalloc byte*[columns.Length];
        names[0] = (byte*)Marshal.StringToCoTaskMemUTF8(DefaultColumn);
        for (int i = 0; i < tables.Count; i++)
        {
            names[i + 1] = (byte*)Marshal.StringToCoTaskMemUTF8(tables[i].Name);
        }
        try
        {
            fixed (byte* pathBytes = Text(path))
            fixed (nint* columnOptions = options.AsSpan(1))
            fixed (nint* handles = columns)
            {
                int count = columns.Length;
                return kind == OpeningKind.Writer
                    ? rocksdb_open_column_families(options[0], pathBytes, count, names, columnOptions, handles, error)
                    : rocksdb_open_for_read_only_column_families(
                        options[0],
                        pathBytes,
                        count,
                        names,
                        columnOptions,
                        handles,
                        errorIfLogExists: 0,
                        error
                    );
            }
        }
        finally
        {
            for (int i = 0; i < columns.Length; i++)
            {
                Marshal.FreeCoTaskMem((nint)names[i]);
            }
        }
    }

    private static nint DatabaseWide(DatabaseOptions options, int openFiles)
    {
        nint all = rocksdb_options_create();
        rocksdb_options_set_create_if_missing(all, 1);
        rocksdb_options_set_create_missing_column_families(all, 1);
        rocksdb_options_set_paranoid_checks(all, 1);
        rocksdb_options_set_wal_recovery_mode(all, PointInTimeRecovery);
        rocksdb_options_set_max_background_jobs(all, 2); // One flush and one compaction: more would take the cores from the stages.
        rocksdb_options_set_max_open_files(all, openFiles);
        rocksdb_options_set_db_write_buffer_size(all, (nuint)options.WriteBufferBytes);
        rocksdb_options_set_max_total_wal_size(all, (ulong)options.WriteBufferBytes * 2); // Else a rarely written table keeps old logs.
        rocksdb_options_set_info_log_level(all, LogNothing);
        rocksdb_options_set_keep_log_file_num(all, 2);
        rocksdb_options_set_max_log_file_size(all, 4 * 1024 * 1024);
        rocksdb_options_set_stats_dump_period_sec(all, 0);
        return all;
    }

    private static byte[] Text(string text) => [.. Encoding.UTF8.GetBytes(text), 0];
}

/// <summary>What a database is opened for.</summary>
internal enum OpeningKind
{
    /// <summary>To write: one process at a time.</summary>
    Writer,

    /// <summary>
    /// To read what stands still: a missing file is an error, and the end of a damaged log is passed over, as the writer does. (A secondary
    /// instance, which RocksDB has for reading beside a writer, is no choice: it was seen to lack rows between others when the writer
    /// merged files meanwhile, and it goes back in time without a word where a file is missing.)
    /// </summary>
    Reader,
}
