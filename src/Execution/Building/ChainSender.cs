using NodeProto.Primitives;

namespace NodeProto.Execution;

/// <summary>An account that sends transactions of a generated chain.</summary>
internal sealed class ChainSender(byte[] privateKey)
{
    private ulong _nonce;

    /// <summary>Its address.</summary>
    public Address Address { get; } = Secp256k1.AddressOf(privateKey);

    /// <summary>The nonce of its next transaction; every call gives the next one.</summary>
    public ulong TakeNonce() => _nonce++;

    /// <summary>The transaction with its signature. Thread-safe.</summary>
    public Transaction Sign(Transaction transaction)
    {
        (UInt256 r, UInt256 s, byte parity) = Secp256k1.Sign(transaction.SigningHash(), privateKey);
        return transaction with { R = r, S = s, YParity = parity };
    }
}
