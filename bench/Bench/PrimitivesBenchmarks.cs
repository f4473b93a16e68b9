using BenchmarkDotNet.Attributes;
using NodeProto.Primitives;

namespace NodeProto.Bench;

/// <summary>Keccak by BenchmarkDotNet, for allocations and disassembly.</summary>
[MemoryDiagnoser]
public class KeccakBenchmarks
{
    private const int Messages = 1024;

    private KeccakInput _input = null!;

    [Params(32, 532)]
    public int Length { get; set; }

    [GlobalSetup]
    public void Prepare() => _input = new KeccakInput(Messages, _ => Length);

    [Benchmark(Baseline = true, OperationsPerInvoke = Messages)]
    public void Scalar() => _input.HashScalar();

    [Benchmark(OperationsPerInvoke = Messages)]
    public void Batched() => _input.HashBatched();

    [Benchmark(OperationsPerInvoke = Messages)]
    public void BouncyCastle() => _input.HashWithBouncyCastle();
}

/// <summary>The 256-bit operations whose cost depends on their operands.</summary>
[MemoryDiagnoser]
public class UInt256Benchmarks
{
    private readonly UInt256 _a = new(0x0123456789ABCDEF, 0xFEDCBA9876543210, 0x0F1E2D3C4B5A6978, 0x8796A5B4C3D2E1F0);
    private readonly UInt256 _b = new(0x1111111122222222, 0x3333333344444444, 0x55555555);
    private readonly UInt256 _c = new(0xAAAAAAAABBBBBBBB, 0xCCCCCCCCDDDDDDDD, 0xEEEEEEEEFFFFFFFF, 0x7777777788888888);
    private readonly UInt256 _small = new(1_000_000_007);
    private readonly byte[] _bytes = new byte[32];

    [Benchmark]
    public UInt256 Add() => _a + _b;

    [Benchmark]
    public UInt256 Multiply() => _a * _b;

    [Benchmark]
    public UInt256 DivideByThreeLimbs() => UInt256.DivideOrZero(_a, _b);

    [Benchmark]
    public UInt256 DivideByOneLimb() => UInt256.DivideOrZero(_a, _small);

    [Benchmark]
    public UInt256 MultiplyMod() => UInt256.MultiplyModOrZero(_a, _b, _c);

    [Benchmark]
    public UInt256 Exp() => UInt256.Exp(_a, _small);

    [Benchmark]
    public UInt256 ReadBytes() => new(_bytes);

    [Benchmark]
    public void WriteBytes() => _a.WriteBigEndian(_bytes);
}
