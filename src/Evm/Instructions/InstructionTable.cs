using NodeProto.Primitives;

namespace NodeProto.Evm;

/// <summary>What each byte means in one fork: the sum of its rows, in arrays by opcode.</summary>
internal sealed unsafe class InstructionTable
{
    private readonly int[] _gas = new int[256];
    private readonly byte[] _pops = new byte[256];
    private readonly byte[] _pushes = new byte[256];
    private readonly bool[] _isDefined = new bool[256];
    private readonly delegate* <Frame, ExitCode>[] _handlers = new delegate* <Frame, ExitCode>[256];

    /// <summary>The table of a fork.</summary>
    public InstructionTable(Fork fork, ReadOnlySpan<Instruction> rows, ReadOnlySpan<Repricing> repricings)
    {
        Fork = fork;
        for (int opcode = 0; opcode < _handlers.Length; opcode++)
        {
            _handlers[opcode] = &Endings.Invalid;
        }
        foreach (Instruction row in rows)
        {
            int opcode = (int)row.Opcode;
            if (row.Since > fork)
            {
                continue;
            }
            _isDefined[opcode] = true;
            _gas[opcode] = row.Gas;
            _pops[opcode] = (byte)row.Pops;
            _pushes[opcode] = (byte)row.Pushes;
            _handlers[opcode] = row.Handler;
        }
        foreach (Repricing repricing in repricings)
        {
            if (repricing.Since <= fork)
            {
                _gas[(int)repricing.Opcode] = repricing.Gas;
            }
        }
    }

    /// <summary>The fork.</summary>
    public Fork Fork { get; }

    /// <summary>What runs an instruction; null when the loop has it in line, <see cref="Endings.Invalid"/> when it is not defined.</summary>
    public delegate* <Frame, ExitCode>[] Handlers => _handlers;

    /// <summary>Fixed gas.</summary>
    public int Gas(byte opcode) => _gas[opcode];

    /// <summary>Words that must be on the stack.</summary>
    public int Pops(byte opcode) => _pops[opcode];

    /// <summary>Words that replace them.</summary>
    public int Pushes(byte opcode) => _pushes[opcode];

    /// <summary>Whether the fork has the instruction.</summary>
    public bool IsDefined(byte opcode) => _isDefined[opcode];
}
