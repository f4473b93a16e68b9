using NodeProto.Consensus;
using NodeProto.Db;

namespace NodeProto.Stages;

/// <summary>Checks every invariant between the tables of a database, and says which row is wrong, whose it is, and what mends it.</summary>
/// <remarks>
/// Nothing is written. Memory does not grow with the database: tables are walked over side by side, or their rows looked up one by one.
/// </remarks>
public static class DatabaseVerifier
{
    /// <summary>
    /// About how many rows a verification reads: those of state twice, since the tries are built from them; and each change, of which a row
    /// holds many, once for its place in the index and once more on the way back of a deep one.
    /// </summary>
    /// <param name="sizes">From <see cref="IDatabase.MeasureTables"/>.</param>
    /// <param name="isDeep">Whether it is a deep one.</param>
    public static ulong EstimateRows(IReadOnlyList<TableSize> sizes, bool isDeep)
    {
        const ulong BytesPerChange = 50; // Hash and value before, in both tables.
        ulong rows = 0;
        foreach (TableSize size in sizes)
        {
            bool isState = size.Table == Tables.Accounts || size.Table == Tables.Storage;
            bool isChanges = size.Table == Tables.AccountChanges || size.Table == Tables.StorageChanges;
            rows += size.RowsEstimate * (isState ? 2UL : 1);
            rows += isChanges ? size.Bytes / BytesPerChange * (isDeep ? 2UL : 1) : 0;
        }
        return rows;
    }

    /// <summary>Verifies all that a transaction sees.</summary>
    /// <param name="tx">A view of the database.</param>
    /// <param name="spec">The chain's rules.</param>
    /// <param name="options">How thoroughly; null for the defaults.</param>
    /// <param name="progress">Is told, once in a while, which table is read and how many rows have been read of all; null for nobody.</param>
    /// <param name="stop">Ends the verification early.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static VerificationReport Verify(
        IReadTransaction tx,
        ChainSpec spec,
        VerificationOptions? options = null,
        Action<Table, long>? progress = null,
        CancellationToken stop = default
    )
    {
        Verification run = new(tx, spec, AllStages.Create(spec), options ?? VerificationOptions.Default, progress, stop);
        MetadataCheck.Run(run);
        CheckpointCheck.Run(run);
        PruneCheck.Run(run);
        BlocksCheck.Run(run);
        SideBlocksCheck.Run(run);
        CodesCheck.Run(run);
        long before = run.Findings.Count;
        ChangesCheck.Run(run);
        bool areChangesReadable = run.Findings.Count == before;
        if (areChangesReadable && run.IsUnfinished(Tables.AccountHistory, Tables.StorageHistory))
        {
            run.MustGoBack = false;
        }
        else if (areChangesReadable)
        {
            HistoryCheck.Run(run);
            run.MustGoBack = run.Findings.Count > before;
        }
        else
        {
            run.NotChecked.Add("history against changes: some changes cannot be read");
        }
        bool isStateReadable = StateRowsCheck.Run(run);
        if (areChangesReadable && isStateReadable)
        {
            if (!run.IsUnfinished(Tables.AccountTrie, Tables.StorageTrie, Tables.StorageRoots))
            {
                TrieCheck.Run(run);
            }
        }
        else
        {
            run.NotChecked.Add("tries against state: state or its changes cannot be read");
        }
        HistoryCheck.Settle(run);
        if (!run.Options.IsDeep)
        {
            run.NotChecked.Add("senders against signatures: only a deep verification recovers them (--deep)");
            if (!run.MustGoBack)
            {
                run.NotChecked.Add(
                    "values before changes against older state roots: only a deep verification goes back over them (--deep)"
                );
            }
        }
        Remedies remedies = new(run);
        return new VerificationReport
        {
            Findings = run.Findings.Kept(remedies),
            FindingCount = run.Findings.Count,
            NotChecked = run.NotChecked,
            Rows = run.Rows,
            Remedy = run.Findings.Remedy(remedies),
        };
    }
}
