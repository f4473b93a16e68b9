using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NodeProto.Primitives;

/// <summary>The steps of Keccak's rounds on one kind of lane.</summary>
/// <typeparam name="TLane">One lane of one state, or of several states side by side.</typeparam>
internal interface IKeccakLane<TLane>
    where TLane : struct
{
    /// <summary>Reads lane i.</summary>
    static abstract TLane Load(ref ulong state, int i);

    /// <summary>Writes lane i.</summary>
    static abstract void Store(TLane lane, ref ulong state, int i);

    /// <summary>A round constant, in every state.</summary>
    static abstract TLane Constant(ulong value);

    static abstract TLane Xor(TLane a, TLane b);

    static abstract TLane Xor(TLane a, TLane b, TLane c, TLane d, TLane e);

    /// <summary>What theta adds to a column, or the part of it that <see cref="Theta"/> does not make itself.</summary>
    /// <param name="before">Parity of the column before.</param>
    /// <param name="after">Parity of the column after.</param>
    static abstract TLane ThetaEffect(TLane before, TLane after);

    /// <summary>A lane after theta.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="before">Parity of the column before its own.</param>
    /// <param name="effect">What <see cref="ThetaEffect"/> gave for its column.</param>
    static abstract TLane Theta(TLane lane, TLane before, TLane effect);

    static abstract TLane RotateLeft(TLane lane, [ConstantExpected] byte count);

    /// <summary>a ^ (~b &amp; c).</summary>
    static abstract TLane Chi(TLane a, TLane b, TLane c);
}

/// <summary>One state, on any processor.</summary>
internal readonly struct ScalarLane : IKeccakLane<ulong>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Load(ref ulong state, int i) => Unsafe.Add(ref state, i);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(ulong lane, ref ulong state, int i) => Unsafe.Add(ref state, i) = lane;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Constant(ulong value) => value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Xor(ulong a, ulong b) => a ^ b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Xor(ulong a, ulong b, ulong c, ulong d, ulong e) => a ^ b ^ c ^ d ^ e;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ThetaEffect(ulong before, ulong after) => before ^ BitOperations.RotateLeft(after, 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Theta(ulong lane, ulong before, ulong effect) => lane ^ effect;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong RotateLeft(ulong lane, [ConstantExpected] byte count) => BitOperations.RotateLeft(lane, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Chi(ulong a, ulong b, ulong c) => a ^ (~b & c);
}

/// <summary>One state in the low halves of vector registers: 32 of them hold all lanes, and logic of three operands is one instruction (AVX-512).</summary>
internal readonly struct VectorLane : IKeccakLane<Vector128<ulong>>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> Load(ref ulong state, int i) => Vector128.CreateScalarUnsafe(Unsafe.Add(ref state, i));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<ulong> lane, ref ulong state, int i) => Unsafe.Add(ref state, i) = lane.ToScalar();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> Constant(ulong value) => Vector128.CreateScalarUnsafe(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> Xor(Vector128<ulong> a, Vector128<ulong> b) => a ^ b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> Xor(
        Vector128<ulong> a,
        Vector128<ulong> b,
        Vector128<ulong> c,
        Vector128<ulong> d,
        Vector128<ulong> e
    ) => Avx512F.VL.TernaryLogic(Avx512F.VL.TernaryLogic(a, b, c, Ternary.Xor), d, e, Ternary.Xor);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> ThetaEffect(Vector128<ulong> before, Vector128<ulong> after) => Avx512F.VL.RotateLeft(after, 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> Theta(Vector128<ulong> lane, Vector128<ulong> before, Vector128<ulong> effect) =>
        Avx512F.VL.TernaryLogic(lane, before, effect, Ternary.Xor);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> RotateLeft(Vector128<ulong> lane, [ConstantExpected] byte count) => Avx512F.VL.RotateLeft(lane, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> Chi(Vector128<ulong> a, Vector128<ulong> b, Vector128<ulong> c) =>
        Avx512F.VL.TernaryLogic(a, b, c, Ternary.Chi);
}

/// <summary>Eight states: element i of each vector belongs to state i (AVX-512).</summary>
internal readonly struct EightLanes : IKeccakLane<Vector512<ulong>>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Load(ref ulong state, int i) => Unsafe.As<ulong, Vector512<ulong>>(ref Unsafe.Add(ref state, 8 * i));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<ulong> lane, ref ulong state, int i) =>
        Unsafe.As<ulong, Vector512<ulong>>(ref Unsafe.Add(ref state, 8 * i)) = lane;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Constant(ulong value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Xor(Vector512<ulong> a, Vector512<ulong> b) => a ^ b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Xor(
        Vector512<ulong> a,
        Vector512<ulong> b,
        Vector512<ulong> c,
        Vector512<ulong> d,
        Vector512<ulong> e
    ) => Avx512F.TernaryLogic(Avx512F.TernaryLogic(a, b, c, Ternary.Xor), d, e, Ternary.Xor);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> ThetaEffect(Vector512<ulong> before, Vector512<ulong> after) => Avx512F.RotateLeft(after, 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Theta(Vector512<ulong> lane, Vector512<ulong> before, Vector512<ulong> effect) =>
        Avx512F.TernaryLogic(lane, before, effect, Ternary.Xor);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> RotateLeft(Vector512<ulong> lane, [ConstantExpected] byte count) => Avx512F.RotateLeft(lane, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Chi(Vector512<ulong> a, Vector512<ulong> b, Vector512<ulong> c) =>
        Avx512F.TernaryLogic(a, b, c, Ternary.Chi);
}

/// <summary>Four states: element i of each vector belongs to state i (AVX2).</summary>
internal readonly struct FourLanes : IKeccakLane<Vector256<ulong>>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Load(ref ulong state, int i) => Unsafe.As<ulong, Vector256<ulong>>(ref Unsafe.Add(ref state, 4 * i));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<ulong> lane, ref ulong state, int i) =>
        Unsafe.As<ulong, Vector256<ulong>>(ref Unsafe.Add(ref state, 4 * i)) = lane;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Constant(ulong value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Xor(Vector256<ulong> a, Vector256<ulong> b) => a ^ b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Xor(
        Vector256<ulong> a,
        Vector256<ulong> b,
        Vector256<ulong> c,
        Vector256<ulong> d,
        Vector256<ulong> e
    ) => a ^ b ^ (c ^ d) ^ e;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> ThetaEffect(Vector256<ulong> before, Vector256<ulong> after) => before ^ RotateLeft(after, 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Theta(Vector256<ulong> lane, Vector256<ulong> before, Vector256<ulong> effect) => lane ^ effect;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> RotateLeft(Vector256<ulong> lane, [ConstantExpected] byte count) =>
        (lane << count) | (lane >>> (64 - count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Chi(Vector256<ulong> a, Vector256<ulong> b, Vector256<ulong> c) => a ^ Vector256.AndNot(c, b);
}

/// <summary>Truth tables of logic of three operands.</summary>
file static class Ternary
{
    /// <summary>a ^ b ^ c.</summary>
    public const byte Xor = 0x96;

    /// <summary>a ^ (~b &amp; c).</summary>
    public const byte Chi = 0xD2;
}
