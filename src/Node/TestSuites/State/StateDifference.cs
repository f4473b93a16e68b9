using System.Text.Json;
using NodeProto.Consensus;
using NodeProto.Execution;
using NodeProto.Primitives;

namespace NodeProto.Node.TestSuites;

/// <summary>Compares a state with the one that a suite expects, and names the first account or slot that differs.</summary>
internal static class StateDifference
{
    /// <summary>The first difference after a transaction; null when the root is right.</summary>
    /// <param name="post">The suite's post: its root and, in newer files, its accounts.</param>
    /// <param name="before">State before the transaction.</param>
    /// <param name="changes">What the transaction changed.</param>
    public static string? Find(JsonElement post, MemoryState before, StateChanges changes)
    {
        Hash256 expected = post.Member("hash").AsHash();
        Hash256 found = before.RootAfter(changes);
        if (found == expected)
        {
            return null;
        }
        string roots = $"state root {found}, expected {expected}";
        if (post.Optional("state") is not { } accounts)
        {
            return roots;
        }
        StateBuffer after = new(before, cacheEntries: 16);
        after.Apply(new BlockNumber(1), changes);
        return $"{FindInAccounts(after, accounts.AsAccounts()) ?? "an account too many"}; {roots}";
    }

    /// <summary>The first difference between accounts that should be there and a state; null when they all agree.</summary>
    public static string? FindInAccounts(IStateReader state, IReadOnlyList<GenesisAccount> accounts)
    {
        foreach (GenesisAccount account in accounts)
        {
            if (FindInAccount(state, account) is { } difference)
            {
                return difference;
            }
        }
        return null;
    }

    private static string? FindInAccount(IStateReader state, GenesisAccount expected)
    {
        Hash256 addressHash = Keccak.Hash(expected.Address.Bytes);
        if (!state.TryGetAccount(addressHash, out Account found))
        {
            return $"account {expected.Address} is missing";
        }
        Account account = expected.ToAccount();
        if (found.Balance != account.Balance)
        {
            return $"account {expected.Address} has {found.Balance} wei, expected {account.Balance}";
        }
        if (found.Nonce != account.Nonce)
        {
            return $"account {expected.Address} has nonce {found.Nonce}, expected {account.Nonce}";
        }
        if (found.CodeHash != account.CodeHash)
        {
            string code = HexText.Encode(state.GetCode(found.CodeHash).Span);
            return $"account {expected.Address} has code {code}, expected {HexText.Encode(expected.Code.Span)}";
        }
        return FindInStorage(state, addressHash, expected);
    }

    private static string? FindInStorage(IStateReader state, in Hash256 addressHash, GenesisAccount expected)
    {
        HashSet<Hash256> known = [];
        Span<byte> key = stackalloc byte[UInt256.Size];
        foreach (GenesisSlot slot in expected.Storage)
        {
            slot.Slot.WriteBigEndian(key);
            Hash256 slotHash = Keccak.Hash(key);
            known.Add(slotHash);
            UInt256 found = state.GetStorage(addressHash, slotHash);
            if (found != slot.Value)
            {
                return $"account {expected.Address} slot {slot.Slot.ToHexText()} is {found.ToHexText()}, expected {slot.Value.ToHexText()}";
            }
        }
        Hash256 next = Hash256.Zero;
        while (state.TryGetNextStorage(addressHash, ref next, out UInt256 value))
        {
            if (!known.Contains(next))
            {
                return $"account {expected.Address} has a slot too many: key hash {next}, value {value.ToHexText()}";
            }
            UInt256 following = new UInt256(next.Bytes) + UInt256.One;
            if (following.IsZero)
            {
                break;
            }
            following.WriteBigEndian(key);
            next = new Hash256(key);
        }
        return null;
    }
}
