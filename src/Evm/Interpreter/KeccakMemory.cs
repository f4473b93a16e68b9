using System.Runtime.Intrinsics;
using NodeProto.Primitives;

namespace NodeProto.Evm;

/// <summary>Remembers Keccak-256 of 64 bytes: how Solidity and Vyper find a mapping's slot (key, then the mapping's own slot).</summary>
/// <remarks>Direct-mapped, 256 KB: small enough for a core's second cache. A hit costs a twentieth of a hash.</remarks>
internal sealed unsafe class KeccakMemory
{
    /// <summary>Length of the inputs that are remembered, in bytes.</summary>
    public const int InputBytes = 64;

    private const int CapacityBits = 11;
    private readonly Entry[] _entries = GC.AllocateArray<Entry>(1 << CapacityBits, pinned: true);

    /// <summary>Keccak-256 of 64 bytes, as a big-endian number.</summary>
    public ref readonly UInt256 Hash(byte* input)
    {
        Vector256<ulong> head = Vector256.Load((ulong*)input);
        Vector256<ulong> tail = Vector256.Load((ulong*)input + 4);
        Vector256<ulong> both = head ^ (tail * Vector256.Create(3UL));
        ulong mixed = (both[0] ^ both[1] ^ both[2] ^ both[3]) * 0x9E37_79B9_7F4A_7C15;
        ref Entry entry = ref _entries[(int)((mixed ^ (mixed << 23)) >> (64 - CapacityBits))];
        if (entry.Head != head || entry.Tail != tail || !entry.IsUsed)
        {
            entry.Head = head;
            entry.Tail = tail;
            entry.IsUsed = true;
            entry.Hash = new UInt256(Keccak.Hash(new ReadOnlySpan<byte>(input, InputBytes)).Bytes);
        }
        return ref entry.Hash;
    }

    private struct Entry
    {
        public Vector256<ulong> Head;
        public Vector256<ulong> Tail;
        public UInt256 Hash;
        public bool IsUsed;
    }
}
