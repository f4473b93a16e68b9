using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using NodeProto.Primitives;

namespace NodeProto.Db;

/// <summary>The way from a trie's root to a node: 0 to 64 nibbles, one byte each, so that a path sorts before its extensions.</summary>
public readonly struct NibblePath : IKey<NibblePath>, IEquatable<NibblePath>
{
    private readonly Nibbles _nibbles;
    private readonly byte _length;

    /// <summary>A path from its nibbles.</summary>
    /// <param name="nibbles">At most 64 bytes from 0 to 15.</param>
    /// <exception cref="ArgumentException">More than 64, or a byte above 15.</exception>
    public NibblePath(ReadOnlySpan<byte> nibbles)
    {
        if (nibbles.Length > MaxSize || nibbles.ContainsAnyExceptInRange((byte)0, (byte)15))
        {
            ThrowNoPath();
        }
        nibbles.CopyTo(_nibbles);
        _length = (byte)nibbles.Length;
    }

    /// <inheritdoc/>
    public static int MaxSize => 64;

    /// <summary>The path of the root.</summary>
    public static NibblePath Empty => default;

    /// <summary>How many nibbles.</summary>
    public int Length => _length;

    /// <summary>The nibbles, without a copy; they live as long as the variable that holds the path.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Span => ((ReadOnlySpan<byte>)_nibbles)[.._length];

    /// <inheritdoc/>
    public static NibblePath ReadFrom(ReadOnlySpan<byte> source) => new(source);

    /// <inheritdoc/>
    public int WriteTo(Span<byte> destination)
    {
        Span.CopyTo(destination);
        return _length;
    }

    /// <inheritdoc/>
    public bool Equals(NibblePath other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is NibblePath other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = new();
        hash.AddBytes(Span);
        return hash.ToHashCode();
    }

    /// <summary>Whether the nibbles are equal.</summary>
    public static bool operator ==(NibblePath left, NibblePath right) => left.Equals(right);

    /// <summary>Whether any nibble differs.</summary>
    public static bool operator !=(NibblePath left, NibblePath right) => !left.Equals(right);

    /// <summary>One hexadecimal digit for each nibble.</summary>
    public override string ToString()
    {
        Span<char> digits = stackalloc char[MaxSize];
        for (int i = 0; i < _length; i++)
        {
            digits[i] = "0123456789abcdef"[Span[i]];
        }
        return new string(digits[.._length]);
    }

    [DoesNotReturn]
    private static void ThrowNoPath() => throw new ArgumentException("A path has at most 64 nibbles from 0 to 15.");

    [InlineArray(64)]
    private struct Nibbles
    {
        private byte _first;
    }
}
