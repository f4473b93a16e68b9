using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NodeProto.Primitives;

namespace NodeProto.Execution;

/// <summary>Remembers Keccak-256 of keys from block to block: popular contracts, their slots and beneficiaries come again and again.</summary>
/// <typeparam name="TKey">20 or 32 bytes, hashed as they lie in memory.</typeparam>
/// <remarks>Direct-mapped: a newer key takes the place of an older one.</remarks>
internal sealed class HashMemory<TKey>
    where TKey : unmanaged, IEquatable<TKey>
{
    private const int CapacityBits = 15;
    private readonly (TKey Key, Hash256 Hash)[] _entries = new (TKey Key, Hash256 Hash)[1 << CapacityBits];

    /// <summary>Keccak-256 of the key's bytes.</summary>
    public ref readonly Hash256 Of(in TKey key)
    {
        ref (TKey Key, Hash256 Hash) entry = ref _entries[IndexOf(key)];
        // A fresh entry holds the zero key with a zero hash, which is nobody's hash.
        if (!entry.Key.Equals(key) || entry.Hash.IsZero)
        {
            entry = (key, Keccak.Hash(MemoryMarshal.AsBytes(new ReadOnlySpan<TKey>(in key))));
        }
        return ref entry.Hash;
    }

    // Slot numbers differ at their end, and a multiplication carries that into the upper bits.
    private static int IndexOf(in TKey key)
    {
        ref byte first = ref Unsafe.As<TKey, byte>(ref Unsafe.AsRef(in key));
        ulong head = Unsafe.ReadUnaligned<ulong>(ref first);
        ulong tail = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref first, Unsafe.SizeOf<TKey>() - sizeof(ulong)));
        return (int)(((head ^ tail) * 0x9E37_79B9_7F4A_7C15) >> (64 - CapacityBits));
    }
}
