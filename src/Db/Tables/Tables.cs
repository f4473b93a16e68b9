using NodeProto.Primitives;

namespace NodeProto.Db;

/// <summary>Every table of the database.</summary>
public static class Tables
{
    /// <summary>Headers of the canonical chain.</summary>
    /// <remarks>Key: block number, 8 bytes big-endian. Value: the header's RLP, as received. Written by headers.</remarks>
    public static readonly Table<BlockNumber, ReadOnlySpan<byte>> Headers = new(nameof(Headers), RawCodec.Instance);

    /// <summary>Hashes of the canonical chain.</summary>
    /// <remarks>Key: block number, 8 bytes big-endian. Value: block hash, 32 bytes. Written by headers.</remarks>
    public static readonly Table<BlockNumber, Hash256> CanonicalHashes = new(nameof(CanonicalHashes), HashCodec.Instance);

    /// <summary>Where a canonical block stands.</summary>
    /// <remarks>Key: block hash, 32 bytes. Value: block number, 8 bytes big-endian. Written by headers.</remarks>
    public static readonly Table<Hash256, BlockNumber> HeaderNumbers = new(nameof(HeaderNumbers), BlockNumberCodec.Instance);

    /// <summary>Sum of the difficulties up to a block: of genesis, and of every block with a difficulty above 0.</summary>
    /// <remarks>Key: block number, 8 bytes big-endian. Value: the sum, big-endian without leading zeros. Written by headers.</remarks>
    public static readonly Table<BlockNumber, UInt256> TotalDifficulties = new(nameof(TotalDifficulties), WordCodec.Any);

    /// <summary>Blocks of branches that are not canonical.</summary>
    /// <remarks>
    /// Key: block number, 8 bytes big-endian; block hash, 32 bytes. Value: length of the total difficulty in one byte, 255 for
    /// none; the total difficulty, big-endian; the block's RLP. Written by headers; not in the checksum.
    /// </remarks>
    public static readonly Table<BlockKey, SideBlock> SideBlocks = new(nameof(SideBlocks), SideBlockCodec.Instance)
    {
        IsInChecksum = false,
    };

    /// <summary>Bodies of the canonical chain: transactions, ommers, withdrawals.</summary>
    /// <remarks>Key: block number, 8 bytes big-endian. Value: the body's RLP, as received. Written by bodies.</remarks>
    public static readonly Table<BlockNumber, ReadOnlySpan<byte>> Bodies = new(nameof(Bodies), RawCodec.Instance);

    /// <summary>Senders of a block's transactions, in their order.</summary>
    /// <remarks>Key: block number, 8 bytes big-endian. Value: 20 bytes for each transaction. Written by sender-recovery.</remarks>
    public static readonly Table<BlockNumber, AddressList> Senders = new(nameof(Senders), AddressListCodec.Instance);

    /// <summary>Accounts of the latest executed block.</summary>
    /// <remarks>
    /// Key: keccak(address), 32 bytes. Value: a byte with the nonce's length and, as its highest bit, whether there is code; the
    /// nonce, big-endian without leading zeros; the code hash if there is code; the balance, big-endian without leading zeros.
    /// Written by execution.
    /// </remarks>
    public static readonly Table<Hash256, Account> Accounts = new(nameof(Accounts), AccountCodec.Instance);

    /// <summary>Storage slots of the latest executed block that are not zero.</summary>
    /// <remarks>
    /// Key: keccak(address), 32 bytes; keccak(slot), 32 bytes. Value: the word, big-endian without leading zeros.
    /// Written by execution.
    /// </remarks>
    public static readonly Table<StorageKey, UInt256> Storage = new(nameof(Storage), WordCodec.NotZero);

    /// <summary>Bytecode of contracts.</summary>
    /// <remarks>Key: keccak(code), 32 bytes. Value: the code. Written by execution.</remarks>
    public static readonly Table<Hash256, ReadOnlySpan<byte>> Codes = new(nameof(Codes), RawCodec.Instance);

