namespace NodeProto.Primitives;

/// <summary>A value that serves as a database key: its bytes sort as the value does.</summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
public interface IKey<TSelf>
    where TSelf : struct, IKey<TSelf>
{
    /// <summary>Length in bytes of the longest key; fixed-width keys always have it.</summary>
    static abstract int MaxSize { get; }

    /// <summary>Reads a key back from the bytes that <see cref="WriteTo"/> wrote.</summary>
    static abstract TSelf ReadFrom(ReadOnlySpan<byte> source);

    /// <summary>Writes the key's bytes; returns how many, at most <see cref="MaxSize"/>.</summary>
    int WriteTo(Span<byte> destination);
}
