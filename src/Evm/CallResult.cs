using NodeProto.Primitives;

namespace NodeProto.Evm;

/// <summary>What a frame ends with.</summary>
public readonly record struct CallResult
{
    /// <summary>Why the frame ended.</summary>
    public required ExitCode ExitCode { get; init; }

    /// <summary>Gas that goes back to the caller.</summary>
    public ulong GasLeft { get; init; }

    /// <summary>
    /// Refund counter of the frame and its calls (EIP-2200, EIP-3529). It may be negative: a slot cleared by one frame
    /// can be set again by another. Zero unless the frame succeeded.
    /// </summary>
    public long RefundGas { get; init; }

    /// <summary>
    /// Return data, revert data, or the code to deploy. The memory belongs to the runner's pool: it is valid until the
    /// receiver makes its next call.
    /// </summary>
    public ReadOnlyMemory<byte> Output { get; init; }

    /// <summary>Address of the new contract, for a creation that succeeded.</summary>
    public Address CreatedAddress { get; init; }

    /// <summary>Whether the frame's changes stay.</summary>
    public bool IsSuccess => ExitCode == ExitCode.Success;

    /// <summary>A frame that ended exceptionally: all gas is gone.</summary>
    public static CallResult Failed(ExitCode exitCode) => new() { ExitCode = exitCode };
}
