using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using NodeProto.Primitives;

namespace NodeProto.Db;

/// <summary>Turns RocksDB's error texts into our errors.</summary>
internal static unsafe class RocksDbError
{
    /// <summary>Throws when the call left an error; frees its text.</summary>
    public static void Check(byte* error, string path, string table = "")
    {
        if (error is not null)
        {
            Throw(error, path, table);
        }
    }

    [DoesNotReturn]
    private static void Throw(byte* error, string path, string table)
    {
        string text = Marshal.PtrToStringUTF8((nint)error) ?? "";
        RocksDbNative.rocksdb_free(error);
        throw Of(text, path, table);
    }

    /// <summary>The error that says what RocksDB's text means.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">The database's folder.</param>
    /// <param name="table">The table that was read; empty when it is not about one.</param>
    public static Exception Of(string text, string path, string table)
    {
        if (Has(text, "No space left on device") || Has(text, "Disk quota exceeded") || Has(text, "File too large"))
        {
            return new NodeException(
                NodeErrorCode.DiskFull,
                "the disk is full; all that was committed before is kept",
                path,
                "Free space and run the command again: it goes on where it stopped.",
                new IOException(text)
            );
        }
        if (Has(text, "Too many open files"))
        {
            return OpenFiles.TooFew(
                $"all {OpenFiles.Limit} files that may be open at once are; all that was committed is kept",
                path,
                new IOException(text)
            );
        }
        if (Has(text, "lock hold by current process") || Has(text, "While lock file"))
        {
            string holder = WriterMark.Describe(path);
            return new NodeException(
                NodeErrorCode.DatabaseLocked,
                $"the database is in use by {holder}",
                path,
                "Stop that process, or use another --datadir; commands that only read work beside it.",
                new IOException(text)
            );
        }
        if (Has(text, "Permission denied") || Has(text, "Read-only file system") || Has(text, "Operation not permitted"))
        {
            return NotWritable(path, new IOException(text));
        }
        if (
            text.StartsWith("Corruption", StringComparison.Ordinal)
            || Has(text, "file is too short")
            || Has(text, "No such file or directory")
            || Has(text, "does not exist (create_if_missing is false)")
            || Has(text, "Column famil")
        )
        {
            return new DatabaseCorruptException(table, "", $"RocksDB reports: {text} (in {path})");
        }
        return new NodeException(
            NodeErrorCode.StorageFailed,
            $"RocksDB reports: {text}",
            path,
            "Check the disk and the system's log; committed data is kept, so run the command again afterwards."
        );
    }

    /// <summary>The error for a folder that cannot be written.</summary>
    public static NodeException NotWritable(string path, Exception inner) =>
        new(
            NodeErrorCode.DirectoryNotWritable,
            $"the data directory cannot be written: {inner.Message}",
            path,
            "Give the user that runs the node write permission, or choose another --datadir.",
            inner
        );

    private static bool Has(string text, string part) => text.Contains(part, StringComparison.Ordinal);
}
