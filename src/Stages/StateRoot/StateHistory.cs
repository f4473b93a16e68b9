using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>The changes of a range of blocks, read block by block.</summary>
internal sealed class StateHistory : IDisposable
{
    private readonly AccountChangesReader _accountReader;
    private readonly StorageChangesReader _storageReader;
    private bool _hasAccount;
    private bool _hasStorage;

    /// <summary>Changes of the blocks from the first on, to the last that is executed.</summary>
    public StateHistory(IReadTransaction tx, BlockNumber first)
    {
        BlockRange blocks = new(first, new BlockNumber(ulong.MaxValue));
        _accountReader = new AccountChangesReader(tx, blocks);
        _storageReader = new StorageChangesReader(tx, blocks);
        _hasAccount = _accountReader.MoveNext();
        _hasStorage = _storageReader.MoveNext();
    }

    /// <summary>Accounts before their changes; null for one that did not exist.</summary>
    public ChangeLog<Account?> Accounts { get; } = new();

    /// <summary>Slots before their changes, by account; null for one that was not set.</summary>
    public SortedDictionary<Hash256, ChangeLog<UInt256?>> Storage { get; } = [];

    /// <summary>How many changes have been read.</summary>
    public long Count { get; private set; }

    /// <summary>Reads the changes up to a block, inclusive.</summary>
    public void ReadTo(BlockNumber last)
    {
        for (; _hasAccount && _accountReader.Block <= last; _hasAccount = _accountReader.MoveNext())
        {
            Accounts.Add(_accountReader.Current.AddressHash, _accountReader.Block, _accountReader.Current.Before);
            Count++;
        }
        for (; _hasStorage && _storageReader.Block <= last; _hasStorage = _storageReader.MoveNext())
        {
            StorageKey key = _storageReader.Current.Key;
            if (!Storage.TryGetValue(key.AddressHash, out ChangeLog<UInt256?>? log))
            {
                Storage.Add(key.AddressHash, log = new ChangeLog<UInt256?>());
            }
            log.Add(key.SlotHash, _storageReader.Block, _storageReader.Current.Before.IsZero ? null : _storageReader.Current.Before);
            Count++;
        }
    }

    /// <summary>Reads all that is left.</summary>
    public void ReadAll() => ReadTo(new BlockNumber(ulong.MaxValue));

    /// <inheritdoc/>
    public void Dispose()
    {
        _accountReader.Dispose();
        _storageReader.Dispose();
    }
}
