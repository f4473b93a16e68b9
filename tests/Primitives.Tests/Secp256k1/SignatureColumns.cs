namespace NodeProto.Primitives.Tests;

/// <summary>Signatures made with known keys, in columns.</summary>
internal sealed class SignatureColumns(int count)
{
    public Hash256[] Hashes { get; } = new Hash256[count];
    public UInt256[] R { get; } = new UInt256[count];
    public UInt256[] S { get; } = new UInt256[count];
    public byte[] RecoveryIds { get; } = new byte[count];
    public Address[] Signers { get; } = new Address[count];

    public static SignatureColumns Sign(int count, int seed)
    {
        Random random = new(seed);
        SignatureColumns columns = new(count);
        byte[] bytes = new byte[32];
        for (int i = 0; i < count; i++)
        {
            random.NextBytes(bytes);
            columns.Hashes[i] = new Hash256(bytes);
            random.NextBytes(bytes);
            bytes[0] &= 0x7F; // Below the order.
            columns.Signers[i] = Secp256k1.AddressOf(bytes);
            (columns.R[i], columns.S[i], columns.RecoveryIds[i]) = Secp256k1.Sign(columns.Hashes[i], bytes);
        }
        return columns;
    }
}
