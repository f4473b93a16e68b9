using System.Buffers;
using System.Text;
using System.Text.Json;
using NodeProto.Evm;
using NodeProto.Node.Output;
using NodeProto.Primitives;

namespace NodeProto.Node.Programs;

/// <summary>Writes a line of JSON for each instruction and one for the end (EIP-3155), fields in the EIP's order.</summary>
/// <remarks>
/// What an instruction cost is known when the next one of its frame begins, or the frame that it enters, or its frame's end; then
/// its line is written. A call's cost holds the gas that it hands on, unless no code runs in it: then only what it used. An
/// instruction that fails costs all gas that was left. The optional <c>memory</c> and <c>storage</c> are left out.
/// </remarks>
/// <param name="lines">Takes the lines, many at a time.</param>
/// <param name="stop">Ends the program: the next instruction throws.</param>
internal sealed class StructLog(TextWriter lines, CancellationToken stop)
{
    private const int BufferedBytes = 1 << 16;

    private readonly ArrayBufferWriter<byte> _buffer = new(2 * BufferedBytes);
    private readonly Stack<FrameLog> _frames = new();

    /// <summary>A frame begins; the instruction that makes the call is the last one of the frame around it.</summary>
    public void Enter(ulong callerGasLeft)
    {
        long refund = 0;
        if (_frames.TryPeek(out FrameLog? caller))
        {
            refund = caller.RefundAround + caller.Refund;
            Finish(caller, callerGasLeft, "");
        }
        _frames.Push(new FrameLog(refund));
    }

    /// <summary>An instruction is about to run.</summary>
    /// <exception cref="OperationCanceledException">A stop was asked for.</exception>
    public void Before(in InstructionTrace step)
    {
        stop.ThrowIfCancellationRequested();
        FrameLog frame = _frames.Peek();
        Finish(frame, step.GasLeft, "");
        string[] stack = new string[step.Stack.Length];
        for (int i = 0; i < stack.Length; i++)
        {
            stack[i] = step.Stack[i].ToHexText();
        }
        string returnData = HexText.Encode(step.ReturnData);
        frame.Refund = step.RefundGas;
        frame.Last = new Step(step.ProgramCounter, step.Opcode, step.GasLeft, step.Memory.Length, stack, step.Depth + 1, returnData);
    }

    /// <summary>The frame ended.</summary>
    public void Exit(in CallResult result)
    {
        string error = result.ExitCode switch
        {
            ExitCode.Success => "",
            ExitCode.Revert when !result.Output.IsEmpty => $"{result.ExitCode}: {HexText.Encode(result.Output.Span)}",
            _ => result.ExitCode.ToString(),
        };
        Finish(_frames.Pop(), result.GasLeft, error);
    }

    /// <summary>Writes the last line: what became of the whole program.</summary>
    /// <param name="result">How it ended.</param>
    /// <param name="gasLimit">Gas that it had.</param>
    /// <param name="stateRoot">Root of the state after it.</param>
    /// <param name="fork">The rule set.</param>
    public void End(in CallResult result, ulong gasLimit, in Hash256 stateRoot, Fork fork)
    {
        using (Utf8JsonWriter json = new(_buffer, JsonText.Options))
        {
            json.WriteStartObject();
            json.WriteString("stateRoot", stateRoot.ToString());
            json.WriteString("output", HexText.Encode(result.Output.Span));
            json.WriteString("gasUsed", $"0x{gasLimit - result.GasLeft:x}");
            json.WriteBoolean("pass", result.IsSuccess);
            json.WriteString("fork", ForkNames.NameOf(fork));
            json.WriteEndObject();
        }
        EndLine();
        Flush();
    }

    /// <summary>Hands on the lines that are complete.</summary>
    public void Flush()
    {
        lines.Write(Encoding.UTF8.GetString(_buffer.WrittenSpan));
        lines.Flush();
        _buffer.Clear();
    }

    /// <summary>Writes a frame's last instruction, whose cost is known now.</summary>
    private void Finish(FrameLog frame, ulong gasLeft, string error)
    {
        if (frame.Last is not { } step)
        {
            return;
        }
        frame.Last = null;
        using (Utf8JsonWriter json = new(_buffer, JsonText.Options))
        {
            ulong cost = step.Gas >= gasLeft ? step.Gas - gasLeft : 0; // A stipend that comes back may be more than the call cost.
            Write(json, step, cost, Math.Max(0, frame.RefundAround + frame.Refund), error);
        }
        EndLine();
    }

    private void EndLine()
    {
        _buffer.Write("\n"u8);
        if (_buffer.WrittenCount >= BufferedBytes)
        {
            Flush();
        }
    }

    private static void Write(Utf8JsonWriter json, Step step, ulong cost, long refund, string error)
    {
        json.WriteStartObject();
        json.WriteNumber("pc", step.ProgramCounter);
        json.WriteNumber("op", step.Opcode);
        json.WriteString("gas", $"0x{step.Gas:x}");
        json.WriteString("gasCost", $"0x{cost:x}");
        json.WriteNumber("memSize", step.MemoryBytes);
        json.WriteStartArray("stack");
        foreach (string word in step.Stack)
        {
            json.WriteStringValue(word);
        }
        json.WriteEndArray();
        json.WriteNumber("depth", step.Depth);
        json.WriteString("returnData", step.ReturnData);
        json.WriteString("refund", $"0x{refund:x}");
        json.WriteString("opName", OpcodeNames.Of(step.Opcode));
        if (error.Length > 0)
        {
            json.WriteString("error", error);
        }
        json.WriteEndObject();
    }

    /// <summary>A frame that runs.</summary>
    private sealed class FrameLog(long refundAround)
    {
        /// <summary>Refunds of the frames around it, which with its own are the global counter.</summary>
        public long RefundAround => refundAround;

        /// <summary>Its own refunds before its last instruction.</summary>
        public long Refund { get; set; }

        /// <summary>Its last instruction, until it is written.</summary>
        public Step? Last { get; set; }
    }

    private sealed record Step(int ProgramCounter, byte Opcode, ulong Gas, int MemoryBytes, string[] Stack, int Depth, string ReturnData);
}

/// <summary>Hands what the interpreter shows to a struct log.</summary>
/// <param name="log">The log.</param>
internal readonly struct StructLogTracer(StructLog log) : ITracer
{
    /// <inheritdoc/>
    public static bool IsEnabled => true;

    /// <inheritdoc/>
    public void EnterFrame(in CallMessage message, ulong callerGasLeft) => log.Enter(callerGasLeft);

    /// <inheritdoc/>
    public void BeforeInstruction(in InstructionTrace step) => log.Before(step);

    /// <inheritdoc/>
    public void ExitFrame(in CallResult result) => log.Exit(result);
}
