using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NodeProto.Primitives;

public static partial class Keccak
{
    /// <summary>Rounds of the permutation Keccak-f[1600].</summary>
    internal const int Rounds = 24;

    /// <summary>64-bit lanes of the state.</summary>
    internal const int StateLanes = 25;

    /// <summary>What each round's iota step adds to the first lane (The Keccak reference 3.0, §1.2).</summary>
    internal static readonly ulong[] RoundConstants =
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

    /// <summary>Keccak-f[1600] in place; lane (x, y) of the specification stands at x + 5 y.</summary>
    /// <param name="state">First of 25 lanes.</param>
    // Written out so that the state lives in registers and on the stack with fixed offsets: arrays and inner loops took 3 times as long.
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Permute(ref ulong state)
    {
        ref ulong constants = ref MemoryMarshal.GetArrayDataReference(RoundConstants);
        ulong a0 = state;
        ulong a1 = Unsafe.Add(ref state, 1);
        ulong a2 = Unsafe.Add(ref state, 2);
        ulong a3 = Unsafe.Add(ref state, 3);
        ulong a4 = Unsafe.Add(ref state, 4);
        ulong a5 = Unsafe.Add(ref state, 5);
        ulong a6 = Unsafe.Add(ref state, 6);
        ulong a7 = Unsafe.Add(ref state, 7);
        ulong a8 = Unsafe.Add(ref state, 8);
        ulong a9 = Unsafe.Add(ref state, 9);
        ulong a10 = Unsafe.Add(ref state, 10);
        ulong a11 = Unsafe.Add(ref state, 11);
        ulong a12 = Unsafe.Add(ref state, 12);
        ulong a13 = Unsafe.Add(ref state, 13);
        ulong a14 = Unsafe.Add(ref state, 14);
        ulong a15 = Unsafe.Add(ref state, 15);
        ulong a16 = Unsafe.Add(ref state, 16);
        ulong a17 = Unsafe.Add(ref state, 17);
        ulong a18 = Unsafe.Add(ref state, 18);
        ulong a19 = Unsafe.Add(ref state, 19);
        ulong a20 = Unsafe.Add(ref state, 20);
        ulong a21 = Unsafe.Add(ref state, 21);
        ulong a22 = Unsafe.Add(ref state, 22);
        ulong a23 = Unsafe.Add(ref state, 23);
        ulong a24 = Unsafe.Add(ref state, 24);
        for (int round = 0; round < Rounds; round++)
        {
            // Theta: each lane takes up the parity of two neighbouring columns.
            ulong c0 = a0 ^ a5 ^ a10 ^ a15 ^ a20;
            ulong c1 = a1 ^ a6 ^ a11 ^ a16 ^ a21;
            ulong c2 = a2 ^ a7 ^ a12 ^ a17 ^ a22;
            ulong c3 = a3 ^ a8 ^ a13 ^ a18 ^ a23;
            ulong c4 = a4 ^ a9 ^ a14 ^ a19 ^ a24;
            ulong d0 = c4 ^ BitOperations.RotateLeft(c1, 1);
            ulong d1 = c0 ^ BitOperations.RotateLeft(c2, 1);
            ulong d2 = c1 ^ BitOperations.RotateLeft(c3, 1);
            ulong d3 = c2 ^ BitOperations.RotateLeft(c4, 1);
            ulong d4 = c3 ^ BitOperations.RotateLeft(c0, 1);

            // Rho, pi and chi, one plane of the result after the other; iota joins its first lane.
            ulong b0 = a0 ^ d0;
            ulong b1 = BitOperations.RotateLeft(a6 ^ d1, 44);
            ulong b2 = BitOperations.RotateLeft(a12 ^ d2, 43);
            ulong b3 = BitOperations.RotateLeft(a18 ^ d3, 21);
            ulong b4 = BitOperations.RotateLeft(a24 ^ d4, 14);
            ulong e0 = b0 ^ (~b1 & b2) ^ Unsafe.Add(ref constants, round);
            ulong e1 = b1 ^ (~b2 & b3);
            ulong e2 = b2 ^ (~b3 & b4);
            ulong e3 = b3 ^ (~b4 & b0);
            ulong e4 = b4 ^ (~b0 & b1);
            b0 = BitOperations.RotateLeft(a3 ^ d3, 28);
            b1 = BitOperations.RotateLeft(a9 ^ d4, 20);
            b2 = BitOperations.RotateLeft(a10 ^ d0, 3);
            b3 = BitOperations.RotateLeft(a16 ^ d1, 45);
            b4 = BitOperations.RotateLeft(a22 ^ d2, 61);
            ulong e5 = b0 ^ (~b1 & b2);
            ulong e6 = b1 ^ (~b2 & b3);
            ulong e7 = b2 ^ (~b3 & b4);
            ulong e8 = b3 ^ (~b4 & b0);
            ulong e9 = b4 ^ (~b0 & b1);
            b0 = BitOperations.RotateLeft(a1 ^ d1, 1);
            b1 = BitOperations.RotateLeft(a7 ^ d2, 6);
            b2 = BitOperations.RotateLeft(a13 ^ d3, 25);
            b3 = BitOperations.RotateLeft(a19 ^ d4, 8);
            b4 = BitOperations.RotateLeft(a20 ^ d0, 18);
            ulong e10 = b0 ^ (~b1 & b2);
            ulong e11 = b1 ^ (~b2 & b3);
            ulong e12 = b2 ^ (~b3 & b4);
            ulong e13 = b3 ^ (~b4 & b0);
            ulong e14 = b4 ^ (~b0 & b1);
            b0 = BitOperations.RotateLeft(a4 ^ d4, 27);
            b1 = BitOperations.RotateLeft(a5 ^ d0, 36);
            b2 = BitOperations.RotateLeft(a11 ^ d1, 10);
            b3 = BitOperations.RotateLeft(a17 ^ d2, 15);
            b4 = BitOperations.RotateLeft(a23 ^ d3, 56);
            ulong e15 = b0 ^ (~b1 & b2);
            ulong e16 = b1 ^ (~b2 & b3);
            ulong e17 = b2 ^ (~b3 & b4);
            ulong e18 = b3 ^ (~b4 & b0);
            ulong e19 = b4 ^ (~b0 & b1);
            b0 = BitOperations.RotateLeft(a2 ^ d2, 62);
            b1 = BitOperations.RotateLeft(a8 ^ d3, 55);
            b2 = BitOperations.RotateLeft(a14 ^ d4, 39);
            b3 = BitOperations.RotateLeft(a15 ^ d0, 41);
            b4 = BitOperations.RotateLeft(a21 ^ d1, 2);
            ulong e20 = b0 ^ (~b1 & b2);
            ulong e21 = b1 ^ (~b2 & b3);
            ulong e22 = b2 ^ (~b3 & b4);
            ulong e23 = b3 ^ (~b4 & b0);
            ulong e24 = b4 ^ (~b0 & b1);

            a0 = e0;
            a1 = e1;
            a2 = e2;
            a3 = e3;
            a4 = e4;
            a5 = e5;
            a6 = e6;
            a7 = e7;
            a8 = e8;
            a9 = e9;
            a10 = e10;
            a11 = e11;
            a12 = e12;
            a13 = e13;
            a14 = e14;
            a15 = e15;
            a16 = e16;
            a17 = e17;
            a18 = e18;
            a19 = e19;
            a20 = e20;
            a21 = e21;
            a22 = e22;
            a23 = e23;
            a24 = e24;
        }
        state = a0;
        Unsafe.Add(ref state, 1) = a1;
        Unsafe.Add(ref state, 2) = a2;
        Unsafe.Add(ref state, 3) = a3;
        Unsafe.Add(ref state, 4) = a4;
        Unsafe.Add(ref state, 5) = a5;
        Unsafe.Add(ref state, 6) = a6;
        Unsafe.Add(ref state, 7) = a7;
        Unsafe.Add(ref state, 8) = a8;
        Unsafe.Add(ref state, 9) = a9;
        Unsafe.Add(ref state, 10) = a10;
        Unsafe.Add(ref state, 11) = a11;
        Unsafe.Add(ref state, 12) = a12;
        Unsafe.Add(ref state, 13) = a13;
        Unsafe.Add(ref state, 14) = a14;
        Unsafe.Add(ref state, 15) = a15;
        Unsafe.Add(ref state, 16) = a16;
        Unsafe.Add(ref state, 17) = a17;
        Unsafe.Add(ref state, 18) = a18;
        Unsafe.Add(ref state, 19) = a19;
        Unsafe.Add(ref state, 20) = a20;
        Unsafe.Add(ref state, 21) = a21;
        Unsafe.Add(ref state, 22) = a22;
        Unsafe.Add(ref state, 23) = a23;
        Unsafe.Add(ref state, 24) = a24;
    }
}
