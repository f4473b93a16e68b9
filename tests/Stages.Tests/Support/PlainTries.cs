using System.Globalization;
using NodeProto.Db;
using NodeProto.Primitives;
using NodeProto.Trie;

namespace NodeProto.Stages.Tests;

/// <summary>The rows that the trie tables must have, built from the state in memory, in one go, on one thread.</summary>
internal static class PlainTries
{
    public static readonly Table[] Tables = [Db.Tables.AccountTrie, Db.Tables.StorageTrie, Db.Tables.StorageRoots];

    /// <summary>The rows that belong to the state of a database.</summary>
    public static SortedDictionary<string, string> Expected(IDatabase database)
    {
        using IReadTransaction tx = database.BeginRead();
        SortedDictionary<string, string> rows = new(StringComparer.Ordinal);
        Dictionary<Hash256, SortedDictionary<Hash256, byte[]>> storage = [];
        using (Cursor<StorageKey, UInt256> slots = tx.OpenCursor(Db.Tables.Storage))
        {
            for (bool more = slots.First(); more; more = slots.Next())
            {
                byte[] leaf = new byte[StorageLeaf.MaxBytes];
                byte[] word = new byte[UInt256.Size];
                slots.Value.WriteBigEndian(word);
                storage.TryAdd(slots.Key.AddressHash, []);
                storage[slots.Key.AddressHash].Add(slots.Key.SlotHash, leaf[..StorageLeaf.Write(word, leaf)]);
            }
        }
        Dictionary<Hash256, Hash256> roots = [];
        foreach ((Hash256 owner, SortedDictionary<Hash256, byte[]> leaves) in storage)
        {
            roots[owner] = new TrieBuilder().Build(new Leaves(leaves), new Sink(rows, nameof(Db.Tables.StorageTrie), owner.Bytes));
            rows.Add(Name(nameof(Db.Tables.StorageRoots), owner.Bytes), HexText.Encode(roots[owner].Bytes));
        }
        SortedDictionary<Hash256, byte[]> accounts = [];
        using (Cursor<Hash256, Account> cursor = tx.OpenCursor(Db.Tables.Accounts))
        {
            for (bool more = cursor.First(); more; more = cursor.Next())
            {
                byte[] leaf = new byte[AccountLeaf.MaxBytes];
                Hash256 root = roots.GetValueOrDefault(cursor.Key, Keccak.OfEmptyTrie);
                accounts.Add(cursor.Key, leaf[..AccountLeaf.Write(cursor.Value, root, leaf)]);
            }
        }
        new TrieBuilder().Build(new Leaves(accounts), new Sink(rows, nameof(Db.Tables.AccountTrie), default));
        return rows;
    }

    /// <summary>The rows that the tables have.</summary>
    public static SortedDictionary<string, string> Stored(IDatabase database)
    {
        using IReadTransaction tx = database.BeginRead();
        SortedDictionary<string, string> rows = new(StringComparer.Ordinal);
        foreach (Table table in Tables)
        {
            using ICursor cursor = tx.OpenRawCursor(table);
            for (bool more = cursor.First(); more; more = cursor.Next())
            {
                rows.Add(Name(table.Name, cursor.Key), HexText.Encode(cursor.Value));
            }
        }
        return rows;
    }

    private static string Name(string table, ReadOnlySpan<byte> key) =>
        string.Create(CultureInfo.InvariantCulture, $"{table} {HexText.Encode(key)}");

    private sealed class Sink(SortedDictionary<string, string> rows, string table, ReadOnlySpan<byte> prefix) : ITrieBranchSink
    {
        private readonly byte[] _prefix = prefix.ToArray();

        public void Put(ReadOnlySpan<byte> path, ReadOnlySpan<byte> row) =>
            rows.Add(Name(table, (byte[])[.. _prefix, .. path]), HexText.Encode(row));

        public void Delete(ReadOnlySpan<byte> path) => Assert.Fail("a build deletes nothing");
    }

    private sealed class Leaves(SortedDictionary<Hash256, byte[]> leaves) : ITrieLeaves
    {
        private readonly Hash256[] _keys = [.. leaves.Keys];
        private readonly byte[][] _values = [.. leaves.Values];
        private int _at;

        public ReadOnlySpan<byte> Key => _keys[_at].Bytes;

        public ReadOnlySpan<byte> Value => _values[_at];

        public bool Seek(ReadOnlySpan<byte> key)
        {
            _at = 0;
            return _keys.Length > 0;
        }

        public bool Next() => ++_at < _keys.Length;
    }
}
