using NodeProto.Primitives;

namespace NodeProto.Node.Output;

/// <summary>How the process ends.</summary>
internal static class ExitCodes
{
    /// <summary>Everything asked for was done.</summary>
    public const int Done = 0;

    /// <summary>It failed for a reason of the machine or of the program, or what was asked for is not there.</summary>
    public const int Failure = 1;

    /// <summary>Wrong usage or configuration.</summary>
    public const int WrongUsage = 2;

    /// <summary>The chain data is invalid.</summary>
    public const int InvalidChainData = 3;

    /// <summary>The database is locked, corrupt, or of another chain or version.</summary>
    public const int Database = 4;

    /// <summary>Interrupted after a clean commit, with work left.</summary>
    public const int Interrupted = 130; // 128 + SIGINT

    /// <summary>The exit code of an error, by its class.</summary>
    public static int Of(NodeErrorCode code) =>
        code switch
        {
            NodeErrorCode.InternalError
            or NodeErrorCode.DiskFull
            or NodeErrorCode.DiskTooSmall
            or NodeErrorCode.OpenFilesTooFew
            or NodeErrorCode.MemoryTooLittle
            or NodeErrorCode.TemporaryFolderUnusable
            or NodeErrorCode.ResultNotWritable
            or NodeErrorCode.MemoryExhausted
            or NodeErrorCode.RocksDbLibraryMissing
            or NodeErrorCode.Secp256k1LibraryMissing
            or NodeErrorCode.GmpLibraryMissing => Failure, // The machine's, whatever the class of the code.
            // The question was right; the answer is no.
            NodeErrorCode.RowMissing
            or NodeErrorCode.StateAhead
            or NodeErrorCode.Pruned
            or NodeErrorCode.NodeNotRunning
            or NodeErrorCode.NodeNotAsked
            or NodeErrorCode.ChaosFoundLoss
            or NodeErrorCode.ChaosCommandFailed => Failure,
            NodeErrorCode.Interrupted => Interrupted,
            _ => ((int)code / 1000) switch
            {
                1 => WrongUsage,
                2 => InvalidChainData,
                3 => Database,
                _ => Failure,
            },
        };
}
