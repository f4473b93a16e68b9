using System.Buffers.Binary;
using System.Globalization;

namespace NodeProto.Primitives;

/// <summary>Position of a block in its chain; genesis is 0. As a key: 8 bytes, big-endian.</summary>
/// <param name="Value">The number itself.</param>
public readonly record struct BlockNumber(ulong Value) : IKey<BlockNumber>, IComparable<BlockNumber>
{
    /// <summary>Number of the genesis block.</summary>
    public static BlockNumber Genesis => default;

    /// <inheritdoc/>
    public static int MaxSize => sizeof(ulong);

    /// <inheritdoc/>
    public static BlockNumber ReadFrom(ReadOnlySpan<byte> source) => new(BinaryPrimitives.ReadUInt64BigEndian(source));

    /// <inheritdoc/>
    public int WriteTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, Value);
        return sizeof(ulong);
    }

    /// <inheritdoc/>
    public int CompareTo(BlockNumber other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);

    /// <summary>The block this many blocks later.</summary>
    public static BlockNumber operator +(BlockNumber number, ulong blocks) => new(checked(number.Value + blocks));

    /// <summary>The block this many blocks earlier.</summary>
    public static BlockNumber operator -(BlockNumber number, ulong blocks) => new(checked(number.Value - blocks));

    /// <summary>How many blocks lie between the two; the left one is the later.</summary>
    public static ulong operator -(BlockNumber last, BlockNumber first) => checked(last.Value - first.Value);

    /// <summary>The next block.</summary>
    public static BlockNumber operator ++(BlockNumber number) => number + 1;

    /// <summary>Whether the left block comes before the right one.</summary>
    public static bool operator <(BlockNumber left, BlockNumber right) => left.Value < right.Value;

    /// <summary>Whether the left block comes after the right one.</summary>
    public static bool operator >(BlockNumber left, BlockNumber right) => left.Value > right.Value;

    /// <summary>Whether the left block comes before the right one or is the same.</summary>
    public static bool operator <=(BlockNumber left, BlockNumber right) => left.Value <= right.Value;

    /// <summary>Whether the left block comes after the right one or is the same.</summary>
    public static bool operator >=(BlockNumber left, BlockNumber right) => left.Value >= right.Value;

    /// <summary>The smaller of two numbers.</summary>
    public static BlockNumber Min(BlockNumber left, BlockNumber right) => left < right ? left : right;

    /// <summary>The larger of two numbers.</summary>
    public static BlockNumber Max(BlockNumber left, BlockNumber right) => left > right ? left : right;
}
