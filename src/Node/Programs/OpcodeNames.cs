using NodeProto.Evm;

namespace NodeProto.Node.Programs;

/// <summary>Mnemonics of instructions, as the yellow paper writes them.</summary>
internal static class OpcodeNames
{
    /// <summary>The name of a byte; <c>opcode 0x0c not defined</c> for one that no fork has.</summary>
    public static string Of(byte opcode) =>
        opcode switch
        {
            >= (byte)Opcode.Push1 and <= (byte)Opcode.Push32 => $"PUSH{opcode - (byte)Opcode.Push1 + 1}",
            >= (byte)Opcode.Dup1 and <= (byte)Opcode.Dup16 => $"DUP{opcode - (byte)Opcode.Dup1 + 1}",
            >= (byte)Opcode.Swap1 and <= (byte)Opcode.Swap16 => $"SWAP{opcode - (byte)Opcode.Swap1 + 1}",
            >= (byte)Opcode.Log0 and <= (byte)Opcode.Log4 => $"LOG{opcode - (byte)Opcode.Log0}",
            _ => Enum.IsDefined((Opcode)opcode) ? ((Opcode)opcode).ToString().ToUpperInvariant() : $"opcode 0x{opcode:x2} not defined",
        };
}
