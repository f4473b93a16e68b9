using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NodeProto.Primitives;

/// <summary>The permutation Keccak-f[1600] (The Keccak reference 3.0, §1.2), written once for every kind of lane.</summary>
internal static class KeccakPermutation
{
    /// <summary>Rounds of the permutation.</summary>
    public const int Rounds = 24;

    /// <summary>64-bit lanes of the state.</summary>
    public const int StateLanes = 25;

    // What each round's iota step adds to the first lane.
    private static readonly ulong[] RoundConstants =
    [
        0x0000000000000001,
        0x0000000000008082,
        0x800000000000808A,
        0x8000000080008000,
        0x000000000000808B,
        0x0000000080000001,
        0x8000000080008081,
        0x8000000000008009,
        0x000000000000008A,
        0x0000000000000088,
        0x0000000080008009,
        0x000000008000000A,
        0x000000008000808B,
        0x800000000000008B,
        0x8000000000008089,
        0x8000000000008003,
        0x8000000000008002,
        0x8000000000000080,
        0x000000000000800A,
        0x800000008000000A,
        0x8000000080008081,
        0x8000000000008080,
        0x0000000080000001,
        0x8000000080008008,
    ];

    /// <summary>Permutes in place; lane (x, y) of the specification stands at x + 5 y.</summary>
    /// <typeparam name="TLane">One lane of one state, or of several states side by side.</typeparam>
    /// <typeparam name="TMath">Arithmetic of such lanes.</typeparam>
    /// <typeparam name="TResult">Which lanes of the result are needed; what the others then hold is undefined.</typeparam>
    /// <param name="state">First of 25 lanes.</param>
    // Written out, so that lanes live in registers and on the stack with fixed offsets: spans and inner loops are far slower. The order of the
    // statements was measured: others spill more registers.
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Permute<TLane, TMath, TResult>(ref ulong state)
        where TLane : struct
        where TMath : struct, IKeccakLane<TLane>
        where TResult : struct, IPermutationResult
    {
        ref ulong constants = ref MemoryMarshal.GetArrayDataReference(RoundConstants);
        TLane a0 = TMath.Load(ref state, 0);
        TLane a1 = TMath.Load(ref state, 1);
        TLane a2 = TMath.Load(ref state, 2);
        TLane a3 = TMath.Load(ref state, 3);
        TLane a4 = TMath.Load(ref state, 4);
        TLane a5 = TMath.Load(ref state, 5);
        TLane a6 = TMath.Load(ref state, 6);
        TLane a7 = TMath.Load(ref state, 7);
        TLane a8 = TMath.Load(ref state, 8);
        TLane a9 = TMath.Load(ref state, 9);
        TLane a10 = TMath.Load(ref state, 10);
        TLane a11 = TMath.Load(ref state, 11);
        TLane a12 = TMath.Load(ref state, 12);
        TLane a13 = TMath.Load(ref state, 13);
        TLane a14 = TMath.Load(ref state, 14);
        TLane a15 = TMath.Load(ref state, 15);
        TLane a16 = TMath.Load(ref state, 16);
        TLane a17 = TMath.Load(ref state, 17);
        TLane a18 = TMath.Load(ref state, 18);
        TLane a19 = TMath.Load(ref state, 19);
        TLane a20 = TMath.Load(ref state, 20);
        TLane a21 = TMath.Load(ref state, 21);
        TLane a22 = TMath.Load(ref state, 22);
        TLane a23 = TMath.Load(ref state, 23);
        TLane a24 = TMath.Load(ref state, 24);
        for (int round = 0; round < Rounds; round += 2)
        {
            // Theta: each lane takes up the parity of two neighbouring columns.
            TLane c0 = TMath.Xor(a0, a5, a10, a15, a20);
            TLane c1 = TMath.Xor(a1, a6, a11, a16, a21);
            TLane c2 = TMath.Xor(a2, a7, a12, a17, a22);
            TLane c3 = TMath.Xor(a3, a8, a13, a18, a23);
            TLane c4 = TMath.Xor(a4, a9, a14, a19, a24);
            TLane d0 = TMath.ThetaEffect(c4, c1);
            TLane d1 = TMath.ThetaEffect(c0, c2);
            TLane d2 = TMath.ThetaEffect(c1, c3);
            TLane d3 = TMath.ThetaEffect(c2, c4);
            TLane d4 = TMath.ThetaEffect(c3, c0);

            // Rho, pi and chi, one plane of the result after the other; iota joins its first lane.
            TLane b0 = TMath.Theta(a0, c4, d0);
            TLane b1 = TMath.RotateLeft(TMath.Theta(a6, c0, d1), 44);
            TLane b2 = TMath.RotateLeft(TMath.Theta(a12, c1, d2), 43);
            TLane b3 = TMath.RotateLeft(TMath.Theta(a18, c2, d3), 21);
            TLane b4 = TMath.RotateLeft(TMath.Theta(a24, c3, d4), 14);
            TLane e0 = TMath.Xor(TMath.Chi(b0, b1, b2), TMath.Constant(Unsafe.Add(ref constants, round)));
            TLane e1 = TMath.Chi(b1, b2, b3);
            TLane e2 = TMath.Chi(b2, b3, b4);
            TLane e3 = TMath.Chi(b3, b4, b0);
            TLane e4 = TMath.Chi(b4, b0, b1);
            b0 = TMath.RotateLeft(TMath.Theta(a3, c2, d3), 28);
            b1 = TMath.RotateLeft(TMath.Theta(a9, c3, d4), 20);
            b2 = TMath.RotateLeft(TMath.Theta(a10, c4, d0), 3);
            b3 = TMath.RotateLeft(TMath.Theta(a16, c0, d1), 45);
            b4 = TMath.RotateLeft(TMath.Theta(a22, c1, d2), 61);
            TLane e5 = TMath.Chi(b0, b1, b2);
            TLane e6 = TMath.Chi(b1, b2, b3);
            TLane e7 = TMath.Chi(b2, b3, b4);
            TLane e8 = TMath.Chi(b3, b4, b0);
            TLane e9 = TMath.Chi(b4, b0, b1);
            b0 = TMath.RotateLeft(TMath.Theta(a1, c0, d1), 1);
            b1 = TMath.RotateLeft(TMath.Theta(a7, c1, d2), 6);
            b2 = TMath.RotateLeft(TMath.Theta(a13, c2, d3), 25);
            b3 = TMath.RotateLeft(TMath.Theta(a19, c3, d4), 8);
            b4 = TMath.RotateLeft(TMath.Theta(a20, c4, d0), 18);
            TLane e10 = TMath.Chi(b0, b1, b2);
            TLane e11 = TMath.Chi(b1, b2, b3);
            TLane e12 = TMath.Chi(b2, b3, b4);
            TLane e13 = TMath.Chi(b3, b4, b0);
            TLane e14 = TMath.Chi(b4, b0, b1);
            b0 = TMath.RotateLeft(TMath.Theta(a4, c3, d4), 27);
            b1 = TMath.RotateLeft(TMath.Theta(a5, c4, d0), 36);
            b2 = TMath.RotateLeft(TMath.Theta(a11, c0, d1), 10);
            b3 = TMath.RotateLeft(TMath.Theta(a17, c1, d2), 15);
            b4 = TMath.RotateLeft(TMath.Theta(a23, c2, d3), 56);
            TLane e15 = TMath.Chi(b0, b1, b2);
            TLane e16 = TMath.Chi(b1, b2, b3);
            TLane e17 = TMath.Chi(b2, b3, b4);
            TLane e18 = TMath.Chi(b3, b4, b0);
            TLane e19 = TMath.Chi(b4, b0, b1);
            b0 = TMath.RotateLeft(TMath.Theta(a2, c1, d2), 62);
            b1 = TMath.RotateLeft(TMath.Theta(a8, c2, d3), 55);
            b2 = TMath.RotateLeft(TMath.Theta(a14, c3, d4), 39);
            b3 = TMath.RotateLeft(TMath.Theta(a15, c4, d0), 41);
            b4 = TMath.RotateLeft(TMath.Theta(a21, c0, d1), 2);
            TLane e20 = TMath.Chi(b0, b1, b2);
            TLane e21 = TMath.Chi(b1, b2, b3);
            TLane e22 = TMath.Chi(b2, b3, b4);
            TLane e23 = TMath.Chi(b3, b4, b0);
            TLane e24 = TMath.Chi(b4, b0, b1);

            // The next round back from e to a: with one round an iteration, 25 moves would follow.
            c0 = TMath.Xor(e0, e5, e10, e15, e20);
            c1 = TMath.Xor(e1, e6, e11, e16, e21);
            c2 = TMath.Xor(e2, e7, e12, e17, e22);
            c3 = TMath.Xor(e3, e8, e13, e18, e23);
            c4 = TMath.Xor(e4, e9, e14, e19, e24);
            d0 = TMath.ThetaEffect(c4, c1);
            d1 = TMath.ThetaEffect(c0, c2);
            d2 = TMath.ThetaEffect(c1, c3);
            d3 = TMath.ThetaEffect(c2, c4);
            d4 = TMath.ThetaEffect(c3, c0);
            b0 = TMath.Theta(e0, c4, d0);
            b1 = TMath.RotateLeft(TMath.Theta(e6, c0, d1), 44);
            b2 = TMath.RotateLeft(TMath.Theta(e12, c1, d2), 43);
            b3 = TMath.RotateLeft(TMath.Theta(e18, c2, d3), 21);
            b4 = TMath.RotateLeft(TMath.Theta(e24, c3, d4), 14);
            a0 = TMath.Xor(TMath.Chi(b0, b1, b2), TMath.Constant(Unsafe.Add(ref constants, round + 1)));
            a1 = TMath.Chi(b1, b2, b3);
            a2 = TMath.Chi(b2, b3, b4);
            a3 = TMath.Chi(b3, b4, b0);
            a4 = TMath.Chi(b4, b0, b1);
            if (TResult.IsHash && round == Rounds - 2)
            {
                break; // Of the last round, a hash takes four lanes of the first plane.
            }
            b0 = TMath.RotateLeft(TMath.Theta(e3, c2, d3), 28);
            b1 = TMath.RotateLeft(TMath.Theta(e9, c3, d4), 20);
            b2 = TMath.RotateLeft(TMath.Theta(e10, c4, d0), 3);
            b3 = TMath.RotateLeft(TMath.Theta(e16, c0, d1), 45);
            b4 = TMath.RotateLeft(TMath.Theta(e22, c1, d2), 61);
            a5 = TMath.Chi(b0, b1, b2);
            a6 = TMath.Chi(b1, b2, b3);
            a7 = TMath.Chi(b2, b3, b4);
            a8 = TMath.Chi(b3, b4, b0);
            a9 = TMath.Chi(b4, b0, b1);
            b0 = TMath.RotateLeft(TMath.Theta(e1, c0, d1), 1);
            b1 = TMath.RotateLeft(TMath.Theta(e7, c1, d2), 6);
            b2 = TMath.RotateLeft(TMath.Theta(e13, c2, d3), 25);
            b3 = TMath.RotateLeft(TMath.Theta(e19, c3, d4), 8);
            b4 = TMath.RotateLeft(TMath.Theta(e20, c4, d0), 18);
            a10 = TMath.Chi(b0, b1, b2);
            a11 = TMath.Chi(b1, b2, b3);
            a12 = TMath.Chi(b2, b3, b4);
            a13 = TMath.Chi(b3, b4, b0);
            a14 = TMath.Chi(b4, b0, b1);
            b0 = TMath.RotateLeft(TMath.Theta(e4, c3, d4), 27);
            b1 = TMath.RotateLeft(TMath.Theta(e5, c4, d0), 36);
            b2 = TMath.RotateLeft(TMath.Theta(e11, c0, d1), 10);
            b3 = TMath.RotateLeft(TMath.Theta(e17, c1, d2), 15);
            b4 = TMath.RotateLeft(TMath.Theta(e23, c2, d3), 56);
            a15 = TMath.Chi(b0, b1, b2);
            a16 = TMath.Chi(b1, b2, b3);
            a17 = TMath.Chi(b2, b3, b4);
            a18 = TMath.Chi(b3, b4, b0);
            a19 = TMath.Chi(b4, b0, b1);
            b0 = TMath.RotateLeft(TMath.Theta(e2, c1, d2), 62);
            b1 = TMath.RotateLeft(TMath.Theta(e8, c2, d3), 55);
            b2 = TMath.RotateLeft(TMath.Theta(e14, c3, d4), 39);
            b3 = TMath.RotateLeft(TMath.Theta(e15, c4, d0), 41);
            b4 = TMath.RotateLeft(TMath.Theta(e21, c0, d1), 2);
            a20 = TMath.Chi(b0, b1, b2);
            a21 = TMath.Chi(b1, b2, b3);
            a22 = TMath.Chi(b2, b3, b4);
            a23 = TMath.Chi(b3, b4, b0);
            a24 = TMath.Chi(b4, b0, b1);
        }
        TMath.Store(a0, ref state, 0);
        TMath.Store(a1, ref state, 1);
        TMath.Store(a2, ref state, 2);
        TMath.Store(a3, ref state, 3);
        if (TResult.IsHash)
        {
            return;
        }
        TMath.Store(a4, ref state, 4);
        TMath.Store(a5, ref state, 5);
        TMath.Store(a6, ref state, 6);
        TMath.Store(a7, ref state, 7);
        TMath.Store(a8, ref state, 8);
        TMath.Store(a9, ref state, 9);
        TMath.Store(a10, ref state, 10);
        TMath.Store(a11, ref state, 11);
        TMath.Store(a12, ref state, 12);
        TMath.Store(a13, ref state, 13);
        TMath.Store(a14, ref state, 14);
        TMath.Store(a15, ref state, 15);
        TMath.Store(a16, ref state, 16);
        TMath.Store(a17, ref state, 17);
        TMath.Store(a18, ref state, 18);
        TMath.Store(a19, ref state, 19);
        TMath.Store(a20, ref state, 20);
        TMath.Store(a21, ref state, 21);
        TMath.Store(a22, ref state, 22);
        TMath.Store(a23, ref state, 23);
        TMath.Store(a24, ref state, 24);
    }
}
