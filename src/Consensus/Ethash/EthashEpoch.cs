using NodeProto.Primitives;

namespace NodeProto.Consensus;

/// <summary>30000 blocks that share a cache and a dataset (yellow paper, appendix J; the Ethash specification).</summary>
/// <param name="Index">0 for the blocks 0 to 29999.</param>
public readonly record struct EthashEpoch(int Index)
{
    /// <summary>Blocks in an epoch.</summary>
    public const int LengthBlocks = 30_000;

    /// <summary>Bytes of a row of the cache, and of an item of the dataset: one Keccak-512 hash.</summary>
    public const int RowBytes = Keccak512.Size;

    /// <summary>Bytes that one access to the dataset takes: two items.</summary>
    public const int MixBytes = 128;

    private const long CacheBytesFirst = 1L << 24;
    private const long CacheBytesGrowth = 1L << 17;
    private const long DatasetBytesFirst = 1L << 30;
    private const long DatasetBytesGrowth = 1L << 23;

    // Items are counted in 32 bits: (2^38 - 2^30) / 2^23. Mainnet ended in epoch 517.
    private const int EpochsMax = 32_640;

    /// <summary>Bytes of the cache: a prime number of rows, just below 2^24 and 2^17 more for each epoch.</summary>
    public long CacheBytes => LargestPrimeCount(CacheBytesFirst + (CacheBytesGrowth * Index), RowBytes);

    /// <summary>Bytes of the dataset: a prime number of mixes, just below 2^30 and 2^23 more for each epoch.</summary>
    public long DatasetBytes => LargestPrimeCount(DatasetBytesFirst + (DatasetBytesGrowth * Index), MixBytes);

    /// <summary>What the cache grows from: 32 zero bytes, hashed once for each epoch before.</summary>
    public Hash256 Seed
    {
        get
        {
            Hash256 seed = Hash256.Zero;
            for (int i = 0; i < Index; i++)
            {
                seed = Keccak.Hash(seed.Bytes);
            }
            return seed;
        }
    }

    /// <summary>The epoch of a block.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is above 979 million: Ethash ends where its dataset has 2^32 items.</exception>
    public static EthashEpoch Of(BlockNumber number)
    {
        ulong index = number.Value / LengthBlocks;
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, (ulong)EpochsMax, nameof(number));
        return new EthashEpoch((int)index);
    }

    private static long LargestPrimeCount(long belowBytes, int unitBytes)
    {
        long count = (belowBytes / unitBytes) - 1;
        while (!IsPrime(count))
        {
            count -= 2; // The first is odd: what lies below is a multiple of twice the unit.
        }
        return count * unitBytes;
    }

    private static bool IsPrime(long odd)
    {
        for (long divisor = 3; divisor * divisor <= odd; divisor += 2)
        {
            if (odd % divisor == 0)
            {
                return false;
            }
        }
        return true;
    }
}
