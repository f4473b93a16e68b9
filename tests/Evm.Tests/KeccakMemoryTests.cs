using NodeProto.Primitives;

namespace NodeProto.Evm.Tests;

public sealed unsafe class KeccakMemoryTests
{
    [Fact]
    public void Hashes_are_those_of_Keccak_whether_remembered_or_not()
    {
        KeccakMemory memory = new();
        Random random = new(1);
        byte[] inputs = new byte[10_000 * KeccakMemory.InputBytes];
        random.NextBytes(inputs.AsSpan(KeccakMemory.InputBytes)); // The first input is zeros, as a fresh entry's is.
        for (int i = 0; i < 50_000; i++)
        {
            int offset = (i < 2 ? 0 : random.Next(random.Next(1, 10_000))) * KeccakMemory.InputBytes;
            Span<byte> input = inputs.AsSpan(offset, KeccakMemory.InputBytes);
            UInt256 expected = new(Keccak.Hash(input).Bytes);
            fixed (byte* start = input)
            {
                Assert.Equal(expected, memory.Hash(start));
            }
        }
    }

    [Fact]
    public void Inputs_that_differ_in_one_bit_are_told_apart()
    {
        KeccakMemory memory = new();
        byte[] input = new byte[KeccakMemory.InputBytes];
        for (int bit = 0; bit < 8 * KeccakMemory.InputBytes; bit++)
        {
            input[bit / 8] ^= (byte)(1 << (bit % 8));
            fixed (byte* start = input)
            {
                Assert.Equal(new UInt256(Keccak.Hash(input).Bytes), memory.Hash(start));
            }
            input[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }
}
