using System.Runtime.InteropServices;
using static NodeProto.Db.RocksDbNative;

namespace NodeProto.Db;

/// <summary>The steps of a commit with loads, and where a test may end one.</summary>
internal enum LoadStep
{
    /// <summary>The files are on the disk; nothing refers to them.</summary>
    FilesWritten,

    /// <summary>The intent is on the disk: the transaction is committed.</summary>
    IntentWritten,

    /// <summary>The files of one table are part of it.</summary>
    TableIngested,

    /// <summary>The other writes are on the disk, and the intent is gone.</summary>
    BatchWritten,
}

/// <summary>
/// Commits sorted files together with a batch, which RocksDB cannot do at once: files, intent; ingestion of each table; batch.
/// From the intent on it can only go forward: what a kill or an error cuts off, the next opening finishes.
/// </summary>
/// <remarks>
/// The files stay, by a second name, until the end. RocksDB writes a sequence number into a file that it takes, and takes none
/// that has one; so finishing after a kill takes copies without it, and leaves the file alone that may be in the database already.
/// </remarks>
internal sealed unsafe class LoadCommit(RocksDatabase database)
{
    /// <summary>Commits the loads and the batch.</summary>
    public void Run(IReadOnlyList<RocksLoad> loads, RocksWriteBatch batch)
    {
        List<(Table, string)> files = [];
        foreach (RocksLoad load in loads)
        {
            foreach (string file in load.Files)
            {
                files.Add((load.Table, file));
            }
        }
        database.Loads.Sync();
        Reached(LoadStep.FilesWritten);
        batch.DeleteOwn(LoadIntent.Key);
        LoadIntent intent = new(files, batch.Bytes.ToArray());
        try
        {
            WriteIntent(intent);
            Reached(LoadStep.IntentWritten);
            database.Hide(() => Finish(intent, batch, isAgain: false));
            WriteLast();
            Reached(LoadStep.BatchWritten);
        }
        catch (Exception e)
        {
            database.Fail(e); // Whether the intent is on the disk is not known, or what it says is half done: the next opening sees to it.
            throw;
        }
    }

    /// <summary>Finishes what a kill left, and removes files that nothing refers to. Nothing else has been written since.</summary>
    public void Recover()
    {
        LoadIntent? intent = ReadIntent();
        if (intent is not null)
        {
            database.Loads.Clear([.. intent.Files.Select(file => file.File)]);
            using RocksWriteBatch batch = new(database, intent.Batch.Span);
            Finish(intent, batch, isAgain: true);
            WriteLast();
            Reached(LoadStep.BatchWritten);
        }
        database.Loads.Clear([]);
    }

    /// <summary>The tables of a commit that is not finished; none when there is no such commit.</summary>
    public IReadOnlyList<Table> FindUnfinished() =>
        ReadIntent() is { } intent ? [.. intent.Files.Select(file => file.Table).Distinct()] : [];

    private void Finish(LoadIntent intent, RocksWriteBatch batch, bool isAgain)
    {
        for (int first = 0; first < intent.Files.Count; )
        {
            int end = first + 1;
            while (end < intent.Files.Count && intent.Files[end].Table == intent.Files[first].Table)
            {
                end++;
            }
            Ingest(intent.Files[first].Table, intent.Files, first, end, isAgain);
            Reached(LoadStep.TableIngested);
            first = end;
        }
        batch.WriteSynced();
    }

    private void Ingest(Table table, IReadOnlyList<(Table Table, string File)> files, int first, int end, bool isAgain)
    {
        nint[] paths = new nint[end - first];
        nint options = rocksdb_ingestexternalfileoptions_create();
        byte* error = null;
        try
        {
            for (int i = 0; i < paths.Length; i++)
            {
                paths[i] = Marshal.StringToCoTaskMemUTF8(database.Loads.PathOf(NameToIngest(table, files[first + i].File, isAgain)));
            }
            rocksdb_ingestexternalfileoptions_set_move_files(options, 1);
            fixed (nint* pointers = paths)
            {
                nint column = database.Handle.ColumnOf(table);
                nint handle = database.Handle.DangerousGetHandle();
                rocksdb_ingest_external_file_cf(handle, column, (byte**)pointers, (nuint)paths.Length, options, &error);
            }
        }
        finally
        {
            rocksdb_ingestexternalfileoptions_destroy(options);
            foreach (nint path in paths)
            {
                Marshal.FreeCoTaskMem(path);
            }
        }
        RocksDbError.Check(error, database.Path, table.Name);
    }

    /// <summary>A second name of the file, or after a kill a second file, for RocksDB to take.</summary>
    private string NameToIngest(Table table, string name, bool isAgain)
    {
        string second = name + ".taken";
        if (!isAgain)
        {
            database.Loads.Link(name, second);
        }
        else if (!database.Loads.TryCopyNew(name, second))
        {
            throw new DatabaseCorruptException(table.Name, "", $"a load was committed, but its file {name} is missing or damaged");
        }
        return second;
    }

    private void WriteIntent(LoadIntent intent)
    {
        ByteBuffer row = new();
        intent.Write(row);
        using RocksWriteBatch batch = new(database);
        batch.PutOwn(LoadIntent.Key, row.Written);
        batch.WriteSynced();
    }

    /// <summary>
    /// One record more before the files go: a disk that loses the last one which it has confirmed would else bring the intent back,
    /// without the files that it needs.
    /// </summary>
    private void WriteLast()
    {
        using RocksWriteBatch batch = new(database);
        batch.DeleteOwn(LoadIntent.Key);
        batch.WriteSynced();
    }

    private LoadIntent? ReadIntent()
    {
        nint options = rocksdb_readoptions_create();
        byte* error = null;
        nint found;
        fixed (byte* key = LoadIntent.Key)
        {
            found = rocksdb_get_pinned(database.Handle.DangerousGetHandle(), options, key, (nuint)LoadIntent.Key.Length, &error);
        }
        rocksdb_readoptions_destroy(options);
        RocksDbError.Check(error, database.Path);
        if (found == 0)
        {
            return null;
        }
        try
        {
            nuint length;
            byte* row = rocksdb_pinnableslice_value(found, &length);
            return LoadIntent.Read(new ReadOnlySpan<byte>(row, checked((int)length)));
        }
        finally
        {
            rocksdb_pinnableslice_destroy(found);
        }
    }

    private void Reached(LoadStep step) => database.LoadStepReached?.Invoke(step);
}
