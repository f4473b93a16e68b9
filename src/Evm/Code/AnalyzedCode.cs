using System.Runtime.CompilerServices;

namespace NodeProto.Evm;

/// <summary>Bytecode prepared for one fork: cut into blocks whose gas and stack use are summed, jump destinations known. Immutable.</summary>
/// <remarks>
/// The arrays are pinned, so that the interpreter's loop can walk them by pointer. They are padded: behind the last
/// instruction stand zeros, that is STOP, and enough of them for a PUSH32 that is cut off.
/// </remarks>
internal sealed unsafe class AnalyzedCode
{
    /// <summary>A PUSH32 as the last byte reads 32 bytes beyond it; then comes the STOP.</summary>
    private const int Padding = 33;

    private readonly byte[] _instructions;
    private readonly int[] _blockAt;
    private readonly CodeBlock[] _blocks;

    private AnalyzedCode(ReadOnlyMemory<byte> bytes, byte[] instructions, int[] blockAt, CodeBlock[] blocks)
    {
        Bytes = bytes;
        _instructions = instructions;
        _blockAt = blockAt;
        _blocks = blocks;
    }

    /// <summary>The code as it is stored.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Bytes that the prepared form takes.</summary>
    public int SizeBytes => _instructions.Length * 5 + (_blocks.Length * sizeof(CodeBlock));

    /// <summary>The code with every undefined instruction replaced by INVALID; pinned.</summary>
    public byte* Instructions => (byte*)Unsafe.AsPointer(ref _instructions[0]);

    /// <summary>For each position, 1 + the number of the block that starts there, or 0; pinned.</summary>
    public int* BlockAt => (int*)Unsafe.AsPointer(ref _blockAt[0]);

    /// <summary>The blocks; pinned.</summary>
    public CodeBlock* Blocks => (CodeBlock*)Unsafe.AsPointer(ref _blocks[0]);

    /// <summary>The stored byte at a position; 0, that is STOP, behind the end.</summary>
    public byte OriginalAt(int position) => position < Bytes.Length ? Bytes.Span[position] : (byte)0;

    /// <summary>Prepares code.</summary>
    /// <param name="code">The bytes; kept, not copied.</param>
    /// <param name="table">Instructions of the fork.</param>
    /// <param name="isStepwise">Whether every instruction shall be a block of its own, so that a tracer sees exact gas.</param>
    /// <param name="room">Arrays to use, for code that runs once; null for arrays of its own.</param>
    public static AnalyzedCode Analyze(ReadOnlyMemory<byte> code, InstructionTable table, bool isStepwise, CodeRoom? room = null)
    {
        ReadOnlySpan<byte> bytes = code.Span;
        int length = bytes.Length + Padding;
        byte[] instructions = room?.Instructions(length) ?? GC.AllocateArray<byte>(length, pinned: true);
        int[] blockAt = room?.BlockAt(length) ?? GC.AllocateArray<int>(length, pinned: true);
        List<CodeBlock> blocks = room?.Blocks ?? new((bytes.Length / 16) + 2);
        bytes.CopyTo(instructions);

        BlockSum sum = default;
        int start = 0;
        bool isOpen = true;
        int position = 0;
        while (position <= bytes.Length)
        {
            byte opcode = instructions[position];
            bool isDestination = opcode == (byte)Opcode.Jumpdest;
            if ((isDestination || isStepwise) && position != start && isOpen)
            {
                Close(blocks, blockAt, start, sum);
                isOpen = false;
            }
            if (!isOpen)
            {
                sum = default;
                start = position;
                isOpen = true;
            }
            if (!table.IsDefined(opcode))
            {
                opcode = (byte)Opcode.Invalid;
                instructions[position] = opcode;
            }
            sum.Add(table.Gas(opcode), table.Pops(opcode), table.Pushes(opcode));
            position += 1 + PushBytes(opcode);
            if (EndsBlock((Opcode)opcode))
            {
                Close(blocks, blockAt, start, sum);
                isOpen = false;
            }
        }
        if (isOpen)
        {
            Close(blocks, blockAt, start, sum);
        }
        if (isStepwise)
        {
            Close(blocks, blockAt, position, default); // The STOP behind a PUSH whose data the code's end cuts off.
        }
        CodeBlock[] pinned = room?.Pinned(blocks.Count) ?? GC.AllocateArray<CodeBlock>(blocks.Count, pinned: true);
        blocks.CopyTo(pinned);
        return new AnalyzedCode(code, instructions, blockAt, pinned);
    }

    /// <summary>Bytes of data behind a PUSH instruction.</summary>
    public static int PushBytes(byte opcode) =>
        opcode is >= (byte)Opcode.Push1 and <= (byte)Opcode.Push32 ? opcode - (byte)Opcode.Push1 + 1 : 0;

    private static void Close(List<CodeBlock> blocks, int[] blockAt, int start, BlockSum sum)
    {
        blocks.Add(sum.ToBlock());
        blockAt[start] = blocks.Count;
    }

    /// <summary>
    /// Whether a block ends behind the instruction: it leaves the straight line, or what it does depends on the gas that is
    /// left (GAS, SSTORE by EIP-2200, calls and creations by EIP-150), so nothing behind it may have been charged yet.
    /// </summary>
    private static bool EndsBlock(Opcode opcode) =>
        opcode
            is Opcode.Stop
                or Opcode.Jump
                or Opcode.Jumpi
                or Opcode.Gas
                or Opcode.Sstore
                or Opcode.Create
                or Opcode.Call
                or Opcode.Callcode
                or Opcode.Return
                or Opcode.Delegatecall
                or Opcode.Create2
                or Opcode.Staticcall
                or Opcode.Revert
                or Opcode.Invalid
                or Opcode.Selfdestruct;

    private struct BlockSum
    {
        private uint _gas;
        private int _height;
        private int _needed;
        private int _growth;

        public void Add(int gas, int pops, int pushes)
        {
            _gas += (uint)gas;
            _needed = Math.Max(_needed, pops - _height);
            _height += pushes - pops;
            _growth = Math.Max(_growth, _height);
        }

        // Beyond 1024 either check fails anyway, so larger sums can be cut off.
        public readonly CodeBlock ToBlock() =>
            new(_gas, (ushort)Math.Min(_needed, ushort.MaxValue), (ushort)Math.Min(_growth, ushort.MaxValue));
    }
}
