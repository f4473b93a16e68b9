using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using NodeProto.Primitives;

namespace NodeProto.Evm;

/// <summary>The loop over a frame's instructions: the short and frequent ones in line, the others through their row's handler.</summary>
/// <remarks>
/// Gas and stack are checked once a block (<see cref="CodeBlock"/>), so an instruction in line is its meaning alone. Optimised
/// at once and not by tiers: profile-guided tiering made the one big method slower (measured on a Fibonacci loop: 804 ms with,
/// 510 ms without).
/// </remarks>
internal static unsafe class InterpreterLoop
{
    /// <summary>Runs the frame to its end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ExitCode Run<TTracer>(Frame frame, delegate* <Frame, ExitCode>[] handlers, ref TTracer tracer)
        where TTracer : struct, ITracer
    {
        byte* code = frame.Code.Instructions;
        int* blockAt = frame.Code.BlockAt;
        CodeBlock* blocks = frame.Code.Blocks;
        UInt256* stackBase = frame.StackBase;
        byte* position = code;
        UInt256* top = stackBase;
        long gas = frame.Gas;

        EnterBlock:
        if (TTracer.IsEnabled)
        {
            Trace(frame, position, top, gas, ref tracer);
        }
        CodeBlock* block = blocks + (blockAt[position - code] - 1);
        gas -= block->Gas;
        if (gas < 0)
        {
            return ExitCode.OutOfGas;
        }
        long height = top - stackBase;
        if (height < block->StackNeeded)
        {
            return ExitCode.StackUnderflow;
        }
        if (height + block->StackGrowth > Frame.StackWordsMax)
        {
            return ExitCode.StackOverflow;
        }
        if (*position == (byte)Opcode.Jumpdest)
        {
            // It starts its block, which is charged now; reaching it in the switch means that it is not.
            position++;
            goto Continue;
        }

        Next:
        switch (*position)
        {
            case (byte)Opcode.Stop:
                frame.Gas = gas;
                return ExitCode.Success;

            case (byte)Opcode.Add:
                top--;
                Word.Add(top - 1, top);
                break;
            case (byte)Opcode.Mul:
                top--;
                top[-1] = UInt256.Multiply(top[0], top[-1]);
                break;
            case (byte)Opcode.Sub:
                top--;
                Word.Subtract(top - 1, top);
                break;
            case (byte)Opcode.Div:
                top--;
                top[-1] = UInt256.DivideOrZero(top[0], top[-1]);
                break;
            case (byte)Opcode.Mod:
                top--;
                top[-1] = UInt256.RemainderOrZero(top[0], top[-1]);
                break;

            case (byte)Opcode.Lt:
                top--;
                Word.SetBool(top - 1, Word.IsBelow(top, top - 1));
                break;
            case (byte)Opcode.Gt:
                top--;
                Word.SetBool(top - 1, Word.IsBelow(top - 1, top));
                break;
            case (byte)Opcode.Slt:
                top--;
                Word.SetBool(top - 1, UInt256.SignedLessThan(top[0], top[-1]));
                break;
            case (byte)Opcode.Sgt:
                top--;
                Word.SetBool(top - 1, UInt256.SignedLessThan(top[-1], top[0]));
                break;
            case (byte)Opcode.Eq:
                top--;
                Word.SetBool(top - 1, Word.Vector(top) == Word.Vector(top - 1));
                break;
            case (byte)Opcode.Iszero:
                Word.SetBool(top - 1, Word.Vector(top - 1) == Vector256<ulong>.Zero);
                break;
            case (byte)Opcode.And:
                top--;
                Word.Set(top - 1, Word.Vector(top - 1) & Word.Vector(top));
                break;
            case (byte)Opcode.Or:
                top--;
                Word.Set(top - 1, Word.Vector(top - 1) | Word.Vector(top));
                break;
            case (byte)Opcode.Xor:
                top--;
                Word.Set(top - 1, Word.Vector(top - 1) ^ Word.Vector(top));
                break;
            case (byte)Opcode.Not:
                Word.Set(top - 1, ~Word.Vector(top - 1));
                break;
            case (byte)Opcode.Byte:
                top--;
                Word.SetUInt64(top - 1, top[-1].ByteAt(top[0]));
                break;
            case (byte)Opcode.Shl:
                top--;
                top[-1] = top[-1].ShiftLeft(top[0]);
                break;
            case (byte)Opcode.Shr:
                top--;
                top[-1] = top[-1].ShiftRight(top[0]);
                break;
            case (byte)Opcode.Sar:
                top--;
                top[-1] = top[-1].ShiftRightSigned(top[0]);
                break;

            case (byte)Opcode.Pop:
                top--;
                break;
            case (byte)Opcode.Mload:
            {
                UInt256* offset = top - 1;
                if (!Word.IsInside(offset, 32, frame.MemorySize) && !TryGrow(frame, offset, 32, ref gas))
                {
                    return ExitCode.OutOfGas;
                }
                Word.ReadBigEndian(offset, frame.Memory + ((ulong*)offset)[0]);
                break;
            }
            case (byte)Opcode.Mstore:
            {
                top -= 2;
                UInt256* offset = top + 1;
                if (!Word.IsInside(offset, 32, frame.MemorySize) && !TryGrow(frame, offset, 32, ref gas))
                {
                    return ExitCode.OutOfGas;
                }
                Word.WriteBigEndian(frame.Memory + ((ulong*)offset)[0], top);
                break;
            }

            case (byte)Opcode.Jump:
                top--;
                if (!TryJump(top, code, blockAt, frame.Code, out position))
                {
                    return ExitCode.InvalidJump;
                }
                goto EnterBlock;
            case (byte)Opcode.Jumpi:
                top -= 2;
                if (Word.Vector(top) == Vector256<ulong>.Zero)
                {
                    position++;
                }
                else if (!TryJump(top + 1, code, blockAt, frame.Code, out position))
                {
                    return ExitCode.InvalidJump;
                }
                goto EnterBlock;
            case (byte)Opcode.Pc:
                Word.SetUInt64(top++, (ulong)(position - code));
                break;
            case (byte)Opcode.Gas:
                Word.SetUInt64(top++, (ulong)gas);
                position++;
                goto EnterBlock;
            case (byte)Opcode.Jumpdest:
                goto EnterBlock;

            case (byte)Opcode.Push0:
                Word.SetUInt64(top++, 0);
                break;
            case (byte)Opcode.Push1:
                Word.SetUInt64(top++, position[1]);
                position += 2;
                goto Continue;
            case (byte)Opcode.Push2:
                Word.SetUInt64(top++, BinaryPrimitives.ReverseEndianness(*(ushort*)(position + 1)));
                position += 3;
                goto Continue;
            case (byte)Opcode.Push3:
                Word.SetUInt64(top++, BinaryPrimitives.ReverseEndianness(*(uint*)(position + 1)) >> 8);
                position += 4;
                goto Continue;
            case (byte)Opcode.Push4:
                Word.SetUInt64(top++, BinaryPrimitives.ReverseEndianness(*(uint*)(position + 1)));
                position += 5;
                goto Continue;
            case (byte)Opcode.Push32:
                Word.ReadBigEndian(top++, position + 1);
                position += 33;
                goto Continue;
            // PUSH5 to PUSH31.
            case 0x64:
            case 0x65:
            case 0x66:
            case 0x67:
            case 0x68:
            case 0x69:
            case 0x6a:
            case 0x6b:
            case 0x6c:
            case 0x6d:
            case 0x6e:
            case 0x6f:
            case 0x70:
            case 0x71:
            case 0x72:
            case 0x73:
            case 0x74:
            case 0x75:
            case 0x76:
            case 0x77:
            case 0x78:
            case 0x79:
            case 0x7a:
            case 0x7b:
            case 0x7c:
            case 0x7d:
            case 0x7e:
            {
                int length = *position - (int)Opcode.Push1 + 1;
                Word.ReadShort(top++, position + 1, length);
                position += length + 1;
                goto Continue;
            }

            // csharpier-ignore-start: DUP1 to DUP16 and SWAP1 to SWAP16, a line each, so that every distance is a constant.
            case 0x80:
                Word.Set(top, Word.Vector(top - 1));
                top++;
                break;
            case 0x81:
                Word.Set(top, Word.Vector(top - 2));
                top++;
                break;
            case 0x82:
                Word.Set(top, Word.Vector(top - 3));
                top++;
                break;
            case 0x83:
                Word.Set(top, Word.Vector(top - 4));
                top++;
                break;
            case 0x84:
                Word.Set(top, Word.Vector(top - 5));
                top++;
                break;
            case 0x85:
                Word.Set(top, Word.Vector(top - 6));
                top++;
                break;
            case 0x86:
                Word.Set(top, Word.Vector(top - 7));
                top++;
                break;
            case 0x87:
                Word.Set(top, Word.Vector(top - 8));
                top++;
                break;
            case 0x88:
                Word.Set(top, Word.Vector(top - 9));
                top++;
                break;
            case 0x89:
                Word.Set(top, Word.Vector(top - 10));
                top++;
                break;
            case 0x8a:
                Word.Set(top, Word.Vector(top - 11));
                top++;
                break;
            case 0x8b:
                Word.Set(top, Word.Vector(top - 12));
                top++;
                break;
            case 0x8c:
                Word.Set(top, Word.Vector(top - 13));
                top++;
                break;
            case 0x8d:
                Word.Set(top, Word.Vector(top - 14));
                top++;
                break;
            case 0x8e:
                Word.Set(top, Word.Vector(top - 15));
                top++;
                break;
            case 0x8f:
                Word.Set(top, Word.Vector(top - 16));
                top++;
                break;
            case 0x90:
                Word.Swap(top - 1, top - 2);
                break;
            case 0x91:
                Word.Swap(top - 1, top - 3);
                break;
            case 0x92:
                Word.Swap(top - 1, top - 4);
                break;
            case 0x93:
                Word.Swap(top - 1, top - 5);
                break;
            case 0x94:
                Word.Swap(top - 1, top - 6);
                break;
            case 0x95:
                Word.Swap(top - 1, top - 7);
                break;
            case 0x96:
                Word.Swap(top - 1, top - 8);
                break;
            case 0x97:
                Word.Swap(top - 1, top - 9);
                break;
            case 0x98:
                Word.Swap(top - 1, top - 10);
                break;
            case 0x99:
                Word.Swap(top - 1, top - 11);
                break;
            case 0x9a:
                Word.Swap(top - 1, top - 12);
                break;
            case 0x9b:
                Word.Swap(top - 1, top - 13);
                break;
            case 0x9c:
                Word.Swap(top - 1, top - 14);
                break;
            case 0x9d:
                Word.Swap(top - 1, top - 15);
                break;
            case 0x9e:
                Word.Swap(top - 1, top - 16);
                break;
            case 0x9f:
                Word.Swap(top - 1, top - 17);
                break;
            // csharpier-ignore-end

            default:
            {
                frame.Gas = gas;
                frame.Top = top;
                frame.Position = position;
                ExitCode exit = handlers[*position](frame);
                gas = frame.Gas;
                top = frame.Top;
                if (exit != ExitCode.Success)
                {
                    return exit == Frame.Finished ? ExitCode.Success : exit;
                }
                position++;
                if (blockAt[position - code] != 0)
                {
                    goto EnterBlock;
                }
                goto Next;
            }
        }
        position++;

        Continue:
        if (TTracer.IsEnabled)
        {
            goto EnterBlock;
        }
        goto Next;
    }

