using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Primitives;
using NodeProto.Stages;
using NodeProto.Trie;

namespace NodeProto.Bench;

/// <summary>A state with its changes and headers, written as execution would leave them, from a seed and without executing anything.</summary>
internal sealed class MadeState
{
    private const int RowsPerCommit = 500_000;

    private readonly IDatabase _database;
    private readonly Random _random = new(1);
    private readonly byte[] _bytes = new byte[Hash256.Size];
    private Hash256[] _accounts = [];
    private Header _header;

    public MadeState(IDatabase database)
    {
        _database = database;
        Genesis = Genesis.Create(
            ChainSpec.AllFrom(Fork.London, 1337),
            new GenesisFields
            {
                Difficulty = 1,
                GasLimit = 30_000_000,
                Timestamp = 1,
            },
            []
        );
        _header = Genesis.Header;
        GenesisWriter.Write(database, AllStages.Create(Genesis.Spec).Stages, Genesis);
    }

    public Genesis Genesis { get; }

    public BlockNumber Head => _header.Number;

    public Hash256 Root => _header.StateRoot;

    /// <summary>Makes block 1: all accounts and slots.</summary>
    public void Fill(int accounts, int slots)
    {
        _accounts = new Hash256[accounts];
        for (int i = 0; i < accounts; i++)
        {
            _accounts[i] = NewHash();
        }
        Array.Sort(_accounts);
        Load(Tables.Accounts, accounts, i => (_accounts[i], NewAccount()));
        StorageKey[] keys = new StorageKey[slots];
        for (int i = 0; i < slots; i++)
        {
            int owner = i < slots / 10 ? accounts / 2 : 5 * _random.Next(accounts / 5);
            keys[i] = new StorageKey(_accounts[owner], NewHash());
        }
        Array.Sort(keys, Order);
        Load(Tables.Storage, slots, i => (keys[i], NewWord()));
        using IWriteTransaction tx = _database.BeginWrite();
        BeginBlock(tx);
        ChangeSetWriter writer = new(tx);
        writer.Begin(Head);
        writer.Add(_accounts[0], null); // One change tells the stage that there is something to do.
        writer.End();
        tx.Commit();
    }

    /// <summary>Makes the next block: half of the changes are of accounts, the others of slots, new ones among them.</summary>
    public void Change(int changes)
    {
        SortedDictionary<Hash256, Account?> accounts = [];
        SortedDictionary<StorageKey, UInt256> slots = new(Comparer<StorageKey>.Create(Order));
        using IWriteTransaction tx = _database.BeginWrite();
        BeginBlock(tx);
        using Cursor<StorageKey, UInt256> cursor = tx.OpenCursor(Tables.Storage);
        while (accounts.Count < changes / 2)
        {
            bool isNew = _random.Next(10) == 0;
            Hash256 key = isNew ? NewHash() : _accounts[_random.Next(_accounts.Length)];
            accounts[key] = tx.TryGet(Tables.Accounts, key, out Account before) ? before : null;
        }
        while (slots.Count < changes - (changes / 2))
        {
            if (cursor.Seek(new StorageKey(NewHash(), Hash256.Zero)))
            {
                StorageKey key = _random.Next(10) == 0 ? new StorageKey(cursor.Key.AddressHash, NewHash()) : cursor.Key;
                slots[key] = key == cursor.Key ? cursor.Value : UInt256.Zero;
            }
        }
        ChangeSetWriter writer = new(tx);
        writer.Begin(Head);
        foreach ((Hash256 key, Account? before) in accounts)
        {
            writer.Add(key, before);
            tx.Put(Tables.Accounts, key, NewAccount());
        }
        foreach ((StorageKey key, UInt256 before) in slots)
        {
            writer.Add(key, before);
            tx.Put(Tables.Storage, key, NewWord());
        }
        writer.End();
        tx.Commit();
    }

