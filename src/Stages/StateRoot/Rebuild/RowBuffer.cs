using NodeProto.Db;
using NodeProto.Primitives;
using NodeProto.Trie;

namespace NodeProto.Stages;

/// <summary>Branch rows that a piece of a rebuild made, one after another in flat arrays, until one thread takes them.</summary>
internal sealed class RowBuffer : ITrieBranchSink
{
    private byte[] _bytes = new byte[4096];
    private (int Start, byte KeyLength, ushort RowLength)[] _rows = new (int, byte, ushort)[64];
    private int _length;

    /// <summary>How many rows.</summary>
    public int Count { get; private set; }

    /// <summary>Whether each row takes the place of the one before: for whoever wants the topmost branch alone, which comes last.</summary>
    public bool KeepsLastOnly { get; private set; }

    /// <summary>What stands before each path: nothing, or the hash of the account that owns the trie.</summary>
    public Hash256? Owner { get; private set; }

    /// <summary>The path of the row that came last.</summary>
    public ReadOnlySpan<byte> LastPath => KeyAt(Count - 1)[(Owner is null ? 0 : Hash256.Size)..];

    /// <summary>The row that came last.</summary>
    public ReadOnlySpan<byte> LastRow => RowAt(Count - 1);

    /// <summary>Forgets all rows and keeps the memory.</summary>
    public RowBuffer Begin(Hash256? owner, bool keepsLastOnly)
    {
        (Count, _length, Owner, KeepsLastOnly) = (0, 0, owner, keepsLastOnly);
        return this;
    }

    /// <inheritdoc/>
    public void Put(ReadOnlySpan<byte> path, ReadOnlySpan<byte> row)
    {
        if (Owner is { } owner)
        {
            Put(in owner, path, row);
        }
        else
        {
            Add(default, path, row);
        }
    }

    /// <summary>Adds a row of an account's storage trie.</summary>
    public void Put(in Hash256 owner, ReadOnlySpan<byte> path, ReadOnlySpan<byte> row) => Add(owner.Bytes, path, row);

    /// <inheritdoc/>
    public void Delete(ReadOnlySpan<byte> path) => Invariant.Holds(false, "a rebuild deletes no rows");

    /// <summary>Forgets the rows of an account.</summary>
    public void Drop(in Hash256 owner)
    {
        int kept = 0;
        for (int i = 0; i < Count; i++)
        {
            if (!KeyAt(i).StartsWith(owner.Bytes))
            {
                _rows[kept++] = _rows[i];
            }
        }
        Count = kept;
    }

    /// <summary>Hands the rows on.</summary>
    public void AddTo(RowSorter rows)
    {
        for (int i = 0; i < Count; i++)
        {
            rows.Add(KeyAt(i), RowAt(i));
        }
    }

    private void Add(ReadOnlySpan<byte> owner, ReadOnlySpan<byte> path, ReadOnlySpan<byte> row)
    {
        if (KeepsLastOnly)
        {
            Count = 0;
            _length = 0;
        }
        int keyLength = owner.Length + path.Length;
        if (_bytes.Length - _length < keyLength + row.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + keyLength + row.Length));
        }
        if (Count == _rows.Length)
        {
            Array.Resize(ref _rows, Count * 2);
        }
        owner.CopyTo(_bytes.AsSpan(_length));
        path.CopyTo(_bytes.AsSpan(_length + owner.Length));
        row.CopyTo(_bytes.AsSpan(_length + keyLength));
        _rows[Count++] = (_length, (byte)keyLength, (ushort)row.Length);
        _length += keyLength + row.Length;
    }

    private ReadOnlySpan<byte> KeyAt(int index) => _bytes.AsSpan(_rows[index].Start, _rows[index].KeyLength);

    private ReadOnlySpan<byte> RowAt(int index) => _bytes.AsSpan(_rows[index].Start + _rows[index].KeyLength, _rows[index].RowLength);
}
