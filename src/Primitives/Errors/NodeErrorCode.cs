namespace NodeProto.Primitives;

/// <summary>Stable codes of every error that a person sees; <c>docs/errors.md</c> lists cause and remedy. Never reused.</summary>
/// <remarks>1xxx configuration and usage, 2xxx chain data, 3xxx database, 4xxx network, 5xxx RPC.</remarks>
public enum NodeErrorCode
{
    /// <summary>No code.</summary>
    None = 0,

    /// <summary>
    /// Cause: no usable RocksDB library on this machine. Remedy: install the distribution's package (Debian 12:
    /// <c>apt-get install librocksdb7.8</c>), name a file in <c>NODEPROTO_LIBROCKSDB</c>, or run with <c>--db memory</c>.
    /// </summary>
    RocksDbLibraryMissing = 1801,

    /// <summary>
    /// Cause: no usable libsecp256k1, or one built without its recovery module. Remedy: install the distribution's package
    /// (Debian 12: <c>apt-get install libsecp256k1-1</c>), or name a file in <c>NODEPROTO_LIBSECP256K1</c>.
    /// </summary>
    Secp256k1LibraryMissing = 1802,
}
