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
    /// <param name="pre">Accounts before the transaction.</param>
    /// <param name="before">The state that they make.</param>
    /// <param name="changes">What the transaction changed.</param>
    public static string? Find(JsonElement post, IReadOnlyList<GenesisAccount> pre, MemoryState before, StateChanges changes)
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
        List<GenesisAccount> expectedAccounts = accounts.AsAccounts();
        string difference =
            FindInAccounts(after, expectedAccounts)
            ?? FindTooMany(after, expectedAccounts, pre, changes)
            ?? "every account is as the post says, which contradicts its own root";
        return $"{difference}; {roots}";
    }

    /// <summary>An account as a person finds it in the file: its address when the file has it before, else the hash of its address.</summary>
    /// <param name="addressHash">The hash.</param>
    /// <param name="pre">Accounts before.</param>
    public static string Name(in Hash256 addressHash, IReadOnlyList<GenesisAccount> pre)
    {
        foreach (GenesisAccount account in pre)
        {
            if (Keccak.Hash(account.Address.Bytes) == addressHash)
            {
                return account.Address.ToString();
            }
        }
        return $"with address hash {addressHash}";
    }

    /// <summary>An account that is there and should not; null when there is none.</summary>
    private static string? FindTooMany(
        IStateReader after,
        IReadOnlyList<GenesisAccount> expected,
        IReadOnlyList<GenesisAccount> pre,
        StateChanges changes
    )
    {
        HashSet<Hash256> known = [.. expected.Select(static account => Keccak.Hash(account.Address.Bytes))];
        foreach (GenesisAccount account in pre)
        {
            Hash256 hash = Keccak.Hash(account.Address.Bytes);
            if (!known.Contains(hash) && after.TryGetAccount(hash, out _))
            {
                return $"account {account.Address} is one too many";
            }
        }
        foreach (AccountChange change in changes.Accounts)
        {
            if (!known.Contains(change.AddressHash) && after.TryGetAccount(change.AddressHash, out Account found))
            {
                return $"account {Name(change.AddressHash, pre)} is one too many: {found.Balance} wei, nonce {found.Nonce}";
            }
        }
        return null;
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
            return $"account {expected.Address} has {DifferenceOfCode(state.GetCode(found.CodeHash).Span, expected.Code.Span)}";
        }
        return FindInStorage(state, addressHash, expected);
    }

    /// <summary>Codes are long: where they part, and some bytes from there.</summary>
    private static string DifferenceOfCode(ReadOnlySpan<byte> found, ReadOnlySpan<byte> expected)
    {
        const int BytesMax = 32;
        int at = found.CommonPrefixLength(expected);
        string foundPart = HexText.Encode(found.Slice(at, Math.Min(BytesMax, found.Length - at)));
        string expectedPart = HexText.Encode(expected.Slice(at, Math.Min(BytesMax, expected.Length - at)));
        return $"{found.Length} bytes of code, expected {expected.Length}; at offset {at} stands {foundPart}, expected {expectedPart}";
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