    /// <summary>Codes that a block was the first to store, so that an unwind deletes exactly these.</summary>
    /// <remarks>Key: block number, 8 bytes big-endian. Value: code hashes, 32 bytes each, ascending. Written by execution.</remarks>
    public static readonly Table<BlockNumber, HashList> NewCodes = new(nameof(NewCodes), HashListCodec.Instance);

    /// <summary>Receipts of a block, without their blooms.</summary>
    /// <remarks>
    /// Key: block number, 8 bytes big-endian. Value: count; for each receipt its type, its status (0 failed, 1 succeeded, 2 and
    /// the state root), the gas of its transaction, its logs (count; address, topics, data). Counts, lengths and gas are varints.
    /// Written by execution.
    /// </remarks>
    public static readonly Table<BlockNumber, IReadOnlyList<Receipt>> Receipts = new(nameof(Receipts), ReceiptsCodec.Instance);

    /// <summary>Accounts that a block changed, as they were before it, in chunks of at most 8 KiB.</summary>
    /// <remarks>
    /// Key: block number, 8 bytes big-endian; first keccak(address) of the chunk, 32 bytes. Value: for each account, ascending,
    /// keccak(address), the length of the account in one byte, 0 when it did not exist, and the account as in Accounts.
    /// Written by execution.
    /// </remarks>
    public static readonly Table<AccountChangesKey, AccountChangeSet> AccountChanges = new(
        nameof(AccountChanges),
        AccountChangeSetCodec.Instance
    );

    /// <summary>Slots that a block changed, as they were before it, in chunks of at most 8 KiB.</summary>
    /// <remarks>
    /// Key: block number, 8 bytes big-endian; first keccak(address) and keccak(slot) of the chunk, 64 bytes. Value: for each
    /// account, ascending, keccak(address), the count of its slots in two bytes, and for each slot, ascending, keccak(slot), the
    /// length of the word in one byte and the word, big-endian without leading zeros. Written by execution.
    /// </remarks>
    public static readonly Table<StorageChangesKey, StorageChangeSet> StorageChanges = new(
        nameof(StorageChanges),
        StorageChangeSetCodec.Instance
    );

    /// <summary>Branch nodes of the account trie; no row for extensions and leaves.</summary>
    /// <remarks>
    /// Key: nibble path, one byte each, at most 64. Value: child mask in two bytes, big-endian; then each child's reference:
    /// a 32-byte hash, or the RLP itself when it is shorter. Written by state-root.
    /// </remarks>
    public static readonly Table<NibblePath, ReadOnlySpan<byte>> AccountTrie = new(nameof(AccountTrie), RawCodec.Instance);

    /// <summary>Branch nodes of the storage tries; no row for extensions and leaves.</summary>
    /// <remarks>
    /// Key: keccak(address), 32 bytes; nibble path, one byte each, at most 64. Value: as in AccountTrie. Written by state-root.
    /// </remarks>
    public static readonly Table<StorageTrieKey, ReadOnlySpan<byte>> StorageTrie = new(nameof(StorageTrie), RawCodec.Instance);

    /// <summary>Storage roots of the accounts whose storage is not empty.</summary>
    /// <remarks>Key: keccak(address), 32 bytes. Value: root, 32 bytes. Written by state-root.</remarks>
    public static readonly Table<Hash256, Hash256> StorageRoots = new(nameof(StorageRoots), HashCodec.Instance);

    /// <summary>Where a canonical transaction stands.</summary>
    /// <remarks>
    /// Key: transaction hash, 32 bytes. Value: block number and index in the block, varints. Written by transaction-lookup.
    /// </remarks>
    public static readonly Table<Hash256, TransactionLocation> TransactionLookup = new(
        nameof(TransactionLookup),
        TransactionLocationCodec.Instance
    );

