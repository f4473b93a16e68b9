using System.Security.Cryptography;
using NodeProto.Curves;
using NodeProto.Primitives;

namespace NodeProto.Evm;

/// <summary>The precompiled contracts over elliptic curves; the arithmetic is that of the project Curves.</summary>
internal static class CurveContracts
{
    /// <summary>Blobs are polynomials of this many values (EIP-4844).</summary>
    private const ulong FieldElementsPerBlob = 4096;

    /// <summary>Addition on bn254 (EIP-196).</summary>
    public static byte[]? BnAdd(ReadOnlySpan<byte> input, Fork fork)
    {
        Span<byte> padded = stackalloc byte[2 * Bn254Operations.G1Size];
        Padded.Copy(input, padded);
        byte[] output = new byte[Bn254Operations.G1Size];
        return Bn254Operations.TryAdd(padded, output) ? output : null;
    }

    /// <summary>Multiplication on bn254 (EIP-196).</summary>
    public static byte[]? BnMul(ReadOnlySpan<byte> input, Fork fork)
    {
        Span<byte> padded = stackalloc byte[Bn254Operations.G1Size + 32];
        Padded.Copy(input, padded);
        byte[] output = new byte[Bn254Operations.G1Size];
        return Bn254Operations.TryMultiply(padded, output) ? output : null;
    }

    /// <summary>Pairing on bn254 (EIP-197).</summary>
    public static byte[]? BnPairing(ReadOnlySpan<byte> input, Fork fork) =>
        Bn254Operations.TryPairing(input, out bool isOne) ? Bool(isOne) : null;

    /// <summary>KZG point evaluation (EIP-4844): versioned hash, z, y, commitment and proof in 192 bytes.</summary>
    public static byte[]? Kzg(ReadOnlySpan<byte> input, Fork fork)
    {
        if (input.Length != 192)
        {
            return null;
        }
        ReadOnlySpan<byte> commitment = input.Slice(96, 48);
        Span<byte> versionedHash = stackalloc byte[32];
        SHA256.HashData(commitment, versionedHash);
        versionedHash[0] = 0x01;
        if (
            !versionedHash.SequenceEqual(input[..32])
            || !KzgPointEvaluation.Verify(commitment, input.Slice(32, 32), input.Slice(64, 32), input.Slice(144, 48))
        )
        {
            return null;
        }
        byte[] output = new byte[64];
        new UInt256(FieldElementsPerBlob).WriteBigEndian(output);
        HexText.Decode("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001").CopyTo(output, 32);
        return output;
    }

    /// <summary>BLS12_G1ADD.</summary>
    public static byte[]? BlsAddG1(ReadOnlySpan<byte> input, Fork fork)
    {
        byte[] output = new byte[Bls12381Operations.G1Size];
        return Bls12381Operations.TryAddG1(input, output) ? output : null;
    }

    /// <summary>BLS12_G1MSM.</summary>
    public static byte[]? BlsMsmG1(ReadOnlySpan<byte> input, Fork fork)
    {
        byte[] output = new byte[Bls12381Operations.G1Size];
        return Bls12381Operations.TryMultiScalarG1(input, output) ? output : null;
    }

    /// <summary>BLS12_G2ADD.</summary>
    public static byte[]? BlsAddG2(ReadOnlySpan<byte> input, Fork fork)
    {
        byte[] output = new byte[Bls12381Operations.G2Size];
        return Bls12381Operations.TryAddG2(input, output) ? output : null;
    }

    /// <summary>BLS12_G2MSM.</summary>
    public static byte[]? BlsMsmG2(ReadOnlySpan<byte> input, Fork fork)
    {
        byte[] output = new byte[Bls12381Operations.G2Size];
        return Bls12381Operations.TryMultiScalarG2(input, output) ? output : null;
    }

    /// <summary>BLS12_PAIRING_CHECK.</summary>
    public static byte[]? BlsPairing(ReadOnlySpan<byte> input, Fork fork) =>
        Bls12381Operations.TryPairing(input, out bool isOne) ? Bool(isOne) : null;

    /// <summary>BLS12_MAP_FP_TO_G1.</summary>
    public static byte[]? BlsMapG1(ReadOnlySpan<byte> input, Fork fork)
    {
        byte[] output = new byte[Bls12381Operations.G1Size];
        return Bls12381Operations.TryMapToG1(input, output) ? output : null;
    }

    /// <summary>BLS12_MAP_FP2_TO_G2.</summary>
    public static byte[]? BlsMapG2(ReadOnlySpan<byte> input, Fork fork)
    {
        byte[] output = new byte[Bls12381Operations.G2Size];
        return Bls12381Operations.TryMapToG2(input, output) ? output : null;
    }

    /// <summary>P256VERIFY (EIP-7951): 1 for a valid signature, else no output.</summary>
    public static byte[]? P256(ReadOnlySpan<byte> input, Fork fork) => input.Length == 160 && Curves.P256.Verify(input) ? Bool(true) : [];

    private static byte[] Bool(bool value)
    {
        byte[] output = new byte[32];
        output[31] = value ? (byte)1 : (byte)0;
        return output;
    }
}
