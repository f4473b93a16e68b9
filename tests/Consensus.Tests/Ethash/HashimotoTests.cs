using System.Collections.Concurrent;
using FsCheck;
using FsCheck.Fluent;
using NodeProto.Primitives;

namespace NodeProto.Consensus.Tests;

/// <summary>Caches and mix hashes, against published vectors and against the specification's own words.</summary>
public sealed class HashimotoTests
{
    private static readonly EthashCaches Caches = new();

    // Rows and seals of chfast/ethash, test_ethash.cpp and test_cases.hpp; those from block 2683077 on are mainnet's.
    [Theory]
    [InlineData(
        0,
        "5e493e76a1318e50815c6ce77950425532964ebbb8dcf94718991fa9a82eaf37658de68ca6fe078884e803da3a26a4aa56420a6867ebcd9ab0f29b08d1c48fed"
    )]
    [InlineData(
        52_459,
        "a1cfe59d6fcb93fe54a090f4d440472253b1d18962acc64a949c955ee5785c0a577bbbe8e02acdcc2d829df28357ec6ba7bb37d5026a6bd2c43e2f990b416fa9"
    )]
    [InlineData(
        262_138,
        "724f2f86c24c487809dc3897acbbd32d5d791e4536aa1520e65e93891a40dde5887899ffc556cbd174f426e32ae2ab711be859601c024d1514b29a27370b662e"
    )]
    public void Rows_of_the_first_cache_are_known(int row, string bytes)
    {
        ReadOnlySpan<byte> cache = Caches.Get(new EthashEpoch(0)).Bytes;
        Assert.Equal(262_139 * EthashEpoch.RowBytes, cache.Length);
        Assert.Equal(bytes, Convert.ToHexStringLower(cache.Slice(row * EthashEpoch.RowBytes, EthashEpoch.RowBytes)));
    }

    [Fact]
    public void Seals_of_the_first_epoch_have_their_known_mix_hashes() =>
        CheckSeals(
            0,
            (
                "2a8de2adf89af77358250bf908bf04ba94a6e8c3ba87775564a41d269a05e4ce",
                0x4242424242424242,
                "58f759ede17a706c93f13030328bcea40c1d1341fb26f2facd21ceb0dae57017",
                "dd47fd2d98db51078356852d7c4014e6a5d6c387c35f40e2875b74a256ed7906"
            ),
            (
                "100cbec5e5ef82991290d0d93d758f19082e71f234cf479192a8b94df6da6bfe",
                0x307692cf71b12f6d,
                "e55d02c555a7969361cf74a9ec6211d8c14e4517930a00442f171bdb1698d175",
                "ab9b13423cface72cbec8424221651bc2e384ef0f7a560e038fc68c8d8684829"
            )
        );

    [Fact]
    public void Seals_of_mainnets_blocks_5000000_to_5000002_have_their_mix_hashes() =>
        CheckSeals(
            5_000_000,
            (
                "bc544c2baba832600013bd5d1983f592e9557d04b0fb5ef7a100434a5fc8d52a",
                0x4617a20003ba3f25,
                "94cd4e844619ee20989578276a0a9046877d569d37ba076bf2e8e34f76189dea",
                "0000000000001a5b18ae31b7417b7c045bc6dd78cc3b694c4bebfaefef6b3c56"
            ),
            (
                "2cd14041cfc3bd13064cfd58e26c0bddf1e97a4202c4b8076444a7cd4515f8c3",
                0x1af47f2007922384,
                "46cb1268ac6b218eb01b9bd46f1533561d085620c9bfc23eadb8ab106f84b2d8",
                "0000000000000a4230cfc483a3f739a5101192c3d4f9c8314f4508be24c28257"
            ),
            (
                "9e79bced19062baf7c47e516ad3a1bd779222404d05b4205def30a13c7d87b5b",
                0xc9a044201dd998f2,
                "028a19d6dcf0975972285f71a23fe3a468886ad24cc63f969158d427556d6bb5",
                "0000000000000eec80fbc4c472507b6c212c4f216043318f3fb3e696a0e80b06"
            )
        );

    [Fact]
    public void Small_caches_and_their_mix_hashes_agree_with_the_specification()
    {
        Gen<(int Rows, uint Mixes, int Seed, int Count)> sizes =
            from rows in Gen.Choose(1, 70)
            from mixes in Gen.Choose(1, int.MaxValue)
            from seed in Gen.Choose(0, int.MaxValue)
            from count in Gen.Choose(1, Hashimoto.Lanes)
            select (rows, (uint)mixes, seed, count);
        Config config = Config.QuickThrowOnFailure.WithReplay(0x6574_6861_7368UL, 0x9E37_79B9_7F4A_7C15UL).WithMaxTest(25);
        Check.One(config, Prop.ForAll(sizes.ToArbitrary(), size => CheckSmall(size.Rows, size.Mixes, size.Seed, size.Count)));
    }

