using NodeProto.Primitives;

namespace NodeProto.Evm;

/// <summary>One row of the instruction set.</summary>
internal readonly unsafe struct Instruction
{
    /// <summary>A row; a null handler means that the loop itself runs the instruction.</summary>
    public Instruction(Opcode opcode, int pops, int pushes, int gas, Fork since, delegate* <Frame, ExitCode> handler, string source)
    {
        Opcode = opcode;
        Pops = pops;
        Pushes = pushes;
        Gas = gas;
        Since = since;
        Handler = handler;
        Source = source;
    }

    /// <summary>The byte.</summary>
    public Opcode Opcode { get; }

    /// <summary>Words that must be on the stack.</summary>
    public int Pops { get; }

    /// <summary>Words that replace them.</summary>
    public int Pushes { get; }

    /// <summary>Fixed gas when the instruction was introduced.</summary>
    public int Gas { get; }

    /// <summary>First fork that has it.</summary>
    public Fork Since { get; }

    /// <summary>What it does; null when the interpreter's loop has it in line because it is short and frequent.</summary>
    public delegate* <Frame, ExitCode> Handler { get; }

    /// <summary>Where it is specified.</summary>
    public string Source { get; }
}

/// <summary>A change of an instruction's fixed gas.</summary>
internal readonly record struct Repricing(Opcode Opcode, Fork Since, int Gas, string Source);
