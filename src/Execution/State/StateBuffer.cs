using System.Runtime.InteropServices;
using NodeProto.Primitives;

namespace NodeProto.Execution;

/// <summary>An account as it stands at the end of a buffer's last block.</summary>
/// <param name="AddressHash">Keccak-256 of the address.</param>
/// <param name="Account">The account; null when it does not exist (any more).</param>
public readonly record struct AccountRow(Hash256 AddressHash, Account? Account);

/// <summary>A slot as it stands at the end of a buffer's last block.</summary>
/// <param name="AddressHash">Keccak-256 of the address.</param>
/// <param name="SlotHash">Keccak-256 of the slot number.</param>
/// <param name="Value">Value; zero when there is no such slot (any more).</param>
public readonly record struct StorageRow(Hash256 AddressHash, Hash256 SlotHash, UInt256 Value);

/// <summary>The changes of many blocks in memory, over the state before the first of them: what one commit will write.</summary>
/// <remarks>
/// <para>Reads look at the changes, then at a bounded cache of what was read below, then below. Not thread-safe.</para>
/// <para>
/// To flush: write the change sets (<see cref="Blocks"/>, <see cref="StorageChangesOf"/>) while the rows below still stand, then
/// delete the storage of <see cref="CollectWiped"/>, then write <see cref="CollectAccounts"/> and <see cref="CollectStorage"/>.
/// A wiped account's old slots are never held in memory: they are read from below when its change set is listed.
/// </para>
/// </remarks>
public sealed partial class StateBuffer : IStateReader
{
    private readonly IStateReader _below;
    private readonly ReadCache<Hash256, AccountRow> _accountCache;
    private readonly ReadCache<SlotKey, UInt256> _slotCache;
    private readonly Dictionary<Hash256, AccountRow> _accounts = [];
    private readonly Dictionary<Hash256, StorageOverlay> _storage = [];
    private readonly Dictionary<Hash256, ReadOnlyMemory<byte>> _codes = [];
    private readonly List<BufferedBlock> _blocks = [];

    /// <summary>An empty buffer.</summary>
    /// <param name="below">State before the first block; it must not change until the buffer has been flushed.</param>
    /// <param name="cacheEntries">Accounts, and as many slots, that are kept after a read; about 200 bytes each.</param>
    public StateBuffer(IStateReader below, int cacheEntries = 1 << 16)
    {
        _below = below;
        _accountCache = new(cacheEntries);
        _slotCache = new(cacheEntries);
    }

    /// <summary>Bytes of new code that wait to be written.</summary>
    public long CodeBytes { get; private set; }

    /// <summary>How many accounts and slots have changed, counted once for each block, those that vanished with a wiped account too.</summary>
    public long ChangedKeys { get; private set; }

    /// <summary>The blocks in their order, each with its changes.</summary>
    public IReadOnlyList<BufferedBlock> Blocks => _blocks;

    /// <summary>Adds the next block's changes, which must have been made over this buffer.</summary>
    public void Apply(BlockNumber number, StateChanges changes)
    {
        foreach (ref readonly AccountChange change in changes.Accounts.AsSpan())
        {
            _accounts[change.AddressHash] = new(change.AddressHash, change.After);
        }
        WipedStorage[] wiped = changes.Wiped.Length == 0 ? [] : Wipe(changes.Wiped);
        StorageOverlay? overlay = null;
        for (int i = 0; i < changes.Storage.Length; i++)
        {
            ref readonly StorageChange change = ref changes.Storage[i];
            if (overlay is null || changes.Storage[i - 1].AddressHash != change.AddressHash)
            {
                overlay = OverlayOf(change.AddressHash);
            }
            overlay.Slots[change.SlotHash] = change.After;
        }
        foreach (StoredCode code in changes.Codes)
        {
            if (_codes.TryAdd(code.Hash, code.Bytes))
            {
                CodeBytes += code.Bytes.Length;
            }
        }
        _blocks.Add(new BufferedBlock(number, changes, wiped));
        ChangedKeys += changes.Accounts.Length + changes.Storage.Length;
    }

