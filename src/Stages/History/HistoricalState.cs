using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>The state after any block that is kept: accounts, slots and codes as they were then. Not thread-safe.</summary>
/// <remarks>
/// The value of a key after block N is its value before the first change later than N, which the history tables find, and where
/// there is none it is the row of today. Blocks that are executed and not indexed yet are looked through one by one. Everything is
/// read in one transaction, so answers agree with each other however far the node goes on meanwhile. Where changes of accounts, or
/// of slots, after the block are pruned, reading them throws a <see cref="NodeException"/> that names the segment and what is kept.
/// </remarks>
public sealed class HistoricalState : IStateReader, IDisposable
{
    private readonly IReadTransaction _tx;
    private readonly DatabaseState _today;
    private readonly ChangeSetLookup _changes;
    private readonly HistoryRange _accounts;
    private readonly HistoryRange _storage;
    private readonly HistoryLookup<AccountHistoryKey> _accountHistory;
    private readonly HistoryLookup<StorageHistoryKey> _storageHistory;
    private HistoricalSlots? _slots;

    /// <summary>The state after a block.</summary>
    /// <param name="tx">The transaction, which stays the caller's.</param>
    /// <param name="block">The block; 0 for the genesis state.</param>
    /// <exception cref="NodeException">The block is not executed yet.</exception>
    public HistoricalState(IReadTransaction tx, BlockNumber block)
    {
        BlockNumber executed = CheckpointStore.Read(tx, StageId.Execution).Number;
        if (block > executed)
        {
            throw new NodeException(
                NodeErrorCode.StateAhead,
                $"there is no state of block {block}: block {executed} is the last that is executed",
                $"block {block}",
                $"Name a block from 0 to {executed}, or import further."
            );
        }
        _tx = tx;
        Block = block;
        _accounts = HistoryRange.Read(tx, PruneSegment.AccountHistory, StageId.AccountHistory, block, executed);
        _storage = HistoryRange.Read(tx, PruneSegment.StorageHistory, StageId.StorageHistory, block, executed);
        _today = new DatabaseState(tx);
        _changes = new ChangeSetLookup(tx);
        _accountHistory = new HistoryLookup<AccountHistoryKey>(tx, Tables.AccountHistory);
        _storageHistory = new HistoryLookup<StorageHistoryKey>(tx, Tables.StorageHistory);
    }

    /// <summary>The block.</summary>
    public BlockNumber Block { get; }

    /// <inheritdoc/>
    public bool TryGetAccount(in Hash256 addressHash, out Account account)
    {
        Account? before;
        _accounts.RequireKept(_tx);
        if (_accounts.HasIndexed)
        {
            AccountHistoryKey row = new(addressHash, HistoryShard.NumberOf(_accounts.First));
            if (_accountHistory.TryFind(row, _accounts.First, out BlockNumber changed))
            {
                if (!_changes.TryFind(changed, addressHash, out before))
                {
                    throw Contradiction(nameof(Tables.AccountChanges), nameof(Tables.AccountHistory), changed, addressHash.ToString());
                }
                account = before ?? default;
                return before.HasValue;
            }
        }
        for (BlockNumber block = _accounts.FirstNotIndexed; block <= _accounts.Last; block += 1)
        {
            if (_changes.TryFind(block, addressHash, out before))
            {
                account = before ?? default;
                return before.HasValue;
            }
        }
        return _today.TryGetAccount(addressHash, out account);
    }

    /// <inheritdoc/>
    public UInt256 GetStorage(in Hash256 addressHash, in Hash256 slotHash)
    {
        StorageKey slot = new(addressHash, slotHash);
        UInt256 before;
        _storage.RequireKept(_tx);
        if (_storage.HasIndexed)
        {
            StorageHistoryKey row = new(slot, HistoryShard.NumberOf(_storage.First));
            if (_storageHistory.TryFind(row, _storage.First, out BlockNumber changed))
            {
                return _changes.TryFind(changed, slot, out before)
                    ? before
                    : throw Contradiction(
                        nameof(Tables.StorageChanges),
                        nameof(Tables.StorageHistory),
                        changed,
                        $"{addressHash} {slotHash}"
                    );
            }
        }
        for (BlockNumber block = _storage.FirstNotIndexed; block <= _storage.Last; block += 1)
        {
            if (_changes.TryFind(block, slot, out before))
            {
                return before;
            }
        }
        return _today.GetStorage(addressHash, slotHash);
    }

    /// <inheritdoc/>
    /// <remarks>Codes have no history: what an account of the past names is still there, since only an unwind deletes a code.</remarks>
    public ReadOnlyMemory<byte> GetCode(in Hash256 codeHash) => _today.GetCode(codeHash);

    /// <inheritdoc/>
    public bool HasStorage(in Hash256 addressHash)
    {
        Hash256 first = Hash256.Zero;
        return TryGetNextStorage(addressHash, ref first, out _);
    }

    /// <inheritdoc/>
    public bool TryGetNextStorage(in Hash256 addressHash, ref Hash256 slotHash, out UInt256 value)
    {
        _storage.RequireKept(_tx);
        if (_storage.IsToday)
        {
            return _today.TryGetNextStorage(addressHash, ref slotHash, out value);
        }
        _slots ??= new HistoricalSlots(_tx, _storage, _changes);
        return _slots.TryGetNext(addressHash, ref slotHash, out value);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _today.Dispose();
        _changes.Dispose();
        _accountHistory.Dispose();
        _storageHistory.Dispose();
        _slots?.Dispose();
    }

    /// <summary>A history lists a block that did not change the key.</summary>
    internal static DatabaseCorruptException Contradiction(string changes, string history, BlockNumber block, string key) =>
        new(changes, key, $"block {block} has no such change, but {history} lists it");
}
