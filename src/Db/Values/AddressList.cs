using System.Runtime.InteropServices;
using NodeProto.Primitives;

namespace NodeProto.Db;

/// <summary>Addresses that lie one behind the other, 20 bytes each; read in place.</summary>
/// <param name="addresses">The addresses.</param>
public readonly ref struct AddressList(ReadOnlySpan<Address> addresses)
{
    /// <summary>The addresses, without a copy.</summary>
    public ReadOnlySpan<Address> Span { get; } = addresses;

    /// <summary>How many there are.</summary>
    public int Count => Span.Length;

    /// <summary>One of them.</summary>
    public Address this[int index] => Span[index];

    /// <summary>A copy that outlives the transaction.</summary>
    public Address[] ToArray() => Span.ToArray();

    /// <summary>A list over the addresses, without a copy.</summary>
    public static implicit operator AddressList(ReadOnlySpan<Address> addresses) => new(addresses);

    /// <summary>A list over the addresses, without a copy.</summary>
    public static implicit operator AddressList(Address[] addresses) => new(addresses);
}

/// <summary>20 bytes for each address.</summary>
internal sealed class AddressListCodec : IValueCodec<AddressList>
{
    public static readonly AddressListCodec Instance = new();

    public ReadOnlySpan<byte> Encode(AddressList value, ByteBuffer scratch) => MemoryMarshal.AsBytes(value.Span);

    public AddressList Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % Address.Size != 0)
        {
            DatabaseCorruptException.ThrowValue($"{bytes.Length} bytes are no list of {Address.Size}-byte addresses");
        }
        return new AddressList(MemoryMarshal.Cast<byte, Address>(bytes));
    }
}