    /// <summary>Finds the block that starts with the JUMPDEST at a position.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryJump(UInt256* destination, byte* code, int* blockAt, AnalyzedCode analyzed, out byte* position)
    {
        ulong* words = (ulong*)destination;
        ulong target = words[0];
        position = code + target;
        return (words[1] | words[2] | words[3]) == 0
            && target < (ulong)analyzed.Bytes.Length
            && *position == (byte)Opcode.Jumpdest
            && blockAt[target] != 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryGrow(Frame frame, UInt256* offset, ulong length, ref long gas)
    {
        frame.Gas = gas;
        bool isGrown = frame.TryExpand(*offset, length);
        gas = frame.Gas;
        return isGrown;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Trace<TTracer>(Frame frame, byte* position, UInt256* top, long gas, ref TTracer tracer)
        where TTracer : struct, ITracer
    {
        tracer.BeforeInstruction(
            new InstructionTrace
            {
                ProgramCounter = (int)(position - frame.Code.Instructions),
                Opcode = frame.Code.OriginalAt((int)(position - frame.Code.Instructions)),
                GasLeft = (ulong)gas,
                RefundGas = frame.Refund,
                Depth = frame.Message.Depth,
                Stack = new ReadOnlySpan<UInt256>(frame.StackBase, (int)(top - frame.StackBase)),
                Memory = new ReadOnlySpan<byte>(frame.Memory, frame.MemorySize),
                ReturnData = frame.ReturnData.Span,
            }
        );
    }
}
