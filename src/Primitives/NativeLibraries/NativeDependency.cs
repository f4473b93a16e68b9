namespace NodeProto.Primitives;

/// <summary>A shared library of the system that a project calls, and what to tell an operator who lacks it.</summary>
public sealed class NativeDependency
{
    /// <summary>RocksDB, the storage engine. Its C interface is stable over these releases.</summary>
    public static readonly NativeDependency RocksDb = new()
    {
        Name = "rocksdb",
        Candidates = [.. ReleasesOfRocksDb()],
        Variable = "NODEPROTO_LIBROCKSDB",
        RequiredExport = "rocksdb_open_for_read_only_column_families",
        ErrorCode = NodeErrorCode.RocksDbLibraryMissing,
        Remedy =
            "Install it: `apt-get install librocksdb7.8` (Debian 12; librocksdb9.10 on Debian 13, librocksdb8.9 on Ubuntu 24.04),"
            + " or run with `--db memory`, which needs no library",
    };

    /// <summary>libsecp256k1 with its recovery module.</summary>
    public static readonly NativeDependency Secp256k1 = new()
    {
        Name = "secp256k1",
        Candidates =
        [
            "libsecp256k1.so.1",
            "libsecp256k1.so.2",
            "libsecp256k1.so.5",
            "libsecp256k1.so.6",
            "libsecp256k1.so.0",
            "libsecp256k1.so",
            "libsecp256k1.dylib",
        ],
        Variable = "NODEPROTO_LIBSECP256K1",
        RequiredExport = "secp256k1_ecdsa_recover",
        ErrorCode = NodeErrorCode.Secp256k1LibraryMissing,
        Remedy = "Install it: `apt-get install libsecp256k1-1` (Debian 12 and Ubuntu 24.04; libsecp256k1-2 on Debian 13)",
    };

    /// <summary>GMP, for modular exponentiation.</summary>
    public static readonly NativeDependency Gmp = new()
    {
        Name = "gmp",
        Candidates = ["libgmp.so.10", "libgmp.so", "libgmp.dylib"],
        Variable = "NODEPROTO_LIBGMP",
        RequiredExport = "__gmpz_powm",
        ErrorCode = NodeErrorCode.GmpLibraryMissing,
        Remedy = "Install it: `apt-get install libgmp10` (Debian and Ubuntu)",
    };

    /// <summary>The name that <c>LibraryImport</c> declarations use.</summary>
    public required string Name { get; init; }

    /// <summary>File names that are tried in this order; the dynamic loader searches its usual folders for each.</summary>
    public required IReadOnlyList<string> Candidates { get; init; }

    /// <summary>Environment variable that names the one file to use instead.</summary>
    public required string Variable { get; init; }

    /// <summary>A function that the library must have: builds without it are passed over.</summary>
    public required string RequiredExport { get; init; }

    /// <summary>Code of the error when there is no such library.</summary>
    public required NodeErrorCode ErrorCode { get; init; }

    /// <summary>What the operator does about it.</summary>
    public required string Remedy { get; init; }

    private static IEnumerable<string> ReleasesOfRocksDb()
    {
        // The release that the node is tested with comes first, then later ones.
        yield return "librocksdb.so.7.8";
        (int Major, int FirstMinor, int LastMinor)[] later = [(7, 9, 10), (8, 0, 11), (9, 0, 11), (10, 0, 10)];
        foreach ((int major, int firstMinor, int lastMinor) in later)
        {
            for (int minor = firstMinor; minor <= lastMinor; minor++)
            {
                yield return $"librocksdb.so.{major}.{minor}";
            }
        }
        yield return "librocksdb.so";
        yield return "librocksdb.dylib";
    }
}
