using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>
/// The whole state after a block, in order, in bounded memory: the value of a key is its value before the first change later than
/// the block, else the row. Several threads may sweep over it at once.
/// </summary>
internal sealed class StateAfter : IDisposable
{
    private readonly IReadTransaction? _changes;
    private readonly ChangeWindows<Hash256, Account>? _accounts;
    private readonly ChangeWindows<StorageKey, UInt256>? _storage;

    /// <summary>The state after a block.</summary>
    /// <param name="tx">The rows, and the changes after the block.</param>
    /// <param name="block">At most the last one that is executed.</param>
    /// <param name="changesMax">Changed keys that are held in memory at once, accounts and slots each.</param>
    public StateAfter(IReadTransaction tx, BlockNumber block, int changesMax)
    {
        if (block >= CheckpointStore.Read(tx, StageId.Execution).Number)
        {
            return;
        }
        _changes = tx.OpenView();
        _accounts = new(Comparer<Hash256>.Default, changesMax, () => AccountChanges(_changes, block + 1));
        _storage = new(StorageKey.Order, changesMax, () => StorageChanges(_changes, block + 1));
    }

    /// <summary>Opens a walk over the accounts.</summary>
    public Sweep<Hash256, Account> OpenAccounts(IReadTransaction view) =>
        new(view.OpenCursor(Tables.Accounts), _accounts, Comparer<Hash256>.Default);

    /// <summary>Opens a walk over all slots.</summary>
    public Sweep<StorageKey, UInt256> OpenStorage(IReadTransaction view) =>
        new(view.OpenCursor(Tables.Storage), _storage, StorageKey.Order);

    /// <inheritdoc/>
    public void Dispose() => _changes?.Dispose();

    private static IEnumerable<(Hash256 Key, Account? Before)> AccountChanges(IReadTransaction tx, BlockNumber first)
    {
        using AccountChangesReader reader = new(tx, new BlockRange(first, new BlockNumber(ulong.MaxValue)));
        while (reader.MoveNext())
        {
            yield return (reader.Current.AddressHash, reader.Current.Before);
        }
    }

    private static IEnumerable<(StorageKey Key, UInt256? Before)> StorageChanges(IReadTransaction tx, BlockNumber first)
    {
        using StorageChangesReader reader = new(tx, new BlockRange(first, new BlockNumber(ulong.MaxValue)));
        while (reader.MoveNext())
        {
            UInt256 before = reader.Current.Before;
            yield return (reader.Current.Key, before.IsZero ? null : before);
        }
    }
}
