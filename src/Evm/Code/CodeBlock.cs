using System.Runtime.InteropServices;

namespace NodeProto.Evm;

/// <summary>A straight run of instructions, checked as one when it is entered.</summary>
/// <param name="Gas">Fixed gas of all its instructions.</param>
/// <param name="StackNeeded">Words that must be on the stack at its start.</param>
/// <param name="StackGrowth">How many words higher than at its start the stack gets inside it, at most.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct CodeBlock(uint Gas, ushort StackNeeded, ushort StackGrowth);
