using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using NodeProto.Primitives;

namespace NodeProto.Consensus;

/// <summary>The mix hashes of four seals at a time, from the cache alone (yellow paper, appendix J.4; the Ethash specification, <c>hashimoto_light</c>).</summary>
/// <remarks>
/// A seal takes 64 accesses to the dataset, each of two items; an item is made from 256 rows of the cache, each of which says where
/// the next one is. One chain of these would mostly wait for memory. Four seals are eight chains that do not depend on each other,
/// so that the processor waits for eight rows at once, and their hashes run side by side. Thread-safe; allocates nothing.
/// </remarks>
public static unsafe class Hashimoto
{
    /// <summary>Seals that run together; fewer take as long.</summary>
    public const int Lanes = 4;

    private const uint FnvPrime = 0x01000193; // Multiplied, then XOR: Ethash's variant of FNV-1.
    private const uint Accesses = 64;
    private const uint ItemParents = 256;
    private const int ItemsPerMix = EthashEpoch.MixBytes / EthashEpoch.RowBytes;
    private const int Items = Lanes * ItemsPerMix;
    private const int RowWords = EthashEpoch.RowBytes / sizeof(uint);
    private const int MixWords = EthashEpoch.MixBytes / sizeof(uint);

    /// <summary>Computes the mix hash of each seal.</summary>
    /// <param name="cache">The cache of the seals' epoch.</param>
    /// <param name="seeds">One to four.</param>
    /// <param name="mixHashes">Receives one for each seed.</param>
    /// <exception cref="ArgumentException">There are no seeds, more than four, or fewer places for mix hashes.</exception>
    [SkipLocalsInit]
    public static void Light(EthashCache cache, ReadOnlySpan<EthashSeed> seeds, Span<Hash256> mixHashes)
    {
        if (seeds.Length is 0 or > Lanes || mixHashes.Length < seeds.Length)
        {
            throw new ArgumentException($"{seeds.Length} seeds with {mixHashes.Length} places for mix hashes.", nameof(seeds));
        }
        uint* mixes = stackalloc uint[Lanes * MixWords];
        uint* first = stackalloc uint[Lanes];
        Span<uint> items = stackalloc uint[Items];
        // Each lane has its own 128 bytes of `mixes`; the items that Fetch adds are eight rows, two for each lane.
        for (int lane = 0; lane < Lanes; lane++)
        {
            ReadOnlySpan<byte> seed = seeds[Math.Min(lane, seeds.Length - 1)]; // A lane without a seal walks with the last one.
            uint* mix = mixes + (lane * MixWords);
            seed.CopyTo(new Span<byte>(mix, EthashEpoch.RowBytes));
            seed.CopyTo(new Span<byte>(mix + RowWords, EthashEpoch.RowBytes));
            first[lane] = *mix;
        }
        for (uint access = 0; access < Accesses; access++)
        {
            for (int lane = 0; lane < Lanes; lane++)
            {
                uint pair = cache.DatasetMixes.Of(Fnv(access ^ first[lane], mixes[(lane * MixWords) + (access % MixWords)]));
                items[lane * ItemsPerMix] = pair * ItemsPerMix;
                items[(lane * ItemsPerMix) + 1] = (pair * ItemsPerMix) + 1;
            }
            MixItems(cache, items, mixes);
        }
        for (int lane = 0; lane < seeds.Length; lane++)
        {
            mixHashes[lane] = Compress(mixes + (lane * MixWords));
        }
    }

    /// <summary>Computes eight items of the dataset and mixes item i into row i.</summary>
    [SkipLocalsInit]
    private static void MixItems(EthashCache cache, ReadOnlySpan<uint> items, uint* mixes)
    {
        byte* memory = stackalloc byte[(Items + 1) * EthashEpoch.RowBytes];
        // Aligned to rows, like the cache: a row that straddles two cache lines would take twice the loads.
        uint* rows = (uint*)(((nuint)memory + EthashEpoch.RowBytes - 1) & ~(nuint)(EthashEpoch.RowBytes - 1));
        Span<byte> bytes = new(rows, Items * EthashEpoch.RowBytes);
        Vector512<uint> prime = Vector512.Create(FnvPrime);
        uint* cacheRows = cache.FirstRow;
        FastModulo cacheLength = cache.Rows;
        for (int i = 0; i < Items; i++)
        {
            uint* row = rows + (i * RowWords);
            Vector512.LoadAligned(cacheRows + ((nint)cacheLength.Of(items[i]) * RowWords)).StoreAligned(row);
            *row ^= items[i];
        }
        Keccak512.HashRows(bytes);
        for (uint parent = 0; parent < ItemParents; parent++)
        {
            for (int i = 0; i < Items; i++)
            {
                uint* row = rows + (i * RowWords);
                uint index = cacheLength.Of(Fnv(items[i] ^ parent, row[parent % RowWords]));
                Vector512<uint> other = Vector512.LoadAligned(cacheRows + ((nint)index * RowWords));
                ((Vector512.LoadAligned(row) * prime) ^ other).StoreAligned(row);
            }
        }
        Keccak512.HashRows(bytes);
        for (int i = 0; i < Items; i++)
        {
            uint* mix = mixes + (i * RowWords);
            ((Vector512.Load(mix) * prime) ^ Vector512.LoadAligned(rows + (i * RowWords))).Store(mix);
        }
        GC.KeepAlive(cache);
    }

    private static Hash256 Compress(uint* mix)
    {
        Unsafe.SkipInit(out Hash256 hash);
        Span<uint> words = MemoryMarshal.Cast<Hash256, uint>(new Span<Hash256>(ref hash));
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = Fnv(Fnv(Fnv(mix[4 * i], mix[(4 * i) + 1]), mix[(4 * i) + 2]), mix[(4 * i) + 3]);
        }
        return hash;
    }

    private static uint Fnv(uint left, uint right) => unchecked(left * FnvPrime) ^ right;
}
