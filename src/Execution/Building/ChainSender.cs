using NodeProto.Primitives;

namespace NodeProto.Execution;

/// <summary>An account that sends transactions of a generated chain.</summary>
internal sealed class ChainSender(byte[] privateKey)
{
    /// <summary>Its address.</summary>
    public Address Address { get; } = Secp256k1.AddressOf(privateKey);

    /// <summary>The nonce of its next transaction or authorization.</summary>
    public ulong NextNonce { get; set; }

    /// <summary>The same; every call gives the next one.</summary>
    public ulong TakeNonce() => NextNonce++;

    /// <summary>The transaction with its signature. Thread-safe.</summary>
    public Transaction Sign(Transaction transaction)
    {
        (UInt256 r, UInt256 s, byte parity) = Secp256k1.Sign(transaction.SigningHash(), privateKey);
        return transaction with { R = r, S = s, YParity = parity };
    }

    /// <summary>The authorization with its signature (EIP-7702). Thread-safe.</summary>
    public Authorization Sign(Authorization authorization)
    {
        (UInt256 r, UInt256 s, byte parity) = Secp256k1.Sign(authorization.SigningHash(), privateKey);
        return authorization with { R = r, S = s, YParity = parity };
    }
}
