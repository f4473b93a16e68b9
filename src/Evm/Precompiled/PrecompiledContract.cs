using NodeProto.Primitives;

namespace NodeProto.Evm;

/// <summary>One row of the precompiled contracts.</summary>
internal readonly unsafe struct PrecompiledContract
{
    /// <summary>A row.</summary>
    public PrecompiledContract(
        int number,
        Fork since,
        delegate* <ReadOnlySpan<byte>, Fork, ulong> gas,
        delegate* <ReadOnlySpan<byte>, Fork, byte[]?> run,
        string source
    )
    {
        Number = number;
        Since = since;
        Gas = gas;
        Run = run;
        Source = source;
    }

    /// <summary>The address as a number.</summary>
    public int Number { get; }

    /// <summary>First fork that has it.</summary>
    public Fork Since { get; }

    /// <summary>Price of a call with this input; <see cref="ulong.MaxValue"/> for an input that nobody can pay for.</summary>
    public delegate* <ReadOnlySpan<byte>, Fork, ulong> Gas { get; }

    /// <summary>The contract: its output, or null when it refuses the input.</summary>
    public delegate* <ReadOnlySpan<byte>, Fork, byte[]?> Run { get; }

    /// <summary>Where it is specified.</summary>
    public string Source { get; }
}
