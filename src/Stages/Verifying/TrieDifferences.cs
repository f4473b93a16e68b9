using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>
/// Where stored trie rows differ from those that the state gives. Only the root tells which side is wrong, and it is known last: until then
/// they are kept, the first ones of each table.
/// </summary>
internal sealed class TrieDifferences(Verification run)
{
    private readonly List<Difference> _kept = [];
    private readonly int[] _counts = new int[Tables.All.Count];

    /// <summary>The longest nibble path of the account trie at which something differs: the wrong account is below it.</summary>
    public byte[]? DeepestAccountPath { get; private set; }

    /// <summary>Notes a difference.</summary>
    /// <param name="table">Table of the stored row.</param>
    /// <param name="key">Its key.</param>
    /// <param name="owner">The account, where it is about storage.</param>
    /// <param name="expected">What the state gives.</param>
    /// <param name="found">What is stored.</param>
    public void Add(Table table, ReadOnlySpan<byte> key, Hash256? owner, string expected, string found)
    {
        if (table == Tables.AccountTrie && (DeepestAccountPath is null || key.Length > DeepestAccountPath.Length))
        {
            DeepestAccountPath = key.ToArray();
        }
        // One more than are kept, so that the last one is counted by whoever takes them.
        if (_counts[table.Index]++ <= run.Options.FindingsPerTableMax)
        {
            _kept.Add(new Difference(table, HexText.Encode(key), owner, expected, found));
        }
    }

    /// <summary>The root is right, and so is the state: the tries are wrong where they differ; true when they do not.</summary>
    public bool BlameTries()
    {
        foreach (Difference each in _kept)
        {
            run.Findings.Add(each.Table, each.Key, each.Expected, each.Found);
        }
        return _kept.Count == 0;
    }

    /// <summary>The root is wrong: the state is, where the tries differ from it.</summary>
    /// <param name="expected">Root of the header.</param>
    /// <param name="found">Root of the state.</param>
    /// <param name="accountNear">Key of the first account below <see cref="DeepestAccountPath"/>, or empty.</param>
    public void BlameState(in Hash256 expected, in Hash256 found, string accountNear)
    {
        HashSet<Hash256> owners = [];
        foreach (Difference each in _kept)
        {
            if (each.Owner is { } owner && owners.Add(owner))
            {
                run.Findings.Add(
                    Tables.Storage,
                    $"{owner}",
                    $"slots of this account as {each.Table} has them: {each.Found}",
                    each.Expected
                );
            }
        }
        if (owners.Count == 0)
        {
            run.Findings.Add(Tables.Accounts, accountNear, $"accounts with state root {expected}, as in the header", $"{found}");
        }
    }

    private readonly record struct Difference(Table Table, string Key, Hash256? Owner, string Expected, string Found);
}
