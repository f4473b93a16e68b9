using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NodeProto.Primitives.Tests.Hashing;

/// <summary>Which kind of lane the hashes use depends on the processor: here each is compared with the one that runs on all.</summary>
public sealed class KeccakPermutationTests
{
    private const int Lanes = KeccakPermutation.StateLanes;

    [Fact]
    public void The_permutation_of_zeros_is_the_known_one()
    {
        ulong[] state = Scalar<WholeState>(new ulong[Lanes]);
        // First and last lane of the published intermediate values (KeccakF-1600-IntermediateValues.txt of the Keccak team).
        Assert.Equal((0xF1258F7940E1DDE7UL, 0xEAF1FF7B5CECA249UL), (state[0], state[^1]));
    }

    [Fact]
    public void A_hash_needs_no_more_than_the_first_four_lanes() =>
        Assert.Equal(Scalar<WholeState>(RandomState(1))[..4], Scalar<HashOnly>(RandomState(1))[..4]);

    [Fact]
    public void Vector_registers_permute_one_state_like_the_scalar_ones()
    {
        if (!Avx512F.VL.IsSupported)
        {
            return; // Nothing else then uses them.
        }
        for (int seed = 0; seed < 100; seed++)
        {
            ulong[] whole = RandomState(seed);
            KeccakPermutation.Permute<Vector128<ulong>, VectorLane, WholeState>(ref whole[0]);
            Assert.Equal(Scalar<WholeState>(RandomState(seed)), whole);
            ulong[] hash = RandomState(seed);
            KeccakPermutation.Permute<Vector128<ulong>, VectorLane, HashOnly>(ref hash[0]);
            Assert.Equal(whole[..4], hash[..4]);
        }
    }

    [Fact]
    public void Eight_states_side_by_side_are_permuted_like_each_alone()
    {
        if (!KeccakEightWay.IsSupported)
        {
            return; // Nothing else then uses them.
        }
        ulong[] whole = new ulong[8 * Lanes];
        for (int i = 0; i < whole.Length; i++)
        {
            whole[i] = RandomState(i % 8)[i / 8];
        }
        ulong[] hash = [.. whole];
        KeccakPermutation.Permute<Vector512<ulong>, EightLanes, WholeState>(ref whole[0]);
        KeccakPermutation.Permute<Vector512<ulong>, EightLanes, HashOnly>(ref hash[0]);
        for (int i = 0; i < whole.Length; i++)
        {
            Assert.Equal(Scalar<WholeState>(RandomState(i % 8))[i / 8], whole[i]);
        }
        Assert.Equal(whole[..32], hash[..32]);
    }

    [Fact]
    public void Four_states_side_by_side_are_permuted_like_each_alone()
    {
        ulong[] whole = new ulong[4 * Lanes];
        for (int i = 0; i < whole.Length; i++)
        {
            whole[i] = RandomState(i % 4)[i / 4];
        }
        ulong[] hash = [.. whole];
        KeccakPermutation.Permute<Vector256<ulong>, FourLanes, WholeState>(ref whole[0]);
        KeccakPermutation.Permute<Vector256<ulong>, FourLanes, HashOnly>(ref hash[0]);
        for (int i = 0; i < whole.Length; i++)
        {
            Assert.Equal(Scalar<WholeState>(RandomState(i % 4))[i / 4], whole[i]);
        }
        Assert.Equal(whole[..16], hash[..16]);
    }

    [Fact]
    public void Four_messages_side_by_side_are_hashed_like_each_alone()
    {
        if (!KeccakFourWay.IsSupported)
        {
            return; // Nothing else then uses them.
        }
        byte[] data = new byte[2_000];
        new Random(7).NextBytes(data);
        for (int count = 1; count <= 40; count++)
        {
            (int Offset, int Length)[] pieces = new (int, int)[count];
            for (int i = 0; i < count; i++)
            {
                // Around the ends of words and blocks: empty, one less than a block, a block, several.
                int length = (i % 4) switch
                {
                    0 => i,
                    1 => Keccak.RateBytes - 2 + (count % 4),
                    2 => (3 * Keccak.RateBytes) - 1 + (i % 3),
                    _ => (i * 37) % 700,
                };
                pieces[i] = (i * 13 % 1_000, length);
            }
            Hash256[] hashes = new Hash256[count];
            KeccakFourWay.Hash(data, pieces, hashes);
            Assert.Equal(pieces.Select(piece => Keccak.Hash(data.AsSpan(piece.Offset, piece.Length))), hashes);
        }
    }

    [Fact]
    public void Four_rows_side_by_side_have_the_long_hashes_of_each_alone()
    {
        if (!KeccakFourWay.IsSupported)
        {
            return; // Nothing else then uses them.
        }
        byte[] rows = new byte[4 * Keccak512.Size];
        new Random(8).NextBytes(rows);
        byte[] expected = [.. rows];
        for (int i = 0; i < rows.Length; i += Keccak512.Size)
        {
            Keccak512.Hash(expected.AsSpan(i, Keccak512.Size), expected.AsSpan(i));
        }
        KeccakFourWay.Hash512(rows);
        Assert.Equal(expected, rows);
    }

    private static ulong[] Scalar<TResult>(ulong[] state)
        where TResult : struct, IPermutationResult
    {
        KeccakPermutation.Permute<ulong, ScalarLane, TResult>(ref state[0]);
        return state;
    }

    private static ulong[] RandomState(int seed)
    {
        Random random = new(seed);
        ulong[] state = new ulong[Lanes];
        for (int i = 0; i < Lanes; i++)
        {
            state[i] = (ulong)random.NextInt64(long.MinValue, long.MaxValue);
        }
        return state;
    }
}
