using static NodeProto.Db.RocksDbNative;

namespace NodeProto.Db;

/// <summary>How each table's rows lie on disk, and why; measured with RocksDB 7.8.3.</summary>
internal static class RocksDbTableOptions
{
    private const int None = 0;
    private const int Lz4 = 4;
    private const int Zstd = 7;

    /// <summary>Bits a key that make a filter answer wrongly for one missing key in a hundred.</summary>
    private const double BloomBitsPerKey = 10;

    private enum Layout
    {
        /// <summary>
        /// Written in key order, read in key order: blocks of 16 KiB under ZSTD take 13 % less than 4 KiB under LZ4, and a
        /// filter would not pay, since a missing row is not asked for.
        /// </summary>
        OrderedByNumber,

        /// <summary>
        /// Random 32-byte keys, read one at a time, often missing: a filter answers a miss 4 to 6 times faster than a look into
        /// the blocks, LZ4 and 4 KiB keep the cost of a hit low.
        /// </summary>
        Hot,

        /// <summary>As hot ones, of hashes and little else: compression would cost time and save nothing.</summary>
        Hashes,

        /// <summary>A few rows: as the library does by default.</summary>
        Small,
    }

    /// <summary>Makes the options of a table; the caller destroys them after closing.</summary>
    public static nint Create(Table table, nint cache, nuint writeBufferBytes)
    {
        nint options = rocksdb_options_create();
        nint blocks = rocksdb_block_based_options_create();
        rocksdb_block_based_options_set_block_cache(blocks, cache);
        Layout layout = LayoutOf(table);
        rocksdb_block_based_options_set_block_size(blocks, layout == Layout.OrderedByNumber ? 16u * 1024 : 4u * 1024);
        if (layout is Layout.Hot or Layout.Hashes)
        {
            // The table options own the filter policy from here on.
            rocksdb_block_based_options_set_filter_policy(blocks, rocksdb_filterpolicy_create_bloom_full(BloomBitsPerKey));
        }
        rocksdb_options_set_compression(options, CompressionOf(layout));
        rocksdb_options_set_write_buffer_size(options, writeBufferBytes);
        rocksdb_options_set_block_based_table_factory(options, blocks);
        rocksdb_block_based_options_destroy(blocks); // The factory has its own copy.
        return options;
    }

    private static int CompressionOf(Layout layout) =>
        layout switch
        {
            Layout.OrderedByNumber => Zstd,
            Layout.Hashes => None,
            _ => Lz4,
        };

    private static Layout LayoutOf(Table table) =>
        table == Tables.HeaderNumbers
        || table == Tables.Accounts
        || table == Tables.Storage
        || table == Tables.Codes
        || table == Tables.AccountTrie
        || table == Tables.StorageTrie
        || table == Tables.StorageRoots
        || table == Tables.AccountHistory
        || table == Tables.StorageHistory
            ? Layout.Hot
        : table == Tables.TransactionLookup ? Layout.Hashes
        : table == Tables.StageCheckpoints
        || table == Tables.StageProgress
        || table == Tables.PruneCheckpoints
        || table == Tables.Metadata
        || table == Tables.SideBlocks
            ? Layout.Small
        : Layout.OrderedByNumber;
}
