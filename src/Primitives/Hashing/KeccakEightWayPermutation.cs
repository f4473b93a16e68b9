using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NodeProto.Primitives;

internal static unsafe partial class KeccakEightWay
{
    /// <summary>Keccak-f[1600] in place on eight states: element i of each vector belongs to state i.</summary>
    /// <param name="state">First of 25 vectors.</param>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Permute(ref Vector512<ulong> state)
    {
        ref ulong constants = ref MemoryMarshal.GetArrayDataReference(Keccak.RoundConstants);
        Vector512<ulong> a0 = Lane(ref state, 0);
        Vector512<ulong> a1 = Lane(ref state, 1);
        Vector512<ulong> a2 = Lane(ref state, 2);
        Vector512<ulong> a3 = Lane(ref state, 3);
        Vector512<ulong> a4 = Lane(ref state, 4);
        Vector512<ulong> a5 = Lane(ref state, 5);
        Vector512<ulong> a6 = Lane(ref state, 6);
        Vector512<ulong> a7 = Lane(ref state, 7);
        Vector512<ulong> a8 = Lane(ref state, 8);
        Vector512<ulong> a9 = Lane(ref state, 9);
        Vector512<ulong> a10 = Lane(ref state, 10);
        Vector512<ulong> a11 = Lane(ref state, 11);
        Vector512<ulong> a12 = Lane(ref state, 12);
        Vector512<ulong> a13 = Lane(ref state, 13);
        Vector512<ulong> a14 = Lane(ref state, 14);
        Vector512<ulong> a15 = Lane(ref state, 15);
        Vector512<ulong> a16 = Lane(ref state, 16);
        Vector512<ulong> a17 = Lane(ref state, 17);
        Vector512<ulong> a18 = Lane(ref state, 18);
        Vector512<ulong> a19 = Lane(ref state, 19);
        Vector512<ulong> a20 = Lane(ref state, 20);
        Vector512<ulong> a21 = Lane(ref state, 21);
        Vector512<ulong> a22 = Lane(ref state, 22);
        Vector512<ulong> a23 = Lane(ref state, 23);
        Vector512<ulong> a24 = Lane(ref state, 24);
        for (int round = 0; round < Keccak.Rounds; round += 2)
        {
            // Theta: each lane takes up the parity of two neighbouring columns.
            Vector512<ulong> c0 = Xor(Xor(a0, a5, a10), a15, a20);
            Vector512<ulong> c1 = Xor(Xor(a1, a6, a11), a16, a21);
            Vector512<ulong> c2 = Xor(Xor(a2, a7, a12), a17, a22);
            Vector512<ulong> c3 = Xor(Xor(a3, a8, a13), a18, a23);
            Vector512<ulong> c4 = Xor(Xor(a4, a9, a14), a19, a24);
            Vector512<ulong> d0 = c4 ^ Avx512F.RotateLeft(c1, 1);
            Vector512<ulong> d1 = c0 ^ Avx512F.RotateLeft(c2, 1);
            Vector512<ulong> d2 = c1 ^ Avx512F.RotateLeft(c3, 1);
            Vector512<ulong> d3 = c2 ^ Avx512F.RotateLeft(c4, 1);
            Vector512<ulong> d4 = c3 ^ Avx512F.RotateLeft(c0, 1);

            // Rho, pi and chi, one plane of the result after the other; iota joins its first lane.
            Vector512<ulong> b0 = a0 ^ d0;
            Vector512<ulong> b1 = Avx512F.RotateLeft(a6 ^ d1, 44);
            Vector512<ulong> b2 = Avx512F.RotateLeft(a12 ^ d2, 43);
            Vector512<ulong> b3 = Avx512F.RotateLeft(a18 ^ d3, 21);
            Vector512<ulong> b4 = Avx512F.RotateLeft(a24 ^ d4, 14);
            Vector512<ulong> e0 = Chi(b0, b1, b2) ^ Vector512.Create(Unsafe.Add(ref constants, round));
            Vector512<ulong> e1 = Chi(b1, b2, b3);
            Vector512<ulong> e2 = Chi(b2, b3, b4);
            Vector512<ulong> e3 = Chi(b3, b4, b0);
            Vector512<ulong> e4 = Chi(b4, b0, b1);
            b0 = Avx512F.RotateLeft(a3 ^ d3, 28);
            b1 = Avx512F.RotateLeft(a9 ^ d4, 20);
            b2 = Avx512F.RotateLeft(a10 ^ d0, 3);
            b3 = Avx512F.RotateLeft(a16 ^ d1, 45);
            b4 = Avx512F.RotateLeft(a22 ^ d2, 61);
            Vector512<ulong> e5 = Chi(b0, b1, b2);
            Vector512<ulong> e6 = Chi(b1, b2, b3);
            Vector512<ulong> e7 = Chi(b2, b3, b4);
            Vector512<ulong> e8 = Chi(b3, b4, b0);
            Vector512<ulong> e9 = Chi(b4, b0, b1);
            b0 = Avx512F.RotateLeft(a1 ^ d1, 1);
            b1 = Avx512F.RotateLeft(a7 ^ d2, 6);
            b2 = Avx512F.RotateLeft(a13 ^ d3, 25);
            b3 = Avx512F.RotateLeft(a19 ^ d4, 8);
            b4 = Avx512F.RotateLeft(a20 ^ d0, 18);
            Vector512<ulong> e10 = Chi(b0, b1, b2);
            Vector512<ulong> e11 = Chi(b1, b2, b3);
            Vector512<ulong> e12 = Chi(b2, b3, b4);
            Vector512<ulong> e13 = Chi(b3, b4, b0);
            Vector512<ulong> e14 = Chi(b4, b0, b1);
            b0 = Avx512F.RotateLeft(a4 ^ d4, 27);
            b1 = Avx512F.RotateLeft(a5 ^ d0, 36);
            b2 = Avx512F.RotateLeft(a11 ^ d1, 10);
            b3 = Avx512F.RotateLeft(a17 ^ d2, 15);
            b4 = Avx512F.RotateLeft(a23 ^ d3, 56);
            Vector512<ulong> e15 = Chi(b0, b1, b2);
            Vector512<ulong> e16 = Chi(b1, b2, b3);
            Vector512<ulong> e17 = Chi(b2, b3, b4);
            Vector512<ulong> e18 = Chi(b3, b4, b0);
            Vector512<ulong> e19 = Chi(b4, b0, b1);
            b0 = Avx512F.RotateLeft(a2 ^ d2, 62);
            b1 = Avx512F.RotateLeft(a8 ^ d3, 55);
            b2 = Avx512F.RotateLeft(a14 ^ d4, 39);
            b3 = Avx512F.RotateLeft(a15 ^ d0, 41);
            b4 = Avx512F.RotateLeft(a21 ^ d1, 2);
            Vector512<ulong> e20 = Chi(b0, b1, b2);
            Vector512<ulong> e21 = Chi(b1, b2, b3);
            Vector512<ulong> e22 = Chi(b2, b3, b4);
            Vector512<ulong> e23 = Chi(b3, b4, b0);
            Vector512<ulong> e24 = Chi(b4, b0, b1);

            // The next round back from e to a: with one round an iteration, 25 moves would follow.
            // Theta: each lane takes up the parity of two neighbouring columns.
            c0 = Xor(Xor(e0, e5, e10), e15, e20);
            c1 = Xor(Xor(e1, e6, e11), e16, e21);
            c2 = Xor(Xor(e2, e7, e12), e17, e22);
            c3 = Xor(Xor(e3, e8, e13), e18, e23);
            c4 = Xor(Xor(e4, e9, e14), e19, e24);
            d0 = c4 ^ Avx512F.RotateLeft(c1, 1);
            d1 = c0 ^ Avx512F.RotateLeft(c2, 1);
            d2 = c1 ^ Avx512F.RotateLeft(c3, 1);
            d3 = c2 ^ Avx512F.RotateLeft(c4, 1);
            d4 = c3 ^ Avx512F.RotateLeft(c0, 1);

            // Rho, pi and chi, one plane of the result after the other; iota joins its first lane.
            b0 = e0 ^ d0;
            b1 = Avx512F.RotateLeft(e6 ^ d1, 44);
            b2 = Avx512F.RotateLeft(e12 ^ d2, 43);
            b3 = Avx512F.RotateLeft(e18 ^ d3, 21);
            b4 = Avx512F.RotateLeft(e24 ^ d4, 14);
            a0 = Chi(b0, b1, b2) ^ Vector512.Create(Unsafe.Add(ref constants, round + 1));
            a1 = Chi(b1, b2, b3);
            a2 = Chi(b2, b3, b4);
            a3 = Chi(b3, b4, b0);
            a4 = Chi(b4, b0, b1);
            b0 = Avx512F.RotateLeft(e3 ^ d3, 28);
            b1 = Avx512F.RotateLeft(e9 ^ d4, 20);
            b2 = Avx512F.RotateLeft(e10 ^ d0, 3);
            b3 = Avx512F.RotateLeft(e16 ^ d1, 45);
            b4 = Avx512F.RotateLeft(e22 ^ d2, 61);
            a5 = Chi(b0, b1, b2);
            a6 = Chi(b1, b2, b3);
            a7 = Chi(b2, b3, b4);
            a8 = Chi(b3, b4, b0);
            a9 = Chi(b4, b0, b1);
            b0 = Avx512F.RotateLeft(e1 ^ d1, 1);
            b1 = Avx512F.RotateLeft(e7 ^ d2, 6);
            b2 = Avx512F.RotateLeft(e13 ^ d3, 25);
            b3 = Avx512F.RotateLeft(e19 ^ d4, 8);
            b4 = Avx512F.RotateLeft(e20 ^ d0, 18);
            a10 = Chi(b0, b1, b2);
            a11 = Chi(b1, b2, b3);
            a12 = Chi(b2, b3, b4);
            a13 = Chi(b3, b4, b0);
            a14 = Chi(b4, b0, b1);
            b0 = Avx512F.RotateLeft(e4 ^ d4, 27);
            b1 = Avx512F.RotateLeft(e5 ^ d0, 36);
            b2 = Avx512F.RotateLeft(e11 ^ d1, 10);
            b3 = Avx512F.RotateLeft(e17 ^ d2, 15);
            b4 = Avx512F.RotateLeft(e23 ^ d3, 56);
            a15 = Chi(b0, b1, b2);
            a16 = Chi(b1, b2, b3);
            a17 = Chi(b2, b3, b4);
            a18 = Chi(b3, b4, b0);
            a19 = Chi(b4, b0, b1);
            b0 = Avx512F.RotateLeft(e2 ^ d2, 62);
            b1 = Avx512F.RotateLeft(e8 ^ d3, 55);
            b2 = Avx512F.RotateLeft(e14 ^ d4, 39);
            b3 = Avx512F.RotateLeft(e15 ^ d0, 41);
            b4 = Avx512F.RotateLeft(e21 ^ d1, 2);
            a20 = Chi(b0, b1, b2);
            a21 = Chi(b1, b2, b3);
            a22 = Chi(b2, b3, b4);
            a23 = Chi(b3, b4, b0);
            a24 = Chi(b4, b0, b1);
        }
        Lane(ref state, 0) = a0;
        Lane(ref state, 1) = a1;
        Lane(ref state, 2) = a2;
        Lane(ref state, 3) = a3;
        Lane(ref state, 4) = a4;
        Lane(ref state, 5) = a5;
        Lane(ref state, 6) = a6;
        Lane(ref state, 7) = a7;
        Lane(ref state, 8) = a8;
        Lane(ref state, 9) = a9;
        Lane(ref state, 10) = a10;
        Lane(ref state, 11) = a11;
        Lane(ref state, 12) = a12;
        Lane(ref state, 13) = a13;
        Lane(ref state, 14) = a14;
        Lane(ref state, 15) = a15;
        Lane(ref state, 16) = a16;
        Lane(ref state, 17) = a17;
        Lane(ref state, 18) = a18;
        Lane(ref state, 19) = a19;
        Lane(ref state, 20) = a20;
        Lane(ref state, 21) = a21;
        Lane(ref state, 22) = a22;
        Lane(ref state, 23) = a23;
        Lane(ref state, 24) = a24;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref Vector512<ulong> Lane(ref Vector512<ulong> state, int lane) => ref Unsafe.Add(ref state, lane);

    // Exclusive or of three, as a truth table.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Xor(Vector512<ulong> a, Vector512<ulong> b, Vector512<ulong> c) => Avx512F.TernaryLogic(a, b, c, 0x96);

    // a ^ (~b & c), as a truth table.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Chi(Vector512<ulong> a, Vector512<ulong> b, Vector512<ulong> c) => Avx512F.TernaryLogic(a, b, c, 0xD2);
}
