namespace NodeProto.Consensus;

/// <summary>Remainders by one divisor, by multiplication (Lemire, Kaser, Kurz 2019: exact for 32-bit numbers with 64 fractional bits).</summary>
internal readonly struct FastModulo
{
    private readonly ulong _reciprocal;

    /// <summary>Remainders by this divisor, which is not 0.</summary>
    public FastModulo(uint divisor)
    {
        Divisor = divisor;
        _reciprocal = (ulong.MaxValue / divisor) + 1;
    }

    /// <summary>The divisor.</summary>
    public uint Divisor { get; }

    /// <summary>The number modulo the divisor.</summary>
    public uint Of(uint number) => (uint)Math.BigMul(unchecked(_reciprocal * number), Divisor, out _);
}
