using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>
/// Takes the changes of block after block back, in memory, and compares the root before each block with the header: so every value before
/// a change is right, and none is missing.
/// </summary>
/// <remarks>Memory grows with the keys that are taken back, so on a large database only the newest blocks are compared.</remarks>
internal sealed class BeforeValuesCheck(Verification run, StateHistory later, BlockNumber block) : IDisposable
{
    private readonly MovingTries _tries = new(run.Tx, later, block);
    private readonly Dictionary<Hash256, Account?> _accounts = [];
    private long _changes;

    /// <summary>Goes back as far as changes are kept.</summary>
    public void Run()
    {
        BlockNumber first = BlockNumber.Max(
            new BlockNumber(1),
            BlockNumber.Max(run.FirstKept(PruneSegment.AccountHistory), run.FirstKept(PruneSegment.StorageHistory))
        );
        for (BlockNumber number = block; number >= first; number -= 1)
        {
            if (_changes > run.Options.ChangesMax)
            {
                run.NotChecked.Add(
                    $"values before the changes of blocks {first} to {number}: those of later blocks are {run.Options.ChangesMax} already"
                );
                return;
            }
            TakeBack(number);
            Hash256 root = _tries.Root(AccountOf);
            if (StoredHeader.Find(run.Tx, number - 1) is { } header && header.StateRoot != root)
            {
                Blame(number, header.StateRoot, root);
                return; // Nothing can be said of the blocks below.
            }
            run.ProvenFrom = number;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _tries.Dispose();

    private void TakeBack(BlockNumber number)
    {
        BlockRange one = new(number, number);
        using AccountChangesReader accounts = new(run.Tx, one);
        while (accounts.MoveNext())
        {
            run.Read(Tables.AccountChanges);
            _changes++;
            _accounts[accounts.Current.AddressHash] = accounts.Current.Before;
            _tries.Set(accounts.Current.AddressHash, accounts.Current.Before);
        }
        using StorageChangesReader slots = new(run.Tx, one);
        while (slots.MoveNext())
        {
            run.Read(Tables.StorageChanges);
            _changes++;
            StorageKey key = slots.Current.Key;
            _tries.Set(key.AddressHash, key.SlotHash, slots.Current.Before);
        }
    }

    /// <summary>An account at the point that the way back has reached.</summary>
    private Account? AccountOf(Hash256 addressHash)
    {
        if (_accounts.TryGetValue(addressHash, out Account? before))
        {
            return before;
        }
        for (int i = later.Accounts.LowerBound(addressHash); i < later.Accounts.Count && later.Accounts[i].Key == addressHash; i++)
        {
            if (later.Accounts[i].Block > block)
            {
                return later.Accounts[i].Before;
            }
        }
        return run.Tx.TryGet(Tables.Accounts, addressHash, out Account account) ? account : null;
    }

    /// <summary>Which of the two tables is wrong the root does not tell.</summary>
    private void Blame(BlockNumber number, in Hash256 expected, in Hash256 found)
    {
        string text = $"state root {expected} before block {number}, as in the header";
        run.Findings.Add(Tables.AccountChanges, KeyOf(number), text, $"{found}, or {nameof(Tables.StorageChanges)} is wrong");
        run.Findings.Add(Tables.StorageChanges, KeyOf(number), text, $"{found}, or {nameof(Tables.AccountChanges)} is wrong");
    }

    /// <summary>The key from which on the changes of a block lie.</summary>
    public static string KeyOf(BlockNumber number)
    {
        Span<byte> key = stackalloc byte[sizeof(ulong)];
        number.WriteTo(key);
        return HexText.Encode(key);
    }
}
