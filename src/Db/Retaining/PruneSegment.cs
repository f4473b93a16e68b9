namespace NodeProto.Db;

/// <summary>A part of the data that can be kept for some blocks only. Headers, hashes and total difficulties are none: they stay.</summary>
public sealed class PruneSegment
{
    /// <summary>Fewest blocks of any segment that are kept: reorganisations, ommers and requests for new blocks look back so far.</summary>
    public const ulong BlocksMin = 64;

    /// <summary>
    /// Fewest blocks of changes that are kept unless the operator says otherwise: 10,000, more than a day of blocks that nobody may take
    /// back any more, and <see cref="BlocksMin"/>.
    /// </summary>
    public const ulong ChangesMin = 10_064;

    private PruneSegment(string name, ulong floor, Table? rows, Table? index)
    {
        Name = name;
        Floor = floor;
        Rows = rows;
        Index = index;
        Tables = rows is null
            ? index is null
                ? []
                : [index]
            : index is null
                ? [rows]
                : [rows, index];
    }

    /// <summary>Who sent the transactions of a block.</summary>
    public static PruneSegment Senders { get; } = new("senders", BlocksMin, Db.Tables.Senders, null);

    /// <summary>The receipts of a block.</summary>
    public static PruneSegment Receipts { get; } = new("receipts", BlocksMin, Db.Tables.Receipts, null);

    /// <summary>Accounts before each block, and which blocks changed them: what old balances are read from, and what an unwind needs.</summary>
    public static PruneSegment AccountHistory { get; } =
        new("account-history", ChangesMin, Db.Tables.AccountChanges, Db.Tables.AccountHistory);

    /// <summary>Slots before each block, and which blocks changed them.</summary>
    public static PruneSegment StorageHistory { get; } =
        new("storage-history", ChangesMin, Db.Tables.StorageChanges, Db.Tables.StorageHistory);

    /// <summary>Which block a transaction is in.</summary>
    public static PruneSegment TransactionLookup { get; } = new("transaction-lookup", BlocksMin, null, Db.Tables.TransactionLookup);

    /// <summary>Transactions, ommers and withdrawals of a block.</summary>
    public static PruneSegment Bodies { get; } = new("bodies", BlocksMin, Db.Tables.Bodies, null);

    /// <summary>All, in the order in which they are pruned: the lookup before the bodies that name its rows.</summary>
    public static IReadOnlyList<PruneSegment> All { get; } = [Senders, Receipts, AccountHistory, StorageHistory, TransactionLookup, Bodies];

    /// <summary>Name in kebab case: key of its checkpoint, JSON value, metric label, end of the option <c>--prune.…</c>.</summary>
    public string Name { get; }

    /// <summary>The table of the segment's own rows, whose keys begin with their block; null when there is an index alone.</summary>
    public Table? Rows { get; }

    /// <summary>The table in which blocks are found by hash, or null.</summary>
    public Table? Index { get; }

    /// <summary>The tables whose rows go.</summary>
    public IReadOnlyList<Table> Tables { get; }

    /// <summary>Fewest blocks that are kept, unless the operator says otherwise; never below <see cref="BlocksMin"/>.</summary>
    public ulong Floor { get; }

    /// <summary>The segment that a table belongs to; null for a table that is never pruned.</summary>
    public static PruneSegment? Of(Table table)
    {
        foreach (PruneSegment segment in All)
        {
            foreach (Table each in segment.Tables)
            {
                if (each == table)
                {
                    return segment;
                }
            }
        }
        return null;
    }

    /// <summary>The segment of a name; null when there is none.</summary>
    public static PruneSegment? Find(string name)
    {
        foreach (PruneSegment segment in All)
        {
            if (segment.Name == name)
            {
                return segment;
            }
        }
        return null;
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
