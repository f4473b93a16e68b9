using NodeProto.Primitives;

namespace NodeProto.Consensus.Tests;

/// <summary>Ethash as its specification writes it down, one word after the other: what the fast one is compared with.</summary>
internal static class NaiveEthash
{
    public static uint[][] MakeCache(in Hash256 seed, int rows)
    {
        uint[][] cache = new uint[rows][];
        cache[0] = Keccak(seed.Bytes.ToArray());
        for (int i = 1; i < rows; i++)
        {
            cache[i] = Keccak(ToBytes(cache[i - 1]));
        }
        for (int round = 0; round < 3; round++)
        {
            for (int i = 0; i < rows; i++)
            {
                uint[] before = cache[(i - 1 + rows) % rows];
                uint[] named = cache[cache[i][0] % rows];
                cache[i] = Keccak(ToBytes([.. before.Zip(named, (left, right) => left ^ right)]));
            }
        }
        return cache;
    }

    public static Hash256 MixHash(uint[][] cache, uint datasetMixes, byte[] seed)
    {
        uint[] start = ToWords(seed);
        uint[] mix = [.. start, .. start];
        for (uint i = 0; i < 64; i++)
        {
            uint p = Fnv(i ^ start[0], mix[i % 32]) % datasetMixes * 2;
            uint[] added = [.. Item(cache, p), .. Item(cache, p + 1)];
            mix = [.. mix.Zip(added, Fnv)];
        }
        uint[] compressed = [.. mix.Chunk(4).Select(four => Fnv(Fnv(Fnv(four[0], four[1]), four[2]), four[3]))];
        return new Hash256(ToBytes(compressed));
    }

    public static byte[] ToBytes(uint[] words) => [.. words.SelectMany(BitConverter.GetBytes)];

    private static uint[] Item(uint[][] cache, uint index)
    {
        uint[] mix = [.. cache[index % cache.Length]];
        mix[0] ^= index;
        mix = Keccak(ToBytes(mix));
        for (uint j = 0; j < 256; j++)
        {
            uint parent = Fnv(index ^ j, mix[j % 16]);
            mix = [.. mix.Zip(cache[parent % cache.Length], Fnv)];
        }
        return Keccak(ToBytes(mix));
    }

    private static uint Fnv(uint left, uint right) => unchecked(left * 0x01000193) ^ right;

    private static uint[] Keccak(byte[] message)
    {
        byte[] hash = new byte[Keccak512.Size];
        Keccak512.Hash(message, hash);
        return ToWords(hash);
    }

    private static uint[] ToWords(byte[] bytes) => [.. bytes.Chunk(sizeof(uint)).Select(word => BitConverter.ToUInt32(word))];
}
