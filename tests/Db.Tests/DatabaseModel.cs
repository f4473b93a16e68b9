using System.Globalization;

namespace NodeProto.Db.Tests;

/// <summary>Does random operations on a database and on a sorted dictionary, and compares all that can be seen.</summary>
internal sealed class DatabaseModel(IDatabase database, Table table, int seed, int keySpace)
{
    private sealed class ByteOrder : IComparer<byte[]>
    {
        public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
    }

    private readonly Random _random = new(seed);
    private SortedDictionary<byte[], byte[]> _rows = new(new ByteOrder());
    private int _step;

    public void Run(int steps)
    {
        SortedDictionary<byte[], byte[]> committed = Copy();
        IWriteTransaction tx = database.BeginWrite();
        ICursor cursor = tx.OpenRawCursor(table);
        byte[]? position = null;
        for (_step = 0; _step < steps; _step++)
        {
            byte[] key = RandomKey();
            switch (_random.Next(24))
            {
                case < 5:
                    byte[] value = new byte[_random.Next(20)];
                    _random.NextBytes(value);
                    if (_random.Next(2) == 0)
                    {
                        tx.Put(table, key, value);
                    }
                    else
                    {
                        tx.Append(table, key, value);
                    }
                    _rows[key] = value;
                    break;
                case < 8:
                    tx.Delete(table, key);
                    _rows.Remove(key);
                    break;
                case 8:
                    byte[] end = _random.Next(4) == 0 ? [] : RandomKey();
                    tx.DeleteRange(table, key, end);
                    foreach (byte[] row in _rows.Keys.ToArray())
                    {
                        if (row.AsSpan().SequenceCompareTo(key) >= 0 && (end.Length == 0 || row.AsSpan().SequenceCompareTo(end) < 0))
                        {
                            _rows.Remove(row);
                        }
                    }
                    break;
                case < 12:
                    bool found = tx.TryGet(table, key, out ReadOnlySpan<byte> read);
                    Require(found == _rows.TryGetValue(key, out byte[]? expected), "get");
                    Require(!found || read.SequenceEqual(expected), "get value");
                    break;
                case 12:
                    position = Moved(cursor, cursor.Seek(key), _rows.Keys.FirstOrDefault(row => Order(row, key) >= 0), "seek");
                    break;
                case 13:
                    position = Moved(cursor, cursor.SeekExact(key), _rows.ContainsKey(key) ? key : null, "seek exact");
                    break;
                case 14:
                    position = Moved(
                        cursor,
                        cursor.SeekForPrevious(key),
                        _rows.Keys.LastOrDefault(row => Order(row, key) <= 0),
                        "seek previous"
                    );
                    break;
                case 15:
                    position = Moved(cursor, cursor.First(), _rows.Keys.FirstOrDefault(), "first");
                    break;
                case 16:
                    position = Moved(cursor, cursor.Last(), _rows.Keys.LastOrDefault(), "last");
                    break;
                case < 20:
                    byte[]? next = position is null ? null : _rows.Keys.FirstOrDefault(row => Order(row, position) > 0);
                    position = Moved(cursor, cursor.Next(), next, "next");
                    break;
                case < 23:
                    byte[]? previous = position is null ? null : _rows.Keys.LastOrDefault(row => Order(row, position) < 0);
                    position = Moved(cursor, cursor.Previous(), previous, "previous");
                    break;
                case 23 when _random.Next(4) == 0:
                    cursor.Dispose();
                    if (_random.Next(3) > 0)
                    {
                        tx.Commit();
                        committed = Copy();
                    }
                    else
                    {
                        _rows = committed;
                        committed = Copy();
                    }
                    tx.Dispose();
                    using (IReadTransaction reader = database.BeginRead())
                    {
                        Compare(reader);
                    }
                    tx = database.BeginWrite();
                    cursor = tx.OpenRawCursor(table);
                    position = null;
                    break;
                default:
                    break;
            }
        }
        Compare(tx);
        cursor.Dispose();
        tx.Dispose();
    }

    private SortedDictionary<byte[], byte[]> Copy() => new(_rows, new ByteOrder());

    private byte[] RandomKey()
    {
        // Few different first bytes and all lengths from 0 to 10: neighbours, prefixes, and keys equal in their first eight bytes.
        byte[] key = new byte[_random.Next(11)];
        int number = _random.Next(keySpace);
        for (int i = key.Length - 1; i >= 0 && number > 0; i--)
        {
            key[i] = (byte)(number % 4 == 3 ? 255 : number % 4);
            number /= 4;
        }
        return key;
    }

    private byte[]? Moved(ICursor cursor, bool found, byte[]? expected, string move)
    {
        Require(found == expected is not null, move);
        if (found)
        {
            Require(cursor.Key.SequenceEqual(expected), move + " key");
            Require(cursor.Value.SequenceEqual(_rows[expected!]), move + " value");
        }
        return expected;
    }

    private void Compare(IReadTransaction tx)
    {
        using ICursor cursor = tx.OpenRawCursor(table);
        bool found = cursor.First();
        foreach ((byte[] key, byte[] value) in _rows)
        {
            Require(found && cursor.Key.SequenceEqual(key) && cursor.Value.SequenceEqual(value), "row");
            found = cursor.Next();
        }
        Require(!found, "end");
        found = cursor.Last();
        foreach ((byte[] key, byte[] value) in _rows.Reverse())
        {
            Require(found && cursor.Key.SequenceEqual(key) && cursor.Value.SequenceEqual(value), "row backwards");
            found = cursor.Previous();
        }
        Require(!found, "beginning");
    }

    private void Require(bool holds, string what) =>
        Assert.True(holds, string.Create(CultureInfo.InvariantCulture, $"seed {seed}, keys {keySpace}, step {_step}: {what}"));

    private static int Order(byte[] left, byte[] right) => left.AsSpan().SequenceCompareTo(right);
}
