using System.Runtime.CompilerServices;

namespace NodeProto.Primitives;

/// <summary>Signatures over secp256k1 through libsecp256k1 (yellow paper, appendix F). Thread-safe.</summary>
/// <remarks>
/// The first call loads the library. Every member throws a <see cref="NodeException"/> with
/// <see cref="NodeErrorCode.Secp256k1LibraryMissing"/> when there is none.
/// </remarks>
public static unsafe class Secp256k1
{
    /// <summary>Bytes of a private key.</summary>
    public const int PrivateKeyBytes = 32;

    /// <summary>Bytes of a public key: x and y, big-endian.</summary>
    public const int PublicKeyBytes = 64;

    /// <summary>Order of the group: r and s of a signature lie between 1 and one less.</summary>
    public static UInt256 Order { get; } = new(0xBFD25E8CD0364141, 0xBAAEDCE6AF48A03B, 0xFFFFFFFFFFFFFFFE, 0xFFFFFFFFFFFFFFFF);

    /// <summary>Half the order, rounded down: the largest s since Homestead (EIP-2).</summary>
    public static UInt256 HalfOrder { get; } = new(0xDFE92F46681B20A0, 0x5D576E7357A4501D, 0xFFFFFFFFFFFFFFFF, 0x7FFFFFFFFFFFFFFF);

    /// <summary>Address of the key that made a signature; false when there is none.</summary>
    /// <param name="messageHash">Hash that was signed.</param>
    /// <param name="r">Signature, r.</param>
    /// <param name="s">Signature, s; values above half the order are accepted here (pre-Homestead), callers apply EIP-2.</param>
    /// <param name="recoveryId">0 to 3; 2 and 3 never occur in transactions.</param>
    /// <param name="address">The signer.</param>
    public static bool TryRecover(in Hash256 messageHash, in UInt256 r, in UInt256 s, byte recoveryId, out Address address)
    {
        Span<byte> publicKey = stackalloc byte[PublicKeyBytes];
        bool recovered = TryRecoverPublicKey(messageHash, r, s, recoveryId, publicKey);
        address = recovered ? AddressOfPublicKey(publicKey) : default;
        return recovered;
    }

    /// <summary>Public key that made a signature; false when there is none. Parameters as in <see cref="TryRecover"/>.</summary>
    /// <param name="messageHash">Hash that was signed.</param>
    /// <param name="r">Signature, r.</param>
    /// <param name="s">Signature, s.</param>
    /// <param name="recoveryId">0 to 3.</param>
    /// <param name="publicKey">64 bytes for x and y; untouched when there is none.</param>
    [SkipLocalsInit]
    public static bool TryRecoverPublicKey(in Hash256 messageHash, in UInt256 r, in UInt256 s, byte recoveryId, Span<byte> publicKey)
    {
        if (recoveryId > 3)
        {
            return false; // The library would abort the process.
        }
        nint context = Secp256k1Native.Context;
        byte* compact = stackalloc byte[64];
        byte* signature = stackalloc byte[Secp256k1Native.RecoverableSignatureBytes];
        byte* key = stackalloc byte[Secp256k1Native.PublicKeyBytes];
        r.WriteBigEndian(new Span<byte>(compact, 32));
        s.WriteBigEndian(new Span<byte>(compact + 32, 32));
        // The pinned hash is 32 bytes, all other buffers are on the stack and as long as the library expects.
        fixed (byte* hash = messageHash.Bytes)
        {
            if (
                Secp256k1Native.ParseRecoverable(context, signature, compact, recoveryId) == 0
                || Secp256k1Native.Recover(context, key, signature, hash) == 0
            )
            {
                return false;
            }
        }
        Serialize(context, key, publicKey);
        return true;
    }

    /// <summary>Addresses of the keys that made many signatures, on the calling thread; callers split ranges over cores.</summary>
    /// <param name="messageHashes">Hashes that were signed.</param>
    /// <param name="r">Signatures, r; as many as hashes.</param>
    /// <param name="s">Signatures, s; as many as hashes.</param>
    /// <param name="recoveryIds">0 to 3; as many as hashes.</param>
    /// <param name="addresses">The signers; at least as many as hashes.</param>
    /// <returns>-1, or the index of the first signature that no key made; addresses from there on are not set.</returns>
    [SkipLocalsInit]
    public static int RecoverMany(
        ReadOnlySpan<Hash256> messageHashes,
        ReadOnlySpan<UInt256> r,
        ReadOnlySpan<UInt256> s,
        ReadOnlySpan<byte> recoveryIds,
        Span<Address> addresses
    )
    {
        const int Lanes = 8; // As many as one batch of Keccak states.
        Span<byte> publicKeys = stackalloc byte[Lanes * PublicKeyBytes];
        Span<Hash256> hashes = stackalloc Hash256[Lanes];
        Span<(int Offset, int Length)> pieces = stackalloc (int, int)[Lanes];
        for (int lane = 0; lane < Lanes; lane++)
        {
            pieces[lane] = (lane * PublicKeyBytes, PublicKeyBytes);
        }
        for (int first = 0; first < messageHashes.Length; first += Lanes)
        {
            int count = Math.Min(Lanes, messageHashes.Length - first);
            int recovered = 0;
            while (recovered < count)
            {
                int i = first + recovered;
                if (
                    !TryRecoverPublicKey(
                        messageHashes[i],
                        r[i],
                        s[i],
                        recoveryIds[i],
                        publicKeys.Slice(recovered * PublicKeyBytes, PublicKeyBytes)
                    )
                )
                {
                    break;
                }
                recovered++;
            }
            KeccakBatch.Hash(publicKeys, pieces[..recovered], hashes);
            for (int lane = 0; lane < recovered; lane++)
            {
                addresses[first + lane] = new Address(hashes[lane].Bytes[(Hash256.Size - Address.Size)..]);
            }
            if (recovered < count)
            {
                return first + recovered;
            }
        }
        return -1;
    }

