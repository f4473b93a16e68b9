using System.Text;
using System.Text.Json;
using NodeProto.Primitives;
using NodeProto.Trie;
using Xunit.Abstractions;

namespace NodeProto.Spec.Tests;

/// <summary>
/// TrieTests of ethereum/tests. Left out: <c>trietestnextprev.json</c>, which walks the keys of a trie forward and back; here the keys
/// of a trie lie in ordered tables, whose cursors have a contract suite of their own.
/// </summary>
public sealed class TrieSuite(ITestOutputHelper output)
{
    [FixtureTheory(Fixtures.Basic)]
    [InlineData("TrieTests/trietest.json", false, 5)]
    [InlineData("TrieTests/trieanyorder.json", false, 7)]
    [InlineData("TrieTests/trietest_secureTrie.json", true, 3)]
    [InlineData("TrieTests/trieanyorder_secureTrie.json", true, 7)]
    [InlineData("TrieTests/hex_encoded_securetrie_test.json", true, 3)]
    public void The_pairs_have_the_root(string file, bool isSecure, int casesMin)
    {
        CaseTally tally = new();
        using JsonDocument cases = JsonDocument.Parse(Fixtures.ReadFile(Fixtures.Basic, file));
        foreach (JsonProperty test in cases.RootElement.EnumerateObject())
        {
            Hash256 expected = Hash256.Parse(test.Value.GetProperty("root").GetString()!);
            tally.Add(test.Name, Check(test.Value.GetProperty("in"), isSecure, expected));
        }
        tally.AssertAllPassed(output, casesMin);
    }

    /// <summary>Applies the steps in order; where keys are hashed, each by an update over the rows of the step before.</summary>
    private static string? Check(JsonElement steps, bool isSecure, Hash256 expected)
    {
        Pairs pairs = new();
        TrieUpdater updater = new();
        Hash256 updated = Keccak.OfEmptyTrie;
        foreach ((byte[] key, byte[] value) in Steps(steps))
        {
            if (!isSecure)
            {
                pairs.Set(key, value);
                continue;
            }
            Hash256 hashed = Keccak.Hash(key);
            pairs.Set(hashed.Bytes.ToArray(), value);
            updated = updater.Update(pairs, pairs, pairs, [hashed]);
        }
        Hash256 built = new TrieBuilder().Build(pairs, NullBranchSink.Instance);
        return built != expected ? $"built {built}, expected {expected}"
            : isSecure && updated != expected ? $"updated to {updated}, expected {expected}"
            : null;
    }

    /// <summary>A list of pairs, of which some delete, or an object, whose order does not matter.</summary>
    private static IEnumerable<(byte[] Key, byte[] Value)> Steps(JsonElement steps)
    {
        if (steps.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty pair in steps.EnumerateObject())
            {
                yield return (Bytes(pair.Name), Bytes(pair.Value.GetString()));
            }
            yield break;
        }
        foreach (JsonElement pair in steps.EnumerateArray())
        {
            yield return (Bytes(pair[0].GetString()), Bytes(pair[1].GetString()));
        }
    }

    private static byte[] Bytes(string? text) =>
        text is null ? []
        : text.StartsWith("0x", StringComparison.Ordinal) ? HexText.Decode(text)
        : Encoding.UTF8.GetBytes(text);

    /// <summary>Leaves and rows by key, small and simple.</summary>
    private sealed class Pairs : ITrieLeaves, ITrieBranches, ITrieBranchSink
    {
        private readonly SortedList<string, byte[]> _leaves = new(StringComparer.Ordinal);
        private readonly SortedList<string, byte[]> _rows = new(StringComparer.Ordinal);
        private int _at;

        public ReadOnlySpan<byte> Key => Convert.FromHexString(_leaves.GetKeyAtIndex(_at));

        public ReadOnlySpan<byte> Value => _leaves.GetValueAtIndex(_at);

        public void Set(byte[] key, byte[] value)
        {
            _leaves.Remove(Convert.ToHexString(key));
            if (value.Length > 0)
            {
                _leaves.Add(Convert.ToHexString(key), value);
            }
        }

        public bool Seek(ReadOnlySpan<byte> key)
        {
            string first = key.ContainsAnyExcept((byte)0) ? Convert.ToHexString(key) : ""; // Keys are shorter than 32 bytes in the plain tries.
            _at = 0;
            while (_at < _leaves.Count && string.CompareOrdinal(_leaves.GetKeyAtIndex(_at), first) < 0)
            {
                _at++;
            }
            return _at < _leaves.Count;
        }

        public bool Next() => ++_at < _leaves.Count;

        public bool TryGetFirst(ReadOnlySpan<byte> prefix, out ReadOnlySpan<byte> path, out ReadOnlySpan<byte> row)
        {
            string wanted = Convert.ToHexString(prefix);
            foreach ((string found, byte[] bytes) in _rows)
            {
                if (found.StartsWith(wanted, StringComparison.Ordinal))
                {
                    path = Convert.FromHexString(found);
                    row = bytes;
                    return true;
                }
            }
            path = default;
            row = default;
            return false;
        }

        public void Put(ReadOnlySpan<byte> path, ReadOnlySpan<byte> row) => _rows[Convert.ToHexString(path)] = row.ToArray();

        public void Delete(ReadOnlySpan<byte> path) => _rows.Remove(Convert.ToHexString(path));
    }
}
