using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>
/// Where stored trie rows differ from those that the state gives. Only the root tells which side is wrong, and it is known last: until then
/// they are kept, the first ones of each table.
/// </summary>
internal sealed class TrieDifferences(Verification run)
{
    private readonly List<TrieDifference> _kept = [];
    private readonly int[] _counts = new int[Tables.All.Count];

    /// <summary>Notes a difference. A sweep gives branches from below: nothing differs below the first one of a trie.</summary>
    public void Add(TrieDifference difference)
    {
        // One more than are kept, so that the last one is counted by whoever takes them.
        if (_counts[difference.Table.Index]++ <= run.Options.FindingsPerTableMax)
        {
            _kept.Add(difference);
        }
    }

    /// <summary>The root is right, and so is the state: the tries are wrong where they differ; true when they do not.</summary>
    public bool BlameTries()
    {
        foreach (TrieDifference each in _kept)
        {
            run.Findings.Add(each.Table, HexText.Encode(each.Key), each.Expected, each.Found);
        }
        return _kept.Count == 0;
    }

    /// <summary>The root is wrong: the state is, where the tries differ from it.</summary>
    /// <param name="expected">Root of the header.</param>
    /// <param name="found">Root of the state.</param>
    /// <param name="find">Finds the key that is wrong, of an account's slots or of the accounts, by the first difference of its trie.</param>
    public void BlameState(in Hash256 expected, in Hash256 found, Func<Hash256?, TrieDifference?, DifferencePlace> find)
    {
        HashSet<Hash256> owners = [];
        TrieDifference? ofAccounts = null;
        foreach (TrieDifference each in _kept)
        {
            if (each.Owner is not { } owner)
            {
                ofAccounts ??= each;
            }
            else if (owners.Add(owner))
            {
                DifferencePlace place = find(owner, _kept.Find(other => other.Table == Tables.StorageTrie && other.Owner == owner));
                run.Findings.Add(
                    Tables.Storage,
                    HexText.Encode([.. owner.Bytes, .. place.First.Bytes]),
                    place.Expectation($"a slot as {each.Table} has it: {each.Found}"),
                    each.Expected
                );
            }
        }
        if (owners.Count == 0)
        {
            DifferencePlace place = find(null, ofAccounts);
            run.Findings.Add(
                Tables.Accounts,
                $"{place.First}",
                place.Expectation($"with state root {expected}, as in the header, an account"),
                $"accounts with state root {found}"
            );
        }
    }
}

/// <summary>A stored row that is not what the state gives.</summary>
/// <param name="Table">Its table.</param>
/// <param name="Key">Its key.</param>
/// <param name="Owner">The account, where it is about storage.</param>
/// <param name="Expected">What the state gives.</param>
/// <param name="Found">What is stored.</param>
internal sealed record TrieDifference(Table Table, byte[] Key, Hash256? Owner, string Expected, string Found)
{
    /// <summary>The branch that the state gives; empty when it gives none here, or the row is none of a branch.</summary>
    public byte[] Computed { get; init; } = [];

    /// <summary>The branch that is stored, likewise.</summary>
    public byte[] Stored { get; init; } = [];
}
