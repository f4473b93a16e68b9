using NodeProto.Primitives;

namespace NodeProto.Evm;

/// <summary>Watches execution: struct logs (EIP-3155) and call traces. A struct type parameter of the interpreter.</summary>
public interface ITracer
{
    /// <summary>Whether anything is watched; a constant for the JIT, which drops every hook when it is false.</summary>
    static abstract bool IsEnabled { get; }

    /// <summary>A frame begins.</summary>
    /// <param name="message">What it starts with.</param>
    /// <param name="callerGasLeft">Gas that the frame around it keeps; 0 for the transaction's own frame.</param>
    void EnterFrame(in CallMessage message, ulong callerGasLeft);

    /// <summary>An instruction is about to run.</summary>
    void BeforeInstruction(in InstructionTrace step);

    /// <summary>A frame ended.</summary>
    void ExitFrame(in CallResult result);
}

/// <summary>The machine's state before an instruction, as EIP-3155 shows it; its spans are valid during the call only.</summary>
public readonly ref struct InstructionTrace
{
    /// <summary>Position in the code.</summary>
    public required int ProgramCounter { get; init; }

    /// <summary>The instruction's byte.</summary>
    public required byte Opcode { get; init; }

    /// <summary>Gas before the instruction.</summary>
    public required ulong GasLeft { get; init; }

    /// <summary>Refund counter before the instruction.</summary>
    public required long RefundGas { get; init; }

    /// <summary>0 for the transaction's own frame.</summary>
    public required int Depth { get; init; }

    /// <summary>Words on the stack, the top one last.</summary>
    public required ReadOnlySpan<UInt256> Stack { get; init; }

    /// <summary>The frame's memory.</summary>
    public required ReadOnlySpan<byte> Memory { get; init; }

    /// <summary>What the frame's last call returned.</summary>
    public required ReadOnlySpan<byte> ReturnData { get; init; }
}

/// <summary>Watches nothing and costs nothing.</summary>
public readonly struct NoTracer : ITracer
{
    /// <inheritdoc/>
    public static bool IsEnabled => false;

    /// <inheritdoc/>
    public void EnterFrame(in CallMessage message, ulong callerGasLeft) { }

    /// <inheritdoc/>
    public void BeforeInstruction(in InstructionTrace step) { }

    /// <inheritdoc/>
    public void ExitFrame(in CallResult result) { }
}
