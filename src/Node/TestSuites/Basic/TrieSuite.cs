using System.Text;
using System.Text.Json;
using NodeProto.Primitives;
using NodeProto.Trie;

namespace NodeProto.Node.TestSuites;

/// <summary>
/// TrieTests of ethereum/tests: pairs and the root over them. Skipped: <c>trietestnextprev.json</c>, which walks the keys of a trie
/// forward and back; here the keys of a trie lie in ordered tables, whose cursors have a contract suite of their own.
/// </summary>
internal sealed class TrieSuite : ISuite
{
    /// <inheritdoc/>
    public bool IsOwn(JsonElement json) => json.HasCase("in", "root") || json.HasCase("in", "tests");

    /// <inheritdoc/>
    public void Run(SuiteFile file, JsonProperty test, SuiteSelection selection, List<CaseResult> results)
    {
        if (!selection.Takes(file, test.Name) || selection.Fork is not null)
        {
            return;
        }
        if (test.Value.Has("in", "tests"))
        {
            results.Add(
                new CaseResult(file, test.Name, "", CaseOutcome.Skipped, "walks the keys of a trie; our tries keep theirs in tables")
            );
            return;
        }
        // The format does not say whether keys are hashed; the file's name does.
        bool isSecure = Path.GetFileName(file.Name).Contains("secureTrie", StringComparison.OrdinalIgnoreCase);
        string? difference = Check(test.Value.Member("in"), isSecure, test.Value.Member("root").AsHash());
        results.Add(CaseResult.Of(file, test.Name, "", difference));
    }

    /// <summary>Applies the steps in order; where keys are hashed, each by an update over the rows of the step before.</summary>
    private static string? Check(JsonElement steps, bool isSecure, Hash256 expected)
    {
        TriePairs pairs = new();
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
}