    /// <summary>Gives the last block its state root.</summary>
    public void SetRoot(Hash256 root)
    {
        _header = _header with { StateRoot = root };
        using IWriteTransaction tx = _database.BeginWrite();
        WriteBlock(tx);
        tx.Commit();
    }

    /// <summary>The root of the state as it is, from one sweep on one thread that writes nothing; and the permutations that it took.</summary>
    public (Hash256 Root, long Permutations) Sweep()
    {
        using IReadTransaction tx = _database.BeginRead();
        TrieComposer slotNodes = new();
        TrieComposer accountNodes = new();
        accountNodes.Begin(NullBranchSink.Instance);
        using Cursor<Hash256, Account> accounts = tx.OpenCursor(Tables.Accounts);
        using Cursor<StorageKey, UInt256> slots = tx.OpenCursor(Tables.Storage);
        Span<byte> leaf = stackalloc byte[AccountLeaf.MaxBytes];
        Span<byte> word = stackalloc byte[UInt256.Size];
        long permutations = 0;
        bool hasSlot = slots.First();
        for (bool more = accounts.First(); more; more = accounts.Next())
        {
            Hash256 key = accounts.Key;
            Hash256 root = Keccak.OfEmptyTrie;
            if (hasSlot && slots.Key.AddressHash == key)
            {
                slotNodes.Reset();
                slotNodes.Begin(NullBranchSink.Instance);
                for (; hasSlot && slots.Key is var slot && slot.AddressHash == key; hasSlot = slots.Next())
                {
                    slots.Value.WriteBigEndian(word);
                    slotNodes.AddLeaf(slot.SlotHash.Bytes, leaf[..StorageLeaf.Write(word, leaf)]);
                }
                slotNodes.End();
                slotNodes.Complete();
                root = slotNodes.Root(0);
                permutations += slotNodes.Statistics.Permutations;
            }
            accountNodes.AddLeaf(key.Bytes, leaf[..AccountLeaf.Write(accounts.Value, root, leaf)]);
        }
        accountNodes.End();
        accountNodes.Complete();
        return (accountNodes.Root(0), permutations + accountNodes.Statistics.Permutations);
    }

    private void BeginBlock(IWriteTransaction tx)
    {
        _header = _header with { Number = Head + 1, ParentHash = _header.Hash, StateRoot = Hash256.Zero };
        WriteBlock(tx);
    }

    private void WriteBlock(IWriteTransaction tx)
    {
        tx.Put(Tables.Headers, Head, _header.EncodeToArray());
        tx.Put(Tables.CanonicalHashes, Head, _header.Hash);
        foreach (StageId stage in AllStages.UpTo(StageId.Execution))
        {
            tx.Put(Tables.StageCheckpoints, stage.Name, new StageCheckpoint(Head, _header.Hash));
        }
    }

    private void Load<TKey, TValue>(Table<TKey, TValue> table, int count, Func<int, (TKey Key, TValue Value)> row)
        where TKey : struct, IKey<TKey>
    {
        for (int i = 0; i < count; )
        {
            using IWriteTransaction tx = _database.BeginWrite();
            for (int end = Math.Min(count, i + RowsPerCommit); i < end; i++)
            {
                (TKey key, TValue value) = row(i);
                tx.Append(table, key, value);
            }
            tx.Commit();
        }
    }

    private Hash256 NewHash()
    {
        _random.NextBytes(_bytes);
        return new Hash256(_bytes);
    }

    private Account NewAccount() =>
        new((ulong)_random.Next(1000), new UInt256((ulong)_random.NextInt64(), (ulong)_random.Next(8), 0, 0), Keccak.OfEmpty);

    private UInt256 NewWord() => new((ulong)_random.NextInt64() | 1, _random.Next(2) == 0 ? 0 : (ulong)_random.NextInt64(), 0, 0);

    private static int Order(StorageKey left, StorageKey right) =>
        left.AddressHash.CompareTo(right.AddressHash) is not 0 and var order ? order : left.SlotHash.CompareTo(right.SlotHash);
}
