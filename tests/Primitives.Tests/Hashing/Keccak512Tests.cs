using FsCheck.Fluent;
using Org.BouncyCastle.Crypto.Digests;

namespace NodeProto.Primitives.Tests.Hashing;

public sealed class Keccak512Tests
{
    // The first stands in ShortMsgKAT_512 of the Keccak team (3rd round of the competition).
    [Theory]
    [InlineData(
        "",
        "0eab42de4c3ceb9235fc91acffe746b29c29a8c366b7c60e4e67c466f36a4304c00fa9caf9d87976ba469bcbe06713b435f091ef2769fb160cdab33d3670680e"
    )]
    [InlineData(
        "abc",
        "18587dc2ea106b9a1563e32b3312421ca164c7f1f07bc922a9c83d77cea3a1e5d0c69910739025372dc14ac9642629379540c17e2a65b19d77aa511a9d00bb96"
    )]
    public void Known_texts_have_their_known_hashes(string text, string hash)
    {
        byte[] written = new byte[Keccak512.Size];
        Keccak512.Hash(System.Text.Encoding.ASCII.GetBytes(text), written);
        Assert.Equal(hash, Convert.ToHexStringLower(written));
    }

    [Fact]
    public void Every_length_agrees_with_Bouncy_Castle()
    {
        byte[] data = KeccakTests.RandomBytes(300, 1);
        byte[] written = new byte[Keccak512.Size + 1];
        for (int length = 0; length <= data.Length; length++)
        {
            Keccak512.Hash(data.AsSpan(0, length), written);
            Assert.Equal(Reference(data.AsSpan(0, length)), written[..Keccak512.Size]);
            Assert.Equal(0, written[^1]);
        }
    }

    [Fact]
    public void Rows_become_their_hashes_for_any_count() =>
        Property.Holds(
            from count in Gen.Choose(0, 30)
            from seed in Gen.Choose(0, int.MaxValue)
            select (count, seed),
            rows =>
            {
                byte[] data = KeccakTests.RandomBytes(rows.count * Keccak512.Size, rows.seed);
                byte[] hashed = [.. data];
                Keccak512.HashRows(hashed);
                for (int i = 0; i < data.Length; i += Keccak512.Size)
                {
                    Assert.Equal(Reference(data.AsSpan(i, Keccak512.Size)), hashed[i..(i + Keccak512.Size)]);
                }
            },
            100
        );

    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(65)]
    public void A_part_of_a_row_is_refused(int length) => Assert.Throws<ArgumentException>(() => Keccak512.HashRows(new byte[length]));

    [Fact]
    public void A_short_destination_is_refused() => Assert.Throws<ArgumentException>(() => Keccak512.Hash([1], new byte[63]));

    [Fact]
    public void Hashing_does_not_allocate()
    {
        byte[] rows = new byte[9 * Keccak512.Size];
        long before = 0;
        for (int round = 0; round < 2; round++)
        {
            before = GC.GetAllocatedBytesForCurrentThread();
            Keccak512.HashRows(rows);
            Keccak512.Hash(rows, rows);
        }
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static byte[] Reference(ReadOnlySpan<byte> message)
    {
        KeccakDigest digest = new(512);
        digest.BlockUpdate(message.ToArray(), 0, message.Length);
        byte[] hash = new byte[Keccak512.Size];
        digest.DoFinal(hash, 0);
        return hash;
    }
}
