using NodeProto.Primitives;

namespace NodeProto.Db;

/// <summary>A table's name; the typed form is <see cref="Table{TKey, TValue}"/>.</summary>
/// <param name="name">Name, also that of its column family.</param>
public abstract class Table(string name)
{
    /// <summary>Name, as in <c>docs/tables.md</c> and on the command line.</summary>
    public string Name { get; } = name;

    /// <summary>Position in <see cref="Tables.All"/>.</summary>
    public int Index { get; internal set; } = -1;

    /// <summary>Whether its rows are a function of the chain alone, so that <c>db checksum</c> includes them.</summary>
    public bool IsInChecksum { get; init; } = true;

    /// <summary>Length in bytes of the longest key.</summary>
    public abstract int MaxKeySize { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>A table with its types: used through its declaration in <see cref="Tables"/> only, by the extension methods of <see cref="TypedAccess"/>.</summary>
/// <typeparam name="TKey">The key; its bytes sort as it does.</typeparam>
/// <typeparam name="TValue">The value; a <c>ref struct</c> where it is read in place.</typeparam>
/// <param name="name">Name of the table.</param>
/// <param name="codec">How values become bytes.</param>
public sealed class Table<TKey, TValue>(string name, IValueCodec<TValue> codec) : Table(name)
    where TKey : struct, IKey<TKey>
    where TValue : allows ref struct
{
    /// <summary>How values become bytes.</summary>
    public IValueCodec<TValue> Codec { get; } = codec;

    /// <inheritdoc/>
    public override int MaxKeySize => TKey.MaxSize;
}

/// <summary>Turns a table's values into bytes and back. Thread-safe.</summary>
/// <typeparam name="TValue">The value.</typeparam>
public interface IValueCodec<TValue>
    where TValue : allows ref struct
{
    /// <summary>The value's bytes: its own where they lie ready, else written to the scratch buffer.</summary>
    /// <param name="value">The value.</param>
    /// <param name="scratch">An empty buffer; the result may point into it.</param>
    ReadOnlySpan<byte> Encode(TValue value, ByteBuffer scratch);

    /// <summary>Reads the value back; the bytes are the whole value, and the result may point into them.</summary>
    /// <exception cref="DatabaseCorruptException">The bytes are not what <see cref="Encode"/> gives.</exception>
    TValue Decode(ReadOnlySpan<byte> bytes);
}
