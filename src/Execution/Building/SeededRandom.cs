using System.Runtime.InteropServices;
using NodeProto.Primitives;

namespace NodeProto.Execution;

/// <summary>Numbers that follow from a seed on every machine and runtime.</summary>
/// <remarks>SplitMix64: Steele, Lea, Flood, Fast splittable pseudorandom number generators, 2014.</remarks>
internal struct SeededRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>64 bits.</summary>
    public ulong NextUInt64()
    {
        _state = unchecked(_state + 0x9E3779B97F4A7C15);
        ulong mixed = _state;
        mixed = unchecked((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9);
        mixed = unchecked((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB);
        return mixed ^ (mixed >> 31);
    }

    /// <summary>A number below a limit, as evenly as the limits here need it.</summary>
    public ulong NextBelow(ulong limit) => Math.BigMul(NextUInt64(), limit, out _);

    /// <summary>32 bytes.</summary>
    public Hash256 NextHash()
    {
        Span<ulong> words = [NextUInt64(), NextUInt64(), NextUInt64(), NextUInt64()];
        return new Hash256(MemoryMarshal.AsBytes(words));
    }

    /// <summary>20 bytes.</summary>
    public Address NextAddress()
    {
        Hash256 hash = NextHash();
        return new Address(hash.Bytes[..Address.Size]);
    }
}
