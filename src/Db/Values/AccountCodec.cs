using System.Buffers.Binary;
using System.Numerics;
using NodeProto.Primitives;

namespace NodeProto.Db;

/// <summary>
/// An account in 1 to 73 bytes: a byte with the nonce's length and, in its highest bit, whether there is code; the nonce
/// without leading zeros; the code hash if there is code; the balance without leading zeros in what is left.
/// </summary>
internal sealed class AccountCodec : IValueCodec<Account>
{
    public const int MaxSize = 1 + sizeof(ulong) + Hash256.Size + UInt256.Size;

    public static readonly AccountCodec Instance = new();

    private const byte HasCodeFlag = 0x80;

    public ReadOnlySpan<byte> Encode(Account value, ByteBuffer scratch)
    {
        Write(value, scratch);
        return scratch.Written;
    }

    public Account Decode(ReadOnlySpan<byte> bytes)
    {
        ByteReader reader = new(bytes);
        byte head = reader.ReadByte();
        int nonceLength = head & ~HasCodeFlag;
        if (nonceLength > sizeof(ulong))
        {
            DatabaseCorruptException.ThrowValue($"a nonce has at most {sizeof(ulong)} bytes, not {nonceLength}");
        }
        ReadOnlySpan<byte> nonceBytes = reader.Read(nonceLength);
        ulong nonce = 0;
        foreach (byte b in nonceBytes)
        {
            nonce = (nonce << 8) | b;
        }
        if (nonceLength > 0 && nonceBytes[0] == 0)
        {
            DatabaseCorruptException.ThrowValue("a nonce has leading zeros");
        }
        Hash256 codeHash = Keccak.OfEmpty;
        if ((head & HasCodeFlag) != 0)
        {
            codeHash = reader.ReadHash();
            if (codeHash == Keccak.OfEmpty)
            {
                DatabaseCorruptException.ThrowValue("the hash of empty code is stored");
            }
        }
        return new Account(nonce, WordCodec.Read(reader.Rest), codeHash);
    }

    /// <summary>Appends the account; returns how many bytes that took.</summary>
    public static int Write(in Account value, ByteBuffer scratch)
    {
        int start = scratch.Length;
        int nonceLength = sizeof(ulong) - (BitOperations.LeadingZeroCount(value.Nonce) / 8);
        scratch.WriteByte((byte)(nonceLength | (value.HasCode ? HasCodeFlag : 0)));
        Span<byte> nonce = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(nonce, value.Nonce);
        scratch.Write(nonce[(sizeof(ulong) - nonceLength)..]);
        if (value.HasCode)
        {
            Hash256 codeHash = value.CodeHash;
            scratch.Write(codeHash.Bytes);
        }
        WordCodec.Write(value.Balance, scratch);
        return scratch.Length - start;
    }
}
