using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace NodeProto.Primitives;

/// <summary>The functions of libsecp256k1 (0.2.0 and later) that the node calls, and the one context that all threads share.</summary>
/// <remarks>
/// Every pointer that is passed must point to as many bytes as its comment says: the library aborts the process on arguments that
/// it calls illegal. The context is written only while it is created, so all threads may use it. No call suppresses the transition
/// of the collector: such calls are bound while their caller is compiled, before the library is, and two threads that start together
/// then wait for each other for ever (seen in sender recovery; 10 ns of 25 us are not worth it).
/// </remarks>
internal static unsafe partial class Secp256k1Native
{
    private const string Library = "secp256k1";

    /// <summary>Bytes of the opaque <c>secp256k1_pubkey</c>.</summary>
    public const int PublicKeyBytes = 64;

    /// <summary>Bytes of the opaque <c>secp256k1_ecdsa_recoverable_signature</c>.</summary>
    public const int RecoverableSignatureBytes = 65;

    /// <summary>Bytes of a public key as 0x04, x, y.</summary>
    public const int UncompressedBytes = 65;

    /// <summary>SECP256K1_EC_UNCOMPRESSED.</summary>
    public const uint Uncompressed = 1 << 1;

    // SECP256K1_CONTEXT_SIGN | SECP256K1_CONTEXT_VERIFY: ignored since 0.2.0, needed by the library before it.
    private const uint SignAndVerify = 1 | (1 << 9) | (1 << 8);

    private static readonly Lock Gate = new();
    private static nint _context;

    /// <summary>The shared context; the first use loads the library.</summary>
    /// <exception cref="NodeException">There is no usable library.</exception>
    public static nint Context
    {
        get
        {
            nint context = Volatile.Read(ref _context);
            return context != 0 ? context : CreateContext();
        }
    }

    private static nint CreateContext()
    {
        lock (Gate)
        {
            if (_context == 0)
            {
                NativeLibraries.Bind(typeof(Secp256k1Native).Assembly, NativeDependency.Secp256k1);
                nint context = Create(SignAndVerify);
                Invariant.Holds(context != 0, "libsecp256k1 creates a context");
                byte* seed = stackalloc byte[32];
                RandomNumberGenerator.Fill(new Span<byte>(seed, 32)); // Blinds signing against side channels.
                Invariant.Holds(Randomize(context, seed) == 1, "libsecp256k1 takes a seed");
                Volatile.Write(ref _context, context);
            }
            return _context;
        }
    }

    [LibraryImport(Library, EntryPoint = "secp256k1_context_create")]
    private static partial nint Create(uint flags);

    /// <summary>Seed: 32 bytes.</summary>
    [LibraryImport(Library, EntryPoint = "secp256k1_context_randomize")]
    private static partial int Randomize(nint context, byte* seed);

    /// <summary>Signature: r and s, 64 bytes; recovery id 0 to 3. 0 when r or s is not below the order.</summary>
    [LibraryImport(Library, EntryPoint = "secp256k1_ecdsa_recoverable_signature_parse_compact")]
    public static partial int ParseRecoverable(nint context, byte* signature, byte* compact, int recoveryId);

    /// <summary>Hash: 32 bytes. 0 when no key made the signature.</summary>
    [LibraryImport(Library, EntryPoint = "secp256k1_ecdsa_recover")]
    public static partial int Recover(nint context, byte* publicKey, byte* signature, byte* hash);

    /// <summary>Output: 65 bytes with <see cref="Uncompressed"/>.</summary>
    [LibraryImport(Library, EntryPoint = "secp256k1_ec_pubkey_serialize")]
    public static partial int SerializePublicKey(nint context, byte* output, nuint* outputLength, byte* publicKey, uint flags);

    /// <summary>Private key: 32 bytes. 0 when it is zero or not below the order.</summary>
    [LibraryImport(Library, EntryPoint = "secp256k1_ec_seckey_verify")]
    public static partial int VerifyPrivateKey(nint context, byte* privateKey);

    /// <summary>Private key: 32 bytes. 0 when it is not valid.</summary>
    [LibraryImport(Library, EntryPoint = "secp256k1_ec_pubkey_create")]
    public static partial int CreatePublicKey(nint context, byte* publicKey, byte* privateKey);

    /// <summary>Hash and private key: 32 bytes each; the nonce function null means RFC 6979. s comes out in the lower half.</summary>
    [LibraryImport(Library, EntryPoint = "secp256k1_ecdsa_sign_recoverable")]
    public static partial int SignRecoverable(
        nint context,
        byte* signature,
        byte* hash,
        byte* privateKey,
        nint nonceFunction,
        nint nonceData
    );

    /// <summary>Compact: 64 bytes.</summary>
    [LibraryImport(Library, EntryPoint = "secp256k1_ecdsa_recoverable_signature_serialize_compact")]
    public static partial int SerializeRecoverable(nint context, byte* compact, int* recoveryId, byte* signature);
}
