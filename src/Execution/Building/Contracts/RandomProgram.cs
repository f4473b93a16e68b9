using NodeProto.Evm;
using NodeProto.Primitives;

namespace NodeProto.Execution;

/// <summary>Contracts out of random instructions with random operands, which end by storing what is left on the stack.</summary>
internal static class RandomProgram
{
    private const int InstructionsMax = 60;
    private const int KeptMax = 6;

    /// <summary>An instruction, how its operands are chosen, and whether it leaves a result.</summary>
    /// <param name="Opcode">The instruction.</param>
    /// <param name="Operands">One letter an operand, first the one on top of the stack: w any word, m a place in memory, s a size, a an address, k a storage key, g gas, v a value in wei, b a number of recent block.</param>
    /// <param name="HasResult">Whether it leaves a word.</param>
    /// <param name="Since">First fork that has it.</param>
    private readonly record struct Choice(Opcode Opcode, string Operands, bool HasResult = true, Fork Since = Fork.Frontier);

    // csharpier-ignore
    private static readonly Choice[] Choices =
    [
        new(Opcode.Add, "ww"), new(Opcode.Mul, "ww"), new(Opcode.Sub, "ww"), new(Opcode.Div, "ww"), new(Opcode.Sdiv, "ww"),
        new(Opcode.Mod, "ww"), new(Opcode.Smod, "ww"), new(Opcode.Addmod, "www"), new(Opcode.Mulmod, "www"), new(Opcode.Exp, "ww"),
        new(Opcode.Signextend, "sw"), new(Opcode.Lt, "ww"), new(Opcode.Gt, "ww"), new(Opcode.Slt, "ww"), new(Opcode.Sgt, "ww"),
        new(Opcode.Eq, "ww"), new(Opcode.Iszero, "w"), new(Opcode.And, "ww"), new(Opcode.Or, "ww"), new(Opcode.Xor, "ww"),
        new(Opcode.Not, "w"), new(Opcode.Byte, "sw"), new(Opcode.Keccak256, "ms"),
        new(Opcode.Shl, "sw", Since: Fork.Constantinople), new(Opcode.Shr, "sw", Since: Fork.Constantinople),
        new(Opcode.Sar, "sw", Since: Fork.Constantinople), new(Opcode.Clz, "w", Since: Fork.Osaka),
        new(Opcode.Address, ""), new(Opcode.Balance, "a"), new(Opcode.Origin, ""), new(Opcode.Caller, ""), new(Opcode.Callvalue, ""),
        new(Opcode.Calldataload, "m"), new(Opcode.Calldatasize, ""), new(Opcode.Calldatacopy, "mms", false), new(Opcode.Codesize, ""),
        new(Opcode.Codecopy, "mms", false), new(Opcode.Gasprice, ""), new(Opcode.Extcodesize, "a"), new(Opcode.Extcodecopy, "amms", false),
        new(Opcode.Returndatasize, "", Since: Fork.Byzantium), new(Opcode.Extcodehash, "a", Since: Fork.Constantinople),
        new(Opcode.Blockhash, "b"), new(Opcode.Coinbase, ""), new(Opcode.Timestamp, ""), new(Opcode.Number, ""), new(Opcode.Prevrandao, ""),
        new(Opcode.Gaslimit, ""), new(Opcode.Chainid, "", Since: Fork.Istanbul), new(Opcode.Selfbalance, "", Since: Fork.Istanbul),
        new(Opcode.Basefee, "", Since: Fork.London), new(Opcode.Blobhash, "s", Since: Fork.Cancun),
        new(Opcode.Blobbasefee, "", Since: Fork.Cancun), new(Opcode.Mload, "m"), new(Opcode.Mstore, "mw", false),
        new(Opcode.Mstore8, "mw", false), new(Opcode.Sload, "k"), new(Opcode.Sload, "k"), new(Opcode.Sstore, "kw", false),
        new(Opcode.Sstore, "kk", false), new(Opcode.Sstore, "kk", false), new(Opcode.Pc, ""), new(Opcode.Msize, ""), new(Opcode.Gas, ""),
        new(Opcode.Tload, "k", Since: Fork.Cancun), new(Opcode.Tstore, "kw", false, Since: Fork.Cancun),
        new(Opcode.Mcopy, "mms", false, Since: Fork.Cancun), new(Opcode.Push0, "", Since: Fork.Shanghai),
        new(Opcode.Log0, "ms", false), new(Opcode.Log0 + 1, "msw", false), new(Opcode.Log0 + 2, "msww", false),
        new(Opcode.Create, "vms"), new(Opcode.Create2, "vmsw", Since: Fork.Constantinople),
        new(Opcode.Call, "gavmsms"), new(Opcode.Call, "gavmsms"), new(Opcode.Callcode, "gavmsms"),
        new(Opcode.Delegatecall, "gamsms", Since: Fork.Homestead), new(Opcode.Staticcall, "gamsms", Since: Fork.Byzantium),
    ];

    /// <summary>Makes a program.</summary>
    /// <param name="random">Decides.</param>
    /// <param name="fork">Only instructions of this fork.</param>
    /// <param name="known">Addresses worth calling and looking at.</param>
    public static byte[] Make(ref SeededRandom random, Fork fork, IReadOnlyList<Address> known)
    {
        Assembler code = new();
        int kept = 0;
        int count = 1 + (int)random.NextBelow(InstructionsMax);
        for (int i = 0; i < count; i++)
        {
            Choice choice;
            do
            {
                choice = Choices[random.NextBelow((ulong)Choices.Length)];
            } while (choice.Since > fork);
            for (int operand = choice.Operands.Length - 1; operand >= 0; operand--)
            {
                // Words are mostly what an instruction before this one left.
                char kind = choice.Operands[operand];
                if (kind == 'w' && kept > 0 && random.NextBelow(4) > 0)
                {
                    code.Dup(1 + (choice.Operands.Length - 1 - operand) + (int)random.NextBelow((ulong)kept));
                }
                else
                {
                    Operand(code, ref random, kind, known);
                }
            }
            code.Op(choice.Opcode);
            kept += choice.HasResult ? 1 : 0;
            if (kept > KeptMax)
            {
                code.Op(Opcode.Pop);
                kept--;
            }
        }
        for (; kept > 0; kept--)
        {
            code.Push((ulong)kept).Op(Opcode.Sstore);
        }
        return code.Op(Opcode.Stop).Build();
    }

    private static void Operand(Assembler code, ref SeededRandom random, char kind, IReadOnlyList<Address> known)
    {
        switch (kind)
        {
            case 'm':
                code.Push(random.NextBelow(300));
                break;
            case 's':
                code.Push(random.NextBelow(random.NextBelow(8) == 0 ? 300UL : 40));
                break;
            case 'k':
                code.Push(random.NextBelow(5)); // Few keys, so that they are written, cleared and written again.
                break;
            case 'g':
                code.Push(random.NextBelow(40_000));
                break;
            case 'v':
                code.Push(random.NextBelow(3));
                break;
            case 'b':
                code.Push(random.NextBelow(300)).Op(Opcode.Number, Opcode.Sub);
                break;
            case 'a':
                UInt256 precompile = 1 + random.NextBelow(18);
                if (random.NextBelow(4) == 0 || known.Count == 0)
                {
                    code.Push(precompile);
                }
                else
                {
                    code.Push(known[(int)random.NextBelow((ulong)known.Count)].Bytes);
                }
                break;
            default:
                Hash256 word = random.NextHash();
                code.Push(word.Bytes[..(1 + (int)random.NextBelow(32))]);
                break;
        }
    }
}
