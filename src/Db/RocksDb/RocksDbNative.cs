using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]

namespace NodeProto.Db;

/// <summary>The functions of RocksDB's C interface (<c>rocksdb/c.h</c>) that we call; handles and strings are raw pointers.</summary>
/// <remarks>
/// Transitions to unmanaged code are suppressed only for calls that read what lies in memory and never block: a thread in such
/// a call cannot be stopped by the garbage collector.
/// </remarks>
internal static unsafe partial class RocksDbNative
{
    private const string Library = "rocksdb";

    // Options
    [LibraryImport(Library)]
    public static partial nint rocksdb_options_create();

    [LibraryImport(Library)]
    public static partial void rocksdb_options_destroy(nint options);

    [LibraryImport(Library)]
    public static partial void rocksdb_options_set_create_if_missing(nint options, byte value);

    [LibraryImport(Library)]
    public static partial void rocksdb_options_set_create_missing_column_families(nint options, byte value);

    [LibraryImport(Library)]
    public static partial void rocksdb_options_set_paranoid_checks(nint options, byte value);

    [LibraryImport(Library)]
    public static partial void rocksdb_options_set_max_background_jobs(nint options, int value);

    [LibraryImport(Library)]
    public static partial void rocksdb_options_set_max_open_files(nint options, int value);

    [LibraryImport(Library)]
    public static partial void rocksdb_options_set_db_write_buffer_size(nint options, nuint bytes);

    [LibraryImport(Library)]
    public static partial void rocksdb_options_set_write_buffer_size(nint options, nuint bytes);

    [LibraryImport(Library)]
    public static partial void rocksdb_options_set_max_total_wal_size(nint options, ulong bytes);

    [LibraryImport(Library)]
    public static partial void rocksdb_options_set_keep_log_file_num(nint options, nuint count);

    [LibraryImport(Library)]
    public static partial void rocksdb_options_set_max_log_file_size(nint options, nuint bytes);

    [LibraryImport(Library)]
    public static partial void rocksdb_options_set_info_log_level(nint options, int level);

    [LibraryImport(Library)]
    public static partial void rocksdb_options_set_stats_dump_period_sec(nint options, uint seconds);

    [LibraryImport(Library)]
    public static partial void rocksdb_options_set_wal_recovery_mode(nint options, int mode);

    [LibraryImport(Library)]
    public static partial void rocksdb_options_set_compression(nint options, int compression);

    [LibraryImport(Library)]
    public static partial void rocksdb_options_set_block_based_table_factory(nint options, nint tableOptions);

    [LibraryImport(Library)]
    public static partial nint rocksdb_block_based_options_create();

    [LibraryImport(Library)]
    public static partial void rocksdb_block_based_options_destroy(nint tableOptions);

    [LibraryImport(Library)]
    public static partial void rocksdb_block_based_options_set_block_size(nint tableOptions, nuint bytes);

    [LibraryImport(Library)]
    public static partial void rocksdb_block_based_options_set_block_cache(nint tableOptions, nint cache);

    [LibraryImport(Library)]
    public static partial void rocksdb_block_based_options_set_filter_policy(nint tableOptions, nint policy);

    [LibraryImport(Library)]
    public static partial nint rocksdb_filterpolicy_create_bloom_full(double bitsPerKey);

    [LibraryImport(Library)]
    public static partial nint rocksdb_cache_create_lru(nuint bytes);

    [LibraryImport(Library)]
    public static partial void rocksdb_cache_destroy(nint cache);

    [LibraryImport(Library)]
    public static partial nint rocksdb_readoptions_create();

    [LibraryImport(Library)]
    public static partial void rocksdb_readoptions_destroy(nint options);

    [LibraryImport(Library)]
    public static partial void rocksdb_readoptions_set_snapshot(nint options, nint snapshot);

    [LibraryImport(Library)]
    public static partial nint rocksdb_writeoptions_create();

