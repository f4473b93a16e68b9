using System.Text.Json;
using NodeProto.Consensus;
using NodeProto.Primitives;
using Xunit.Abstractions;

namespace NodeProto.Spec.Tests;

/// <summary>Proof of work: PoWTests of ethereum/tests.</summary>
public sealed class PowSuite(ITestOutputHelper output)
{
    [FixtureFact(Fixtures.Basic)]
    public void Caches_seeds_and_seals_are_right()
    {
        CaseTally tally = new();
        EthashCaches caches = new();
        foreach ((string name, byte[] content) in Fixtures.ReadArchive(Fixtures.Basic, "PoWTests/"))
        {
            using JsonDocument document = JsonDocument.Parse(content);
            foreach (JsonProperty test in document.RootElement.EnumerateObject())
            {
                tally.Add($"{name} {test.Name}", Check(test.Value, caches));
            }
        }
        tally.AssertAllPassed(output, casesMin: 2);
    }

    private static string? Check(JsonElement test, EthashCaches caches)
    {
        if (!HeaderCodec.TryDecode(HexText.Decode(Text("header")), out Header header, out RlpError error))
        {
            return $"the header is refused: {error}";
        }
        EthashEpoch epoch = EthashEpoch.Of(header.Number);
        EthashCache cache = caches.Get(epoch);
        EthashSeed seed = EthashSeed.Of(HeaderCodec.ComputeSealHash(header), header.Nonce);
        Hash256[] mixHash = new Hash256[1];
        Hashimoto.Light(cache, [seed], mixHash);
        UInt256 result = new(Hash("result").Bytes);
        return epoch.Seed != Hash("seed") ? $"seed {epoch.Seed}"
            : epoch.CacheBytes != test.GetProperty("cache_size").GetInt64() ? $"cache of {epoch.CacheBytes} bytes"
            : epoch.DatasetBytes != test.GetProperty("full_size").GetInt64() ? $"dataset of {epoch.DatasetBytes} bytes"
            : Keccak.Hash(cache.Bytes) != Hash("cache_hash") ? $"cache with the hash {Keccak.Hash(cache.Bytes)}"
            : HeaderCodec.ComputeSealHash(header) != Hash("header_hash") ? $"seal hash {HeaderCodec.ComputeSealHash(header)}"
            : header.MixHash != Hash("mixHash") ? "the header has another mix hash than the case"
            : Convert.ToUInt64(Text("nonce"), 16) != header.Nonce ? "the header has another nonce than the case"
            : mixHash[0] != Hash("mixHash") ? $"mix hash {mixHash[0]}"
            : seed.Result(mixHash[0]) != result ? $"result {seed.Result(mixHash[0])}"
            : null;

        string Text(string name) => test.GetProperty(name).GetString()!;
        Hash256 Hash(string name) => Hash256.Parse(Text(name));
    }
}