    /// <summary>Signs with a private key of 32 bytes; s is in the lower half (EIP-2), the nonce is deterministic (RFC 6979).</summary>
    /// <exception cref="ArgumentException">The key is not 32 bytes, zero, or not below the order.</exception>
    public static (UInt256 R, UInt256 S, byte YParity) Sign(in Hash256 messageHash, ReadOnlySpan<byte> privateKey)
    {
        CheckLength(privateKey);
        nint context = Secp256k1Native.Context;
        byte* compact = stackalloc byte[64];
        byte* signature = stackalloc byte[Secp256k1Native.RecoverableSignatureBytes];
        int recoveryId;
        // Hash and key are 32 bytes each, as the library expects.
        fixed (byte* hash = messageHash.Bytes)
        fixed (byte* key = privateKey)
        {
            if (Secp256k1Native.SignRecoverable(context, signature, hash, key, 0, 0) == 0)
            {
                throw new ArgumentException("The private key is zero or not below the order.", nameof(privateKey));
            }
        }
        _ = Secp256k1Native.SerializeRecoverable(context, compact, &recoveryId, signature); // Always 1.
        return (new UInt256(new ReadOnlySpan<byte>(compact, 32)), new UInt256(new ReadOnlySpan<byte>(compact + 32, 32)), (byte)recoveryId);
    }

    /// <summary>Whether 32 bytes are a private key: not zero and below the order.</summary>
    /// <exception cref="ArgumentException">The key is not 32 bytes.</exception>
    public static bool IsPrivateKey(ReadOnlySpan<byte> privateKey)
    {
        CheckLength(privateKey);
        fixed (byte* key = privateKey) // 32 bytes, as the library expects.
        {
            return Secp256k1Native.VerifyPrivateKey(Secp256k1Native.Context, key) == 1;
        }
    }

    /// <summary>Public key of a private key of 32 bytes.</summary>
    /// <param name="privateKey">32 bytes.</param>
    /// <param name="publicKey">64 bytes for x and y.</param>
    /// <exception cref="ArgumentException">The key is not 32 bytes, zero, or not below the order.</exception>
    public static void PublicKeyOf(ReadOnlySpan<byte> privateKey, Span<byte> publicKey)
    {
        CheckLength(privateKey);
        nint context = Secp256k1Native.Context;
        byte* created = stackalloc byte[Secp256k1Native.PublicKeyBytes];
        fixed (byte* key = privateKey) // 32 bytes, as the library expects.
        {
            if (Secp256k1Native.CreatePublicKey(context, created, key) == 0)
            {
                throw new ArgumentException("The private key is zero or not below the order.", nameof(privateKey));
            }
        }
        Serialize(context, created, publicKey);
    }

    /// <summary>Address of a private key of 32 bytes.</summary>
    /// <exception cref="ArgumentException">The key is not 32 bytes, zero, or not below the order.</exception>
    public static Address AddressOf(ReadOnlySpan<byte> privateKey)
    {
        Span<byte> publicKey = stackalloc byte[PublicKeyBytes];
        PublicKeyOf(privateKey, publicKey);
        return AddressOfPublicKey(publicKey);
    }

    /// <summary>Address of a public key of 64 bytes: the last 20 bytes of its hash (yellow paper, appendix F).</summary>
    public static Address AddressOfPublicKey(ReadOnlySpan<byte> publicKey)
    {
        Span<byte> hash = stackalloc byte[Hash256.Size];
        Keccak.Hash(publicKey, hash);
        return new Address(hash[(Hash256.Size - Address.Size)..]);
    }

    private static void Serialize(nint context, byte* key, Span<byte> publicKey)
    {
        byte* uncompressed = stackalloc byte[Secp256k1Native.UncompressedBytes];
        nuint length = Secp256k1Native.UncompressedBytes;
        _ = Secp256k1Native.SerializePublicKey(context, uncompressed, &length, key, Secp256k1Native.Uncompressed); // Always 1.
        new ReadOnlySpan<byte>(uncompressed + 1, PublicKeyBytes).CopyTo(publicKey);
    }

    private static void CheckLength(ReadOnlySpan<byte> privateKey)
    {
        if (privateKey.Length != PrivateKeyBytes)
        {
            throw new ArgumentException($"A private key has {PrivateKeyBytes} bytes, not {privateKey.Length}.", nameof(privateKey));
        }
    }
}