    /// <summary>Blocks that changed an account, in shards of 65,536 blocks.</summary>
    /// <remarks>
    /// Key: keccak(address), 32 bytes; block number without its last 16 bits, 6 bytes big-endian. Value: the last 16 bits of each
    /// block's number, ascending: two bytes each, big-endian, or, where that is shorter, a bitmap: the number of its first page of
    /// 256 blocks in one byte, 32 bytes for each page. Written by account-history.
    /// </remarks>
    public static readonly Table<AccountHistoryKey, HistoryShard> AccountHistory = new(nameof(AccountHistory), HistoryShardCodec.Instance);

    /// <summary>Blocks that changed a slot, in shards of 65,536 blocks.</summary>
    /// <remarks>
    /// Key: keccak(address), 32 bytes; keccak(slot), 32 bytes; block number without its last 16 bits, 6 bytes big-endian. Value: as in
    /// AccountHistory. Written by storage-history.
    /// </remarks>
    public static readonly Table<StorageHistoryKey, HistoryShard> StorageHistory = new(nameof(StorageHistory), HistoryShardCodec.Instance);

    /// <summary>How far each stage has come.</summary>
    /// <remarks>Key: the stage's name. Value: block number, 8 bytes big-endian; block hash, 32 bytes. Written by the pipeline.</remarks>
    public static readonly Table<TextKey, StageCheckpoint> StageCheckpoints = new(nameof(StageCheckpoints), StageCheckpointCodec.Instance);

    /// <summary>What a stage notes in the middle of its work, with the hash of the block that it was computed for.</summary>
    /// <remarks>Key: the stage's name. Value: the stage's own. Written by the stage; not in the checksum.</remarks>
    public static readonly Table<TextKey, ReadOnlySpan<byte>> StageProgress = new(nameof(StageProgress), RawCodec.Instance)
    {
        IsInChecksum = false,
    };

    /// <summary>How far each segment is pruned, and what shall be kept of it.</summary>
    /// <remarks>
    /// Key: the segment's name. Value: the first block that is kept, 8 bytes big-endian, 0 when nothing is pruned; the mode in one byte
    /// (0 all, 1 last, 2 from) and its number in 8 bytes, big-endian. Written by prune; not in the checksum.
    /// </remarks>
    public static readonly Table<TextKey, PruneCheckpoint> PruneCheckpoints = new(nameof(PruneCheckpoints), PruneCheckpointCodec.Instance)
    {
        IsInChecksum = false,
    };

    /// <summary>What the data directory is: schema version, chain id, genesis.</summary>
    /// <remarks>Key: name. Value: see DataIdentity. Written by init; not in the checksum.</remarks>
    public static readonly Table<TextKey, ReadOnlySpan<byte>> Metadata = new(nameof(Metadata), RawCodec.Instance) { IsInChecksum = false };

    /// <summary>All tables, in the order of the design.</summary>
    public static IReadOnlyList<Table> All { get; } =
        Numbered(
            Headers,
            CanonicalHashes,
            HeaderNumbers,
            TotalDifficulties,
            SideBlocks,
            Bodies,
            Senders,
            Accounts,
            Storage,
            Codes,
            NewCodes,
            Receipts,
            AccountChanges,
            StorageChanges,
            AccountTrie,
            StorageTrie,
            StorageRoots,
            TransactionLookup,
            AccountHistory,
            StorageHistory,
            StageCheckpoints,
            StageProgress,
            PruneCheckpoints,
            Metadata
        );

    /// <summary>Finds a table by its name, upper or lower case; null when there is none.</summary>
    public static Table? Find(string name)
    {
        foreach (Table table in All)
        {
            if (table.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return table;
            }
        }
        return null;
    }

    private static Table[] Numbered(params Table[] tables)
    {
        for (int i = 0; i < tables.Length; i++)
        {
            tables[i].Index = i;
        }
        return tables;
    }
}
