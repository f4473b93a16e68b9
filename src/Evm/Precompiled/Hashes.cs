using NodeProto.Primitives;

namespace NodeProto.Evm;

/// <summary>Contracts 1 to 4 (yellow paper, appendix E.1).</summary>
internal static class Hashes
{
    /// <summary>Address of a signature's key, padded to 32 bytes; empty when there is none.</summary>
    public static byte[]? Recover(ReadOnlySpan<byte> input, Fork fork)
    {
        Span<byte> padded = stackalloc byte[128];
        Padded.Copy(input, padded);
        UInt256 v = new(padded.Slice(32, 32));
        if (v != 27 && v != 28)
        {
            return [];
        }
        Hash256 hash = new(padded[..32]);
        UInt256 r = new(padded.Slice(64, 32));
        UInt256 s = new(padded.Slice(96, 32));
        if (!Secp256k1.TryRecover(hash, r, s, (byte)(v.U0 - 27), out Address address))
        {
            return [];
        }
        byte[] output = new byte[32];
        address.Bytes.CopyTo(output.AsSpan(12));
        return output;
    }

    /// <summary>SHA-256.</summary>
    public static byte[]? Sha256(ReadOnlySpan<byte> input, Fork fork) => System.Security.Cryptography.SHA256.HashData(input);

    /// <summary>RIPEMD-160, padded to 32 bytes.</summary>
    public static byte[]? Ripemd160(ReadOnlySpan<byte> input, Fork fork)
    {
        byte[] output = new byte[32];
        Ripemd.Hash(input, output.AsSpan(12));
        return output;
    }

    /// <summary>The input itself.</summary>
    public static byte[]? Identity(ReadOnlySpan<byte> input, Fork fork) => input.ToArray();
}

/// <summary>Input of fixed length: what is missing reads as zero, what is too much is ignored.</summary>
internal static class Padded
{
    /// <summary>Fills the destination with the input and zeros.</summary>
    public static void Copy(ReadOnlySpan<byte> input, Span<byte> destination)
    {
        int copied = Math.Min(input.Length, destination.Length);
        input[..copied].CopyTo(destination);
        destination[copied..].Clear();
    }
}
