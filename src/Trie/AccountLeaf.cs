using NodeProto.Primitives;

namespace NodeProto.Trie;

/// <summary>The value of an account's leaf: RLP of [nonce, balance, storage root, code hash] (yellow paper §4.1).</summary>
public static class AccountLeaf
{
    /// <summary>The longest encoding: list header 2, nonce 9, balance 33, two hashes of 33.</summary>
    public const int MaxBytes = 2 + 9 + 33 + 33 + 33;

    /// <summary>Writes the encoding and returns its length in bytes.</summary>
    /// <param name="account">Nonce, balance and code hash.</param>
    /// <param name="storageRoot">Root of the account's storage trie; <see cref="Keccak.OfEmptyTrie"/> without storage.</param>
    /// <param name="destination">At least <see cref="MaxBytes"/> bytes.</param>
    public static int Write(in Account account, in Hash256 storageRoot, Span<byte> destination)
    {
        UInt256 balance = account.Balance;
        int payload = RlpItem.LengthOf(account.Nonce) + RlpItem.LengthOf(in balance) + 33 + 33;
        int at = RlpItem.WriteListHeader(destination, payload);
        at += RlpItem.Write(destination[at..], account.Nonce);
        at += RlpItem.Write(destination[at..], in balance);
        at += RlpItem.WriteString(destination[at..], storageRoot.Bytes);
        return at + RlpItem.WriteString(destination[at..], account.CodeHash.Bytes);
    }
}