    [Fact]
    public void Remainders_agree_with_division()
    {
        Random random = new(7);
        foreach (uint divisor in new uint[] { 1, 2, 3, 16, 262_139, 4_454_399, 8_388_593, 0x7FFF_FFFF, 0x8000_0000, uint.MaxValue })
        {
            FastModulo modulo = new(divisor);
            foreach (uint edge in new uint[] { 0, 1, divisor - 1, divisor, divisor + 1, uint.MaxValue - 1, uint.MaxValue })
            {
                Assert.Equal(edge % divisor, modulo.Of(edge));
            }
            for (int i = 0; i < 10_000; i++)
            {
                uint number = (uint)random.NextInt64(1L << 32);
                Assert.Equal(number % divisor, modulo.Of(number));
            }
        }
    }

    [Fact]
    public void Verifying_does_not_allocate()
    {
        EthashCache cache = Caches.Get(new EthashEpoch(0));
        Header header = Headers.Parent(Fork.London);
        EthashSeed[] seeds = new EthashSeed[Hashimoto.Lanes];
        Hash256[] mixes = new Hash256[Hashimoto.Lanes];
        long before = 0;
        for (int round = 0; round < 2; round++)
        {
            before = GC.GetAllocatedBytesForCurrentThread();
            seeds[0] = EthashSeed.Of(HeaderCodec.ComputeSealHash(header), header.Nonce);
            _ = seeds[0].Result(header.MixHash);
            Hashimoto.Light(cache, seeds, mixes);
        }
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, 5)]
    [InlineData(2, 1)]
    public void Other_than_one_to_four_seals_are_refused(int seeds, int places) =>
        Assert.Throws<ArgumentException>(() =>
            Hashimoto.Light(EthashCache.Create(default, 1, 1), new EthashSeed[seeds], new Hash256[places])
        );

    [Fact]
    public void Two_caches_are_held_and_the_one_least_used_goes()
    {
        ConcurrentBag<EthashEpoch> made = [];
        EthashCaches caches = new(epoch =>
        {
            made.Add(epoch);
            return EthashCache.Create(epoch.Seed, 1, 1);
        });
        EthashCache first = caches.Get(new EthashEpoch(0));
        caches.Prepare(new EthashEpoch(1));
        EthashCache second = caches.Get(new EthashEpoch(1));
        Assert.Same(first, caches.Get(new EthashEpoch(0)));
        _ = caches.Get(new EthashEpoch(2));
        Assert.Equal([new(0), new(2)], caches.Epochs);
        Assert.Same(first, caches.Get(new EthashEpoch(0)));
        Assert.Equal([0, 1, 2], made.Select(epoch => epoch.Index).Order());
        Assert.NotSame(second, caches.Get(new EthashEpoch(1)));
    }

    private static void CheckSeals(ulong block, params (string SealHash, ulong Nonce, string MixHash, string Result)[] seals)
    {
        EthashSeed[] seeds = Array.ConvertAll(seals, seal => EthashSeed.Of(Hash256.Parse(seal.SealHash), seal.Nonce));
        Hash256[] mixes = new Hash256[seals.Length];
        Hashimoto.Light(Caches.Get(EthashEpoch.Of(new BlockNumber(block))), seeds, mixes);
        for (int i = 0; i < seals.Length; i++)
        {
            Assert.Equal(Hash256.Parse(seals[i].MixHash), mixes[i]);
            Assert.Equal(new UInt256(Hash256.Parse(seals[i].Result).Bytes), seeds[i].Result(mixes[i]));
        }
    }

    private static void CheckSmall(int rows, uint mixes, int seed, int count)
    {
        Random random = new(seed);
        byte[] bytes = new byte[Hash256.Size];
        random.NextBytes(bytes);
        Hash256 cacheSeed = new(bytes);
        uint[][] expected = NaiveEthash.MakeCache(cacheSeed, rows);
        EthashCache cache = EthashCache.Create(cacheSeed, rows, mixes);
        Assert.Equal(NaiveEthash.ToBytes([.. expected.SelectMany(row => row)]), cache.Bytes.ToArray());
        EthashSeed[] seeds = new EthashSeed[count];
        foreach (ref EthashSeed one in seeds.AsSpan())
        {
            random.NextBytes(one);
        }
        Hash256[] hashes = new Hash256[count];
        Hashimoto.Light(cache, seeds, hashes);
        for (int i = 0; i < count; i++)
        {
            Assert.Equal(NaiveEthash.MixHash(expected, mixes, ((ReadOnlySpan<byte>)seeds[i]).ToArray()), hashes[i]);
        }
    }
}
