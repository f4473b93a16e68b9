using NodeProto.Evm;
using NodeProto.Primitives;

namespace NodeProto.Execution;

/// <summary>Writes bytecode instruction by instruction, with labels for jumps.</summary>
internal sealed class Assembler
{
    private const int LabelBytes = 2;

    private readonly List<byte> _code = [];
    private readonly Dictionary<string, int> _labels = new(StringComparer.Ordinal);
    private readonly List<(int Position, string Label)> _uses = [];

    /// <summary>Bytes so far.</summary>
    public int Length => _code.Count;

    /// <summary>Appends instructions without immediate bytes.</summary>
    public Assembler Op(params ReadOnlySpan<Opcode> opcodes)
    {
        foreach (Opcode opcode in opcodes)
        {
            _code.Add((byte)opcode);
        }
        return this;
    }

    /// <summary>Appends the shortest PUSH1 to PUSH32 of a number. Zero is PUSH1 0, which every fork knows.</summary>
    public Assembler Push(in UInt256 value)
    {
        Span<byte> word = stackalloc byte[UInt256.Size];
        value.WriteBigEndian(word);
        int zeros = 0;
        while (zeros < UInt256.Size - 1 && word[zeros] == 0)
        {
            zeros++;
        }
        return Push(word[zeros..]);
    }

    /// <summary>Appends a PUSH of 1 to 32 bytes.</summary>
    public Assembler Push(ReadOnlySpan<byte> bytes)
    {
        _code.Add((byte)(Opcode.Push1 + (byte)(bytes.Length - 1)));
        return Raw(bytes);
    }

    /// <summary>Appends a PUSH of a label's position.</summary>
    public Assembler PushLabel(string label)
    {
        _code.Add((byte)Opcode.Push2);
        _uses.Add((_code.Count, label));
        return Raw([0, 0]);
    }

    /// <summary>Appends a JUMPDEST that is known by a name.</summary>
    public Assembler Label(string label)
    {
        _labels.Add(label, _code.Count);
        return Op(Opcode.Jumpdest);
    }

    /// <summary>Appends DUP1 to DUP16.</summary>
    /// <param name="depth">1 is the top of the stack.</param>
    public Assembler Dup(int depth) => Op(Opcode.Dup1 + (byte)(depth - 1));

    /// <summary>Appends SWAP1 to SWAP16.</summary>
    /// <param name="depth">1 swaps the top with what lies below it.</param>
    public Assembler Swap(int depth) => Op(Opcode.Swap1 + (byte)(depth - 1));

    /// <summary>Appends an unconditional jump.</summary>
    public Assembler Jump(string label) => PushLabel(label).Op(Opcode.Jump);

    /// <summary>Appends a jump that happens when the top of the stack is not zero.</summary>
    public Assembler JumpIf(string label) => PushLabel(label).Op(Opcode.Jumpi);

    /// <summary>Appends bytes as they are.</summary>
    public Assembler Raw(ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            _code.Add(value);
        }
        return this;
    }

    /// <summary>The bytecode, with every label in its place.</summary>
    public byte[] Build()
    {
        byte[] code = [.. _code];
        foreach ((int position, string label) in _uses)
        {
            int target = _labels[label];
            code[position] = (byte)(target >> 8);
            code[position + LabelBytes - 1] = (byte)target;
        }
        return code;
    }

    /// <summary>Initialisation code that stores a contract's code.</summary>
    public static byte[] Deployment(ReadOnlySpan<byte> runtime)
    {
        const int PrologueBytes = 13;
        Span<byte> length = [(byte)(runtime.Length >> 8), (byte)runtime.Length];
        return new Assembler()
            .Push(length)
            .Dup(1)
            .Push(PrologueBytes)
            .Push(0)
            .Op(Opcode.Codecopy) // Memory 0: the runtime, which follows this code.
            .Push(0)
            .Op(Opcode.Return, Opcode.Stop)
            .Raw(runtime)
            .Build();
    }
}
