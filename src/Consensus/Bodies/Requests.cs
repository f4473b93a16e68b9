using System.Security.Cryptography;
using NodeProto.Primitives;

namespace NodeProto.Consensus;

/// <summary>The hash over a block's execution-layer requests (EIP-7685).</summary>
public static class Requests
{
    /// <summary>Hash of a block without requests: SHA-256 of nothing.</summary>
    public static readonly Hash256 OfNone = Hash256.Parse("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");

    /// <summary>SHA-256 over the SHA-256 of each request.</summary>
    /// <param name="requests">Type byte and data of each kind, in ascending order of types; kinds without data are left out.</param>
    public static Hash256 HashOf(ReadOnlySpan<ReadOnlyMemory<byte>> requests)
    {
        using IncrementalHash outer = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> inner = stackalloc byte[SHA256.HashSizeInBytes];
        foreach (ReadOnlyMemory<byte> request in requests)
        {
            if (request.Length <= 1)
            {
                continue; // EIP-7685: a type byte alone does not count.
            }
            SHA256.HashData(request.Span, inner);
            outer.AppendData(inner);
        }
        outer.GetHashAndReset(inner);
        return new Hash256(inner);
    }
}