    [LibraryImport(Library)]
    public static partial void rocksdb_writeoptions_destroy(nint options);

    [LibraryImport(Library)]
    public static partial void rocksdb_writeoptions_set_sync(nint options, byte value);

    // The database
    [LibraryImport(Library)]
    public static partial nint rocksdb_open_column_families(
        nint options,
        byte* path,
        int count,
        byte** names,
        nint* columnOptions,
        nint* columns,
        byte** error
    );

    [LibraryImport(Library)]
    public static partial nint rocksdb_open_for_read_only_column_families(
        nint options,
        byte* path,
        int count,
        byte** names,
        nint* columnOptions,
        nint* columns,
        byte errorIfLogExists,
        byte** error
    );

    [LibraryImport(Library)]
    public static partial byte** rocksdb_list_column_families(nint options, byte* path, nuint* count, byte** error);

    [LibraryImport(Library)]
    public static partial void rocksdb_list_column_families_destroy(byte** names, nuint count);

    [LibraryImport(Library)]
    public static partial void rocksdb_column_family_handle_destroy(nint column);

    [LibraryImport(Library)]
    public static partial void rocksdb_close(nint database);

    [LibraryImport(Library)]
    public static partial void rocksdb_free(void* memory);

    [LibraryImport(Library)]
    public static partial nint rocksdb_create_snapshot(nint database);

    [LibraryImport(Library)]
    public static partial void rocksdb_release_snapshot(nint database, nint snapshot);

    [LibraryImport(Library)]
    public static partial int rocksdb_property_int_cf(nint database, nint column, byte* name, ulong* value);

    [LibraryImport(Library)]
    public static partial void rocksdb_suggest_compact_range_cf(
        nint database,
        nint column,
        byte* first,
        nuint firstLength,
        byte* last,
        nuint lastLength,
        byte** error
    );

    [LibraryImport(Library)]
    public static partial void rocksdb_approximate_sizes_cf(
        nint database,
        nint column,
        int count,
        byte** firsts,
        nuint* firstLengths,
        byte** ends,
        nuint* endLengths,
        ulong* sizes,
        byte** error
    );

    [LibraryImport(Library)]
    public static partial void rocksdb_delete_file_in_range_cf(
        nint database,
        nint column,
        byte* first,
        nuint firstLength,
        byte* last,
        nuint lastLength,
        byte** error
    );

    [LibraryImport(Library)]
    public static partial nint rocksdb_compactoptions_create();

    [LibraryImport(Library)]
    public static partial void rocksdb_compactoptions_destroy(nint options);

    [LibraryImport(Library)]
    public static partial void rocksdb_compactoptions_set_exclusive_manual_compaction(nint options, byte value);

    [LibraryImport(Library)]
    public static partial void rocksdb_compact_range_cf_opt(
        nint database,
        nint column,
        nint options,
        byte* first,
        nuint firstLength,
        byte* last,
        nuint lastLength
    );

    // Reads
    [LibraryImport(Library)]
    public static partial nint rocksdb_get_pinned_cf(nint database, nint options, nint column, byte* key, nuint length, byte** error);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    public static partial byte* rocksdb_pinnableslice_value(nint slice, nuint* length);

    [LibraryImport(Library)]
    public static partial void rocksdb_pinnableslice_destroy(nint slice);

    [LibraryImport(Library)]
    public static partial nint rocksdb_create_iterator_cf(nint database, nint options, nint column);

    [LibraryImport(Library)]
    public static partial void rocksdb_iter_destroy(nint iterator);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    public static partial byte rocksdb_iter_valid(nint iterator);

    [LibraryImport(Library)]
    public static partial void rocksdb_iter_seek_to_first(nint iterator);

    [LibraryImport(Library)]
    public static partial void rocksdb_iter_seek_to_last(nint iterator);

    [LibraryImport(Library)]
    public static partial void rocksdb_iter_seek(nint iterator, byte* key, nuint length);

