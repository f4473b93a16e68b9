namespace NodeProto.Primitives;

/// <summary>Signatures over secp256k1 through libsecp256k1 (yellow paper, appendix F). Thread-safe.</summary>
public static class Secp256k1
{
    /// <summary>Address of the key that made a signature; false when there is none.</summary>
    /// <param name="messageHash">Hash that was signed.</param>
    /// <param name="r">Signature, r.</param>
    /// <param name="s">Signature, s; values above half the order are accepted here (pre-Homestead), callers apply EIP-2.</param>
    /// <param name="recoveryId">0 to 3.</param>
    /// <param name="address">The signer.</param>
    public static bool TryRecover(in Hash256 messageHash, in UInt256 r, in UInt256 s, byte recoveryId, out Address address) =>
        throw new NotSupportedException();

    /// <summary>Signs with a private key of 32 bytes; s is in the lower half (EIP-2), the nonce is deterministic (RFC 6979).</summary>
    public static (UInt256 R, UInt256 S, byte YParity) Sign(in Hash256 messageHash, ReadOnlySpan<byte> privateKey) =>
        throw new NotSupportedException();

    /// <summary>Address of a private key of 32 bytes.</summary>
    public static Address AddressOf(ReadOnlySpan<byte> privateKey) => throw new NotSupportedException();
}
