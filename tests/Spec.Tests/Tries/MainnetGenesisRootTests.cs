using System.Globalization;
using System.Numerics;
using System.Text.Json;
using NodeProto.Primitives;
using NodeProto.Trie;

namespace NodeProto.Spec.Tests;

public sealed class MainnetGenesisRootTests
{
    private const string GenesisJson = "chains/mainnet-first-1000/genesis.json";

    [FixtureFact(GenesisJson)]
    public void The_accounts_of_mainnets_genesis_have_the_root_in_its_header()
    {
        using JsonDocument genesis = JsonDocument.Parse(File.ReadAllBytes(Fixtures.PathOf(GenesisJson)));
        SortedList<Hash256, byte[]> leaves = [];
        byte[] value = new byte[AccountLeaf.MaxBytes];
        foreach (JsonProperty account in genesis.RootElement.GetProperty("alloc").EnumerateObject())
        {
            UInt256 balance = ParseWei(account.Value.GetProperty("balance").GetString()!);
            int length = AccountLeaf.Write(new Account(0, balance, Keccak.OfEmpty), Keccak.OfEmptyTrie, value);
            leaves.Add(Keccak.Hash(HexText.Decode(account.Name)), value[..length]);
        }
        Assert.Equal(8893, leaves.Count);
        Hash256 root = new TrieBuilder().Build(new Leaves(leaves), NullBranchSink.Instance);
        Assert.Equal("0xd7f8974fb5ac78d9ac099b9ad5018bedc2ce0a72dad1827a1709da30580f0544", root.ToString());
    }

    private static UInt256 ParseWei(string text)
    {
        BigInteger wei = text.StartsWith("0x", StringComparison.Ordinal)
            ? BigInteger.Parse("0" + text[2..], NumberStyles.HexNumber)
            : BigInteger.Parse(text);
        return new UInt256((ulong)(wei & ulong.MaxValue), (ulong)(wei >> 64));
    }

    private sealed class Leaves(SortedList<Hash256, byte[]> leaves) : ITrieLeaves
    {
        private readonly Hash256[] _keys = [.. leaves.Keys];
        private int _at;

        public ReadOnlySpan<byte> Key => _keys[_at].Bytes;

        public ReadOnlySpan<byte> Value => leaves.GetValueAtIndex(_at);

        public bool Seek(ReadOnlySpan<byte> key)
        {
            _at = Array.BinarySearch(_keys, new Hash256(key));
            _at = _at < 0 ? ~_at : _at;
            return _at < _keys.Length;
        }

        public bool Next() => ++_at < _keys.Length;
    }
}
