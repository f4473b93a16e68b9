using NodeProto.Primitives;

namespace NodeProto.Db;

/// <summary>A folder that holds one chain: its database, opened after checking that it is the right one. Thread-safe.</summary>
public sealed class DataDirectory : IDisposable
{
    private const string DatabaseFolder = "db";

    private DataDirectory(string path, IDatabase database, DataIdentity identity)
    {
        Path = path;
        Database = database;
        Identity = identity;
    }

    /// <summary>The folder; empty in memory.</summary>
    public string Path { get; }

    /// <summary>The database.</summary>
    public IDatabase Database { get; }

    /// <summary>Which chain it holds.</summary>
    public DataIdentity Identity { get; }

    /// <summary>Whether the folder has a database, finished or not.</summary>
    public static bool Exists(string path) => RocksDbOpening.Exists(FolderOf(path));

    /// <summary>
    /// Opens the folder as its one writer, or makes it. All of the initialisation is one commit: after a kill in the middle the
    /// next call begins again.
    /// </summary>
    /// <param name="path">The folder; made if it is missing.</param>
    /// <param name="expected">The chain that it must hold.</param>
    /// <param name="options">The operator's choices.</param>
    /// <param name="writeGenesis">Writes the rows of genesis into a new database.</param>
    /// <param name="time">Clock for the row that says when the folder was made.</param>
    /// <exception cref="NodeException">It is in use, not writable, of another chain or another version, or the disk is full.</exception>
    /// <exception cref="DatabaseCorruptException">Its files are damaged.</exception>
    public static DataDirectory OpenOrCreate(
        string path,
        DataIdentity expected,
        DatabaseOptions options,
        Action<IWriteTransaction> writeGenesis,
        TimeProvider time
    )
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RocksDbError.NotWritable(path, e);
        }
        if (Exists(path))
        {
            CheckTables(path, options, mustBeFinished: false);
        }
        RocksDatabase database = RocksDatabase.OpenOrCreate(FolderOf(path), options);
        try
        {
            DataIdentity identity = ReadIdentity(database) ?? Initialize(database, expected, writeGenesis, time);
            Check(path, identity, expected);
            return new DataDirectory(path, database, identity);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Opens a folder that was made before as its one writer.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="options">The operator's choices.</param>
    /// <param name="expected">The chain that it must hold; null for whatever it holds.</param>
    /// <exception cref="NodeException">As for <see cref="OpenOrCreate"/>; or it is no data directory.</exception>
    /// <exception cref="DatabaseCorruptException">Its files are damaged.</exception>
    public static DataDirectory OpenForWriting(string path, DatabaseOptions options, DataIdentity? expected = null)
    {
        CheckTables(path, options, mustBeFinished: true);
        return Open(path, RocksDatabase.OpenOrCreate(FolderOf(path), options), expected);
    }

    /// <summary>Opens a folder as it is now for reading, also beside its writer and without permission to write.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="options">The operator's choices.</param>
    /// <param name="expected">The chain that it must hold; null for whatever it holds.</param>
    /// <exception cref="NodeException">It is no data directory, or of another chain or version.</exception>
    /// <exception cref="DatabaseCorruptException">Its files are damaged.</exception>
    public static DataDirectory OpenForReading(string path, DatabaseOptions options, DataIdentity? expected = null)
    {
        CheckTables(path, options, mustBeFinished: true);
        return Open(path, RocksDatabase.OpenForReading(FolderOf(path), options), expected);
    }

    /// <summary>Makes a database in memory that holds the chain's genesis.</summary>
    /// <param name="identity">The chain.</param>
    /// <param name="writeGenesis">Writes the rows of genesis.</param>
    /// <param name="time">Clock for the row that says when it was made.</param>
    public static DataDirectory CreateInMemory(DataIdentity identity, Action<IWriteTransaction> writeGenesis, TimeProvider time)
    {
        InMemoryDatabase database = new();
        return new DataDirectory("", database, Initialize(database, identity, writeGenesis, time));
    }

    /// <summary>Whether somebody writes to the directory now, or was killed while writing.</summary>
    public bool MayHaveWriter => Path.Length > 0 && WriterMark.Exists(FolderOf(Path));

    /// <summary>Whether files of a load lie beside the database: of one that is being made, or that a kill has cut off.</summary>
    public bool HasLoadFiles => Path.Length > 0 && new LoadFolder(FolderOf(Path)).HasLoads;

    /// <inheritdoc/>
    public void Dispose() => Database.Dispose();

    private static string FolderOf(string path) => System.IO.Path.Combine(path, DatabaseFolder);

    private static DataDirectory Open(string path, RocksDatabase database, DataIdentity? expected)
    {
        try
        {
            DataIdentity identity = ReadIdentity(database) ?? throw NotADataDirectory(path, "its initialisation has not finished");
            Check(path, identity, expected);
            return new DataDirectory(path, database, identity);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    private static DataIdentity? ReadIdentity(RocksDatabase database)
    {
        using IReadTransaction tx = database.BeginRead();
        return DataIdentity.ReadSchemaVersion(tx) is { } version && version != DataIdentity.SchemaVersionCurrent
            ? new DataIdentity(0, default, default) { SchemaVersion = version } // Its other rows may mean anything.
            : DataIdentity.Read(tx);
    }

    private static DataIdentity Initialize(
        IDatabase database,
        DataIdentity identity,
        Action<IWriteTransaction> writeGenesis,
        TimeProvider time
    )
    {
        DataIdentity created = identity with { Created = time.GetUtcNow(), SchemaVersion = DataIdentity.SchemaVersionCurrent };
        using IWriteTransaction tx = database.BeginWrite();
        created.Write(tx);
        writeGenesis(tx);
        tx.Commit();
        return created;
    }

    /// <summary>Compares the tables on disk with ours, before opening: RocksDB wants to be told all of them.</summary>
    private static void CheckTables(string path, DatabaseOptions options, bool mustBeFinished)
    {
        if (!Exists(path))
        {
            throw NotADataDirectory(path, Directory.Exists(path) ? "it holds no database" : "there is no such folder");
        }
        string[] found = RocksDbOpening.ListTables(FolderOf(path));
        string[] ours = [.. Tables.All.Select(table => table.Name)];
        string[] missing = [.. ours.Except(found, StringComparer.Ordinal)];
        string[] unknown = [.. found.Except(ours, StringComparer.Ordinal)];
        if (missing.Length == 0 && unknown.Length == 0)
        {
            return;
        }
        ulong? version = found.Contains(Tables.Metadata.Name, StringComparer.Ordinal) ? ReadSchemaVersion(path, options) : null;
        if (version is { } other)
        {
            CheckVersion(path, other);
            throw new DatabaseCorruptException(
                missing.Length > 0 ? missing[0] : unknown[0],
                "",
                missing.Length > 0 ? "the table is missing" : $"schema version {other} has no such table"
            );
        }
        if (unknown.Length > 0)
        {
            throw NotADataDirectory(path, $"its database has the table {unknown[0]}, which is none of ours");
        }
        if (mustBeFinished)
        {
            throw NotADataDirectory(path, "its initialisation has not finished");
        }
    }

    private static ulong? ReadSchemaVersion(string path, DatabaseOptions options)
    {
        using RocksDatabase database = RocksDatabase.OpenForReading(FolderOf(path), options, [Tables.Metadata]);
        using IReadTransaction tx = database.BeginRead();
        return DataIdentity.ReadSchemaVersion(tx);
    }

    private static void Check(string path, DataIdentity found, DataIdentity? expected)
    {
        CheckVersion(path, found.SchemaVersion);
        if (expected is not null && (expected.ChainId != found.ChainId || expected.GenesisHash != found.GenesisHash))
        {
            throw new NodeException(
                NodeErrorCode.OtherChain,
                $"the data directory holds chain {found.ChainId} with genesis {found.GenesisHash}, "
                    + $"but chain {expected.ChainId} with genesis {expected.GenesisHash} was asked for",
                path,
                "Leave out --chain to go on with the chain that is there, or use another --datadir."
            );
        }
    }

    private static void CheckVersion(string path, ulong found)
    {
        const ulong Ours = DataIdentity.SchemaVersionCurrent;
        if (found < Ours)
        {
            throw new NodeException(
                NodeErrorCode.SchemaOlder,
                $"the data directory has schema version {found}, this program has {Ours}",
                path,
                "Import again into a new --datadir, or use the older program that made it."
            );
        }
        if (found > Ours)
        {
            throw new NodeException(
                NodeErrorCode.SchemaNewer,
                $"the data directory has schema version {found}, this program has {Ours}",
                path,
                "Update the program, or use another --datadir."
            );
        }
    }

    private static NodeException NotADataDirectory(string path, string reason) =>
        new(
            NodeErrorCode.NotADataDirectory,
            $"this is no data directory: {reason}",
            path,
            "Correct --datadir, or make one with `nodeproto init` or `nodeproto import`."
        );
}
