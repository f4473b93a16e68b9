using NodeProto.Db;
using NodeProto.Execution;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>
/// State roots after each transaction, which receipts hold before Byzantium (EIP-658 ended that): a trie in memory follows the
/// execution over the stored rows, which stand where the stage that owns them stands.
/// </summary>
/// <remarks>
/// Nothing is read before the first question. A question costs as much as what changed since the one before: the trie in memory moves on
/// with each transaction, and at the next block what transactions touched is looked up once more, since rewards came after them.
/// </remarks>
/// <param name="tx">The rows.</param>
/// <param name="buffer">The state that is executed on.</param>
/// <param name="trieOwner">The stage that owns the trie tables.</param>
/// <param name="checkpoint">Last block whose state is in the rows.</param>
internal sealed class IntermediateRoots(IReadTransaction tx, StateBuffer buffer, StageId trieOwner, BlockNumber checkpoint)
    : IStateRootProvider,
        IDisposable
{
    private MovingTries? _tries;

    // What transactions of the running block put into the tries.
    private readonly HashSet<Hash256> _touchedAccounts = [];
    private readonly HashSet<(Hash256 AddressHash, Hash256 SlotHash)> _touchedSlots = [];
    private int _folded;

    /// <inheritdoc/>
    public Hash256 RootAfter(IBlockChanges changes)
    {
        if (_tries is null)
        {
            _tries = new MovingTries(tx, null, checkpoint);
            FindStoredChanges(_tries);
        }
        for (; _folded < buffer.Blocks.Count; _folded++)
        {
            FindChanges(_tries, buffer.Blocks[_folded]);
        }
        StateChanges step = changes.SinceLast();
        foreach (Hash256 addressHash in step.Wiped)
        {
            FindLost(_tries, addressHash);
        }
        foreach (Execution.AccountChange change in step.Accounts)
        {
            _tries.Set(change.AddressHash, change.After);
            _touchedAccounts.Add(change.AddressHash);
        }
        foreach (Execution.StorageChange change in step.Storage)
        {
            _tries.Set(change.AddressHash, change.SlotHash, change.After);
            _touchedSlots.Add((change.AddressHash, change.SlotHash));
        }
        return _tries.Root(AccountOf);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _tries?.Dispose();
    }

    /// <summary>What has been executed and committed since the trie's rows were written.</summary>
    private void FindStoredChanges(MovingTries tries)
    {
        BlockRange blocks = new(CheckpointStore.Read(tx, trieOwner).Number + 1, checkpoint);
        if (!blocks.IsEmpty)
        {
            Retention.Require(tx, PruneSegment.AccountHistory, blocks.First);
            Retention.Require(tx, PruneSegment.StorageHistory, blocks.First);
        }
        using AccountChangesReader accountChanges = new(tx, blocks);
        while (accountChanges.MoveNext())
        {
            _touchedAccounts.Add(accountChanges.Current.AddressHash);
        }
        using StorageChangesReader storageChanges = new(tx, blocks);
        while (storageChanges.MoveNext())
        {
            _touchedSlots.Add((storageChanges.Current.Key.AddressHash, storageChanges.Current.Key.SlotHash));
        }
        LookUpTouched(tries);
    }

    /// <summary>What a block changed that is in the buffer now.</summary>
    private void FindChanges(MovingTries tries, BufferedBlock block)
    {
        foreach (Execution.AccountChange change in block.Changes.Accounts)
        {
            _touchedAccounts.Add(change.AddressHash);
        }
        foreach (Execution.StorageChange change in buffer.StorageChangesOf(block))
        {
            _touchedSlots.Add((change.AddressHash, change.SlotHash));
        }
        LookUpTouched(tries);
    }

    private void LookUpTouched(MovingTries tries)
    {
        foreach (Hash256 addressHash in _touchedAccounts)
        {
            tries.Set(addressHash, AccountOf(addressHash));
        }
        foreach ((Hash256 addressHash, Hash256 slotHash) in _touchedSlots)
        {
            tries.Set(addressHash, slotHash, buffer.GetStorage(addressHash, slotHash));
        }
        _touchedAccounts.Clear();
        _touchedSlots.Clear();
    }

    /// <summary>All slots that an account had before the block are gone.</summary>
    private void FindLost(MovingTries tries, in Hash256 addressHash)
    {
        Hash256 slotHash = Hash256.Zero;
        while (buffer.TryGetNextStorage(addressHash, ref slotHash, out _))
        {
            tries.Set(addressHash, slotHash, UInt256.Zero);
            _touchedSlots.Add((addressHash, slotHash));
            if (!HashOrder.TryIncrement(ref slotHash))
            {
                break;
            }
        }
    }

    private Account? AccountOf(Hash256 addressHash) => buffer.TryGetAccount(addressHash, out Account account) ? account : null;
}