    [LibraryImport(Library)]
    public static partial void rocksdb_iter_seek_for_prev(nint iterator, byte* key, nuint length);

    [LibraryImport(Library)]
    public static partial void rocksdb_iter_next(nint iterator);

    [LibraryImport(Library)]
    public static partial void rocksdb_iter_prev(nint iterator);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    public static partial byte* rocksdb_iter_key(nint iterator, nuint* length);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    public static partial byte* rocksdb_iter_value(nint iterator, nuint* length);

    [LibraryImport(Library)]
    public static partial void rocksdb_iter_get_error(nint iterator, byte** error);

    // Writes
    [LibraryImport(Library)]
    public static partial nint rocksdb_writebatch_create();

    [LibraryImport(Library)]
    public static partial void rocksdb_writebatch_destroy(nint batch);

    [LibraryImport(Library)]
    public static partial void rocksdb_writebatch_put_cf(
        nint batch,
        nint column,
        byte* key,
        nuint keyLength,
        byte* value,
        nuint valueLength
    );

    [LibraryImport(Library)]
    public static partial void rocksdb_writebatch_delete_cf(nint batch, nint column, byte* key, nuint keyLength);

    [LibraryImport(Library)]
    public static partial void rocksdb_writebatch_delete_range_cf(
        nint batch,
        nint column,
        byte* first,
        nuint firstLength,
        byte* end,
        nuint endLength
    );

    [LibraryImport(Library)]
    public static partial void rocksdb_write(nint database, nint options, nint batch, byte** error);

    [LibraryImport(Library)]
    public static partial void rocksdb_writebatch_put(nint batch, byte* key, nuint keyLength, byte* value, nuint valueLength);

    [LibraryImport(Library)]
    public static partial void rocksdb_writebatch_delete(nint batch, byte* key, nuint keyLength);

    [LibraryImport(Library)]
    public static partial byte* rocksdb_writebatch_data(nint batch, nuint* length);

    [LibraryImport(Library)]
    public static partial nint rocksdb_writebatch_create_from(byte* bytes, nuint length);

    // Sorted files
    [LibraryImport(Library)]
    public static partial nint rocksdb_envoptions_create();

    [LibraryImport(Library)]
    public static partial void rocksdb_envoptions_destroy(nint options);

    [LibraryImport(Library)]
    public static partial nint rocksdb_sstfilewriter_create(nint environment, nint options);

    [LibraryImport(Library)]
    public static partial void rocksdb_sstfilewriter_destroy(nint writer);

    [LibraryImport(Library)]
    public static partial void rocksdb_sstfilewriter_open(nint writer, byte* path, byte** error);

    [LibraryImport(Library)]
    public static partial void rocksdb_sstfilewriter_put(
        nint writer,
        byte* key,
        nuint keyLength,
        byte* value,
        nuint valueLength,
        byte** error
    );

    [LibraryImport(Library)]
    public static partial void rocksdb_sstfilewriter_delete(nint writer, byte* key, nuint keyLength, byte** error);

    [LibraryImport(Library)]
    public static partial void rocksdb_sstfilewriter_finish(nint writer, byte** error);

    [LibraryImport(Library)]
    public static partial nint rocksdb_ingestexternalfileoptions_create();

    [LibraryImport(Library)]
    public static partial void rocksdb_ingestexternalfileoptions_destroy(nint options);

    [LibraryImport(Library)]
    public static partial void rocksdb_ingestexternalfileoptions_set_move_files(nint options, byte value);

    [LibraryImport(Library)]
    public static partial void rocksdb_ingest_external_file_cf(
        nint database,
        nint column,
        byte** files,
        nuint count,
        nint options,
        byte** error
    );

    [LibraryImport(Library)]
    public static partial nint rocksdb_get_pinned(nint database, nint options, byte* key, nuint length, byte** error);
}
