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
