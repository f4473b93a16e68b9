using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using NodeProto.Primitives;

namespace NodeProto.Consensus;

/// <summary>What an epoch's seals are verified with: some 16 MiB at first, 82 MiB at mainnet's last. Immutable.</summary>
/// <remarks>
/// Source: yellow paper, appendix J.3.2; the Ethash specification, <c>mkcache</c>. Making one is a chain of a million dependent
/// hashes, so it takes one core about half a second, and five times as long at mainnet's last epoch.
/// </remarks>
public sealed class EthashCache
{
    private const int RowBytes = EthashEpoch.RowBytes;
    private const int RowWords = RowBytes / sizeof(uint);
    private const int Rounds = 3;

    // Pinned, so that the aligned part stays aligned: a row is then one cache line.
    private readonly byte[] _memory;
    private readonly nuint _start;

    private unsafe EthashCache(int rows, uint datasetMixes)
    {
        _memory = GC.AllocateUninitializedArray<byte>(checked((rows + 1) * RowBytes), pinned: true);
        nuint address = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_memory));
        _start = ((address + RowBytes - 1) & ~(nuint)(RowBytes - 1)) - address;
        Rows = new FastModulo((uint)rows);
        DatasetMixes = new FastModulo(datasetMixes);
    }

    /// <summary>The rows one after the other.</summary>
    public ReadOnlySpan<byte> Bytes => _memory.AsSpan((int)_start, (int)Rows.Divisor * RowBytes);

    /// <summary>Number of rows.</summary>
    internal FastModulo Rows { get; }

    /// <summary>Number of pairs of dataset items.</summary>
    internal FastModulo DatasetMixes { get; }

    /// <summary>The first row; it stays in place as long as the cache is referred to.</summary>
    internal unsafe uint* FirstRow => (uint*)((byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_memory)) + _start);

    /// <summary>Makes the cache of an epoch.</summary>
    public static EthashCache Create(EthashEpoch epoch) =>
        Create(epoch.Seed, (int)(epoch.CacheBytes / RowBytes), (uint)(epoch.DatasetBytes / EthashEpoch.MixBytes));

    /// <summary>Makes a cache of any size.</summary>
    internal static EthashCache Create(in Hash256 seed, int rows, uint datasetMixes)
    {
        EthashCache cache = new(rows, datasetMixes);
        Span<byte> bytes = cache._memory.AsSpan((int)cache._start, rows * RowBytes);
        Keccak512.Hash(seed.Bytes, bytes);
        for (int i = RowBytes; i < bytes.Length; i += RowBytes)
        {
            Keccak512.Hash(bytes.Slice(i - RowBytes, RowBytes), bytes[i..]);
        }
        for (int round = 0; round < Rounds; round++)
        {
            cache.MixRows();
        }
        return cache;
    }

    /// <summary>One round of RandMemoHash (Lerner 2014): each row becomes the hash of the one before it and one that it names itself.</summary>
    private unsafe void MixRows()
    {
        FastModulo rows = Rows;
        int count = (int)rows.Divisor;
        // Every row that is read or written is below the number of rows; the array is pinned and alive until the end.
        uint* first = FirstRow;
        Vector512<uint>* mixed = stackalloc Vector512<uint>[1];
        for (int i = 0; i < count; i++)
        {
            uint* row = first + ((nint)i * RowWords);
            uint* before = first + ((nint)(i == 0 ? count - 1 : i - 1) * RowWords);
            if (Sse.IsSupported && i + 1 < count)
            {
                Sse.Prefetch0(first + ((nint)rows.Of(row[RowWords]) * RowWords)); // For the next row, while this one is hashed.
            }
            *mixed = Vector512.LoadAligned(before) ^ Vector512.LoadAligned(first + ((nint)rows.Of(*row) * RowWords));
            Keccak512.Hash(new ReadOnlySpan<byte>(mixed, RowBytes), new Span<byte>(row, RowBytes));
        }
        GC.KeepAlive(_memory);
    }
}
