namespace NodeProto.Primitives;

/// <summary>An account as execution sees it (yellow paper §4.1, without the storage root, which the state-root stage keeps).</summary>
/// <param name="Nonce">Transactions sent, or contracts created.</param>
/// <param name="Balance">In wei.</param>
/// <param name="CodeHash">Keccak-256 of the code; <see cref="Keccak.OfEmpty"/> without code.</param>
public readonly record struct Account(ulong Nonce, UInt256 Balance, Hash256 CodeHash)
{
    /// <summary>Nonce 0, balance 0, no code.</summary>
    public static Account Empty { get; } = new(0, UInt256.Zero, Keccak.OfEmpty);

    /// <summary>Whether the account has code.</summary>
    public bool HasCode => CodeHash != Keccak.OfEmpty;

    /// <summary>Whether nonce and balance are 0 and there is no code (EIP-161).</summary>
    public bool IsEmpty => Nonce == 0 && Balance.IsZero && !HasCode;
}