    /// <inheritdoc/>
    public bool TryGetAccount(in Hash256 addressHash, out Account account)
    {
        if (!_accounts.TryGetValue(addressHash, out AccountRow row) && !_accountCache.TryGet(addressHash, out row))
        {
            row = new(addressHash, _below.TryGetAccount(addressHash, out Account read) ? read : null);
            _accountCache.Add(addressHash, row);
        }
        account = row.Account ?? Account.Empty;
        return row.Account.HasValue;
    }

    /// <inheritdoc/>
    public UInt256 GetStorage(in Hash256 addressHash, in Hash256 slotHash)
    {
        if (_storage.TryGetValue(addressHash, out StorageOverlay? overlay))
        {
            if (overlay.Slots.TryGetValue(slotHash, out UInt256 changed))
            {
                return changed;
            }
            if (overlay.IsWiped)
            {
                return UInt256.Zero;
            }
        }
        SlotKey key = new(slotHash, addressHash);
        if (!_slotCache.TryGet(key, out UInt256 value))
        {
            value = _below.GetStorage(addressHash, slotHash);
            _slotCache.Add(key, value);
        }
        return value;
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> GetCode(in Hash256 codeHash) =>
        _codes.TryGetValue(codeHash, out ReadOnlyMemory<byte> code) ? code : _below.GetCode(codeHash);

    /// <inheritdoc/>
    public bool HasStorage(in Hash256 addressHash)
    {
        Hash256 slotHash = Hash256.Zero;
        return _storage.ContainsKey(addressHash) ? TryGetNextStorage(addressHash, ref slotHash, out _) : _below.HasStorage(addressHash);
    }

    /// <inheritdoc/>
    /// <remarks>Looks through all changed slots of the account: for rare questions, not for long walks over a changed account.</remarks>
    public bool TryGetNextStorage(in Hash256 addressHash, ref Hash256 slotHash, out UInt256 value)
    {
        if (!_storage.TryGetValue(addressHash, out StorageOverlay? overlay))
        {
            return _below.TryGetNextStorage(addressHash, ref slotHash, out value);
        }
        bool found = overlay.TryGetNext(slotHash, out Hash256 next, out value);
        Hash256 read = slotHash;
        while (!overlay.IsWiped && _below.TryGetNextStorage(addressHash, ref read, out UInt256 valueBelow))
        {
            if (!overlay.Slots.ContainsKey(read))
            {
                if (!found || read < next)
                {
                    (next, value, found) = (read, valueBelow, true);
                }
                break;
            }
            if ((found && read > next) || !SortedHashes.TryIncrement(ref read))
            {
                break;
            }
        }
        slotHash = next;
        return found;
    }

    private StorageOverlay OverlayOf(in Hash256 addressHash)
    {
        ref StorageOverlay? overlay = ref CollectionsMarshal.GetValueRefOrAddDefault(_storage, addressHash, out _);
        return overlay ??= new StorageOverlay();
    }

    private WipedStorage[] Wipe(Hash256[] addressHashes)
    {
        WipedStorage[] wiped = new WipedStorage[addressHashes.Length];
        for (int i = 0; i < wiped.Length; i++)
        {
            StorageOverlay overlay = OverlayOf(addressHashes[i]);
            wiped[i] = new(addressHashes[i], !overlay.IsWiped, overlay.Sorted(addressHashes[i]));
            ChangedKeys += wiped[i].Changed.Length + (overlay.IsWiped ? 0 : CountBelow(addressHashes[i]));
            overlay.Slots.Clear();
            overlay.IsWiped = true;
        }
        return wiped;
    }

    /// <summary>Slots of an account below the buffer: each of them will be a change, and a commit is measured by its changes.</summary>
    private long CountBelow(in Hash256 addressHash)
    {
        long count = 0;
        Hash256 slotHash = Hash256.Zero;
        while (_below.TryGetNextStorage(addressHash, ref slotHash, out _))
        {
            count++;
            if (!SortedHashes.TryIncrement(ref slotHash))
            {
                break;
            }
        }
        return count;
    }

    /// <summary>A slot of an account; the slot first, since it decides the hash code best.</summary>
    private readonly record struct SlotKey(Hash256 SlotHash, Hash256 AddressHash);
}
