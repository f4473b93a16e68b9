namespace NodeProto.Db;

/// <summary>What an operator may choose about the database.</summary>
public sealed record DatabaseOptions
{
    /// <summary>When a commit counts as done.</summary>
    public DbSync Sync { get; init; } = DbSync.Commit;

    /// <summary>Memory for blocks read from disk, shared by all tables.</summary>
    public long CacheBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>Memory for rows that are committed but not in sorted files yet, all tables together.</summary>
    public long WriteBufferBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>Bytes of keys and values from which on a load becomes sorted files; below it is written as puts are.</summary>
    /// <remarks>A commit takes as long either way at about 1 MiB, and half the processor time as files; but small files are merged more often.</remarks>
    public long LoadAsFilesMinBytes { get; init; } = 4L * 1024 * 1024;
}

/// <summary>When a commit counts as done.</summary>
public enum DbSync
{
    /// <summary>When the write-ahead log is on the disk: it survives a power failure.</summary>
    Commit,

    /// <summary>When the system has the write-ahead log: it survives a kill of the process, not a power failure.</summary>
    None,
}
