using System.Text.Json;
using NodeProto.Evm;
using NodeProto.Node.Output;

namespace NodeProto.Node.Programs;

/// <summary>Writes a line of JSON for each instruction (EIP-3155).</summary>
/// <remarks>
/// What an instruction cost is known when the next one of its frame begins, or the frame that it enters, or its frame's end; then
/// its line is written. A call's cost holds the gas that it hands on, unless no code runs in it: then only what it used.
/// </remarks>
/// <param name="lines">Takes the lines.</param>
internal sealed class StructLog(TextWriter lines)
{
    private readonly Stack<Step?> _frames = new();

    /// <summary>A frame begins; the instruction that makes the call is the last one of the frame around it.</summary>
    public void Enter(ulong callerGasLeft)
    {
        if (_frames.Count > 0)
        {
            Finish(callerGasLeft, "");
        }
        _frames.Push(null);
    }

    /// <summary>An instruction is about to run.</summary>
    public void Before(in InstructionTrace step)
    {
        Finish(step.GasLeft, "");
        string[] stack = new string[step.Stack.Length];
        for (int i = 0; i < stack.Length; i++)
        {
            stack[i] = step.Stack[i].ToHexText();
        }
        _frames.Pop();
        _frames.Push(new Step(step.ProgramCounter, step.Opcode, step.GasLeft, step.RefundGas, step.Depth + 1, step.Memory.Length, stack));
    }

    /// <summary>The frame ended.</summary>
    public void Exit(in CallResult result)
    {
        Finish(result.GasLeft, result.ExitCode <= ExitCode.Revert ? "" : result.ExitCode.ToString());
        _frames.Pop();
    }

    /// <summary>Writes the running frame's last instruction, whose cost is known now.</summary>
    private void Finish(ulong gasLeft, string error)
    {
        if (_frames.Peek() is not { } step)
        {
            return;
        }
        _frames.Pop();
        _frames.Push(null);
        ulong cost = step.Gas >= gasLeft ? step.Gas - gasLeft : 0; // A stipend that comes back may be more than the call cost.
        lines.WriteLine(JsonText.Of(json => Write(json, step, cost, error)));
    }

    private static void Write(Utf8JsonWriter json, Step step, ulong cost, string error)
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
        json.WriteNumber("refund", step.RefundGas);
        json.WriteString("opName", OpcodeNames.Of(step.Opcode));
        if (error.Length > 0)
        {
            json.WriteString("error", error);
        }
        json.WriteEndObject();
    }

    private sealed record Step(int ProgramCounter, byte Opcode, ulong Gas, long RefundGas, int Depth, int MemoryBytes, string[] Stack);
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
