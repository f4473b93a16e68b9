using NodeProto.Primitives;
using NodeProto.Trie;

namespace NodeProto.Execution;

/// <summary>The branch rows of one trie in memory.</summary>
internal sealed class MemoryBranches : ITrieBranches, ITrieBranchSink
{
    private readonly SortedMap<TriePath, byte[]> _rows = new();
    private readonly byte[] _path = new byte[TriePath.MaxNibbles];

    /// <inheritdoc/>
    public bool TryGetFirst(ReadOnlySpan<byte> prefix, out ReadOnlySpan<byte> path, out ReadOnlySpan<byte> row)
    {
        path = default;
        row = default;
        if (!_rows.Seek(TriePath.Of(prefix), out SortedMap<TriePath, byte[]>.Position position))
        {
            return false;
        }
        path = _path.AsSpan(0, _rows.KeyAt(position).WriteNibbles(_path));
        row = _rows.ValueAt(position);
        return path.StartsWith(prefix);
    }

    /// <inheritdoc/>
    public void Put(ReadOnlySpan<byte> path, ReadOnlySpan<byte> row) => _rows.Set(TriePath.Of(path), row.ToArray());

    /// <inheritdoc/>
    public void Delete(ReadOnlySpan<byte> path) => _rows.Remove(TriePath.Of(path));
}

/// <summary>A nibble path of at most 64 nibbles; a path sorts before those that it begins.</summary>
/// <param name="Packed">Two nibbles a byte, zeros at the end.</param>
/// <param name="Length">How many nibbles count.</param>
internal readonly record struct TriePath(Hash256 Packed, int Length) : IComparable<TriePath>
{
    /// <summary>Nibbles of a whole key.</summary>
    public const int MaxNibbles = 64;

    /// <summary>Packs nibbles that come one a byte.</summary>
    public static TriePath Of(ReadOnlySpan<byte> nibbles)
    {
        Span<byte> packed = stackalloc byte[Hash256.Size];
        packed.Clear();
        for (int i = 0; i < nibbles.Length; i++)
        {
            packed[i / 2] |= (byte)((i & 1) == 0 ? nibbles[i] << 4 : nibbles[i]);
        }
        return new TriePath(new Hash256(packed), nibbles.Length);
    }

    /// <summary>Unpacks into one nibble a byte; returns how many.</summary>
    public int WriteNibbles(Span<byte> nibbles)
    {
        ReadOnlySpan<byte> packed = Packed.Bytes;
        for (int i = 0; i < Length; i++)
        {
            nibbles[i] = (byte)((i & 1) == 0 ? packed[i / 2] >> 4 : packed[i / 2] & 0xF);
        }
        return Length;
    }

    /// <inheritdoc/>
    public int CompareTo(TriePath other)
    {
        int order = Packed.CompareTo(other.Packed);
        return order != 0 ? order : Length.CompareTo(other.Length);
    }

    /// <summary>Whether the left path sorts before the right one.</summary>
    public static bool operator <(TriePath left, TriePath right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left path sorts after the right one.</summary>
    public static bool operator >(TriePath left, TriePath right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left path sorts before the right one or is equal.</summary>
    public static bool operator <=(TriePath left, TriePath right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left path sorts after the right one or is equal.</summary>
    public static bool operator >=(TriePath left, TriePath right) => left.CompareTo(right) >= 0;
}
