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

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>A table with its types: used through its declaration in <see cref="Tables"/> only, by the extension methods of <see cref="TypedAccess"/>.</summary>
/// <typeparam name="TKey">The key; its bytes sort as it does.</typeparam>
/// <typeparam name="TValue">The value.</typeparam>
/// <param name="name">Name of the table.</param>
/// <param name="codec">How values become bytes.</param>
public sealed class Table<TKey, TValue>(string name, IValueCodec<TValue> codec) : Table(name)
    where TKey : struct, IKey<TKey>
{
    /// <summary>How values become bytes.</summary>
    public IValueCodec<TValue> Codec { get; } = codec;
}

/// <summary>Turns a table's values into bytes and back.</summary>
/// <typeparam name="TValue">The value.</typeparam>
public interface IValueCodec<TValue>
{
    /// <summary>Appends the value's bytes.</summary>
    void Encode(TValue value, System.Buffers.IBufferWriter<byte> destination);

    /// <summary>Reads the value back; the bytes are the whole value.</summary>
    /// <exception cref="DatabaseCorruptException">The bytes are not what <see cref="Encode"/> writes.</exception>
    TValue Decode(ReadOnlySpan<byte> bytes);
}
