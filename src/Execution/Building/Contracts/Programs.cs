using NodeProto.Evm;
using NodeProto.Primitives;

namespace NodeProto.Execution;

/// <summary>Small contracts that together reach what contracts can do: storage, logs, calls, creation, destruction, failure.</summary>
/// <remarks>Each takes its arguments as 32-byte words of call data, without selectors. Runtime code; deploy with <see cref="Assembler.Deployment"/>.</remarks>
internal static class Programs
{
    /// <summary>Writes each pair (key, value) of its call data to storage; returns the value of the first key.</summary>
    public static byte[] Ledger() =>
        new Assembler()
            .Push(0) // [at]
            .Label("loop")
            .Dup(1)
            .Push(64)
            .Op(Opcode.Add, Opcode.Calldatasize, Opcode.Lt)
            .JumpIf("done") // No whole pair is left.
            .Dup(1)
            .Push(32)
            .Op(Opcode.Add, Opcode.Calldataload)
            .Dup(2)
            .Op(Opcode.Calldataload, Opcode.Sstore) // [at]
            .Push(64)
            .Op(Opcode.Add)
            .Jump("loop")
            .Label("done")
            .Push(0)
            .Op(Opcode.Calldataload, Opcode.Sload)
            .Push(0)
            .Op(Opcode.Mstore)
            .Push(32)
            .Push(0)
            .Op(Opcode.Return)
            .Build();

    /// <summary>Logs its call data five times, with none to four of its words as topics.</summary>
    public static byte[] Logger()
    {
        Assembler code = new Assembler().Op(Opcode.Calldatasize).Push(0).Push(0).Op(Opcode.Calldatacopy);
        for (int topics = 0; topics <= 4; topics++)
        {
            for (int topic = topics - 1; topic >= 0; topic--)
            {
                code.Push((ulong)topic * 32).Op(Opcode.Calldataload);
            }
            code.Op(Opcode.Calldatasize).Push(0).Op(Opcode.Log0 + (byte)topics);
        }
        return code.Op(Opcode.Stop).Build();
    }

    /// <summary>Counts calls without data in slot 0, keeping their value; any data destroys it in favour of the address in word 0.</summary>
    public static byte[] Mortal() =>
        new Assembler()
            .Op(Opcode.Calldatasize)
            .JumpIf("end")
            .Push(1)
            .Push(0)
            .Op(Opcode.Sload, Opcode.Add)
            .Push(0)
            .Op(Opcode.Sstore, Opcode.Stop)
            .Label("end")
            .Push(0)
            .Op(Opcode.Calldataload, Opcode.Selfdestruct)
            .Build();

    /// <summary>
    /// Creates a contract from the initialisation code after word 0 with its call's value, keeps the address in slot 0, calls the child,
    /// and destroys it when bit 0 of word 0 is set. Then the same with CREATE2, slot 1 and bit 1, where word 0 is the salt.
    /// </summary>
    public static byte[] Nursery(Fork fork)
    {
        Assembler code = new();
        CopyAfter(code, 32);
        code.Push(32).Op(Opcode.Calldatasize, Opcode.Sub).Push(0).Op(Opcode.Callvalue, Opcode.Create);
        Visit(code, fork, slot: 0, bit: 1);
        if (fork >= Fork.Constantinople)
        {
            CopyAfter(code, 32);
            code.Push(0).Op(Opcode.Calldataload).Push(32).Op(Opcode.Calldatasize, Opcode.Sub).Push(0).Push(0).Op(Opcode.Create2);
            Visit(code, fork, slot: 1, bit: 2);
        }
        return code.Op(Opcode.Stop).Build();

        static void Visit(Assembler code, Fork fork, ulong slot, ulong bit)
        {
            code.Dup(1).Push(slot).Op(Opcode.Sstore); // [child]
            code.Op(Opcode.Caller).Push(0).Op(Opcode.Mstore); // Memory 0: who gets the child's wei.
            Call(code, fork, inputBytes: 0);
            code.Push(0).Op(Opcode.Calldataload).Push(bit).Op(Opcode.And, Opcode.Iszero).JumpIf($"keep{slot}");
            Call(code, fork, inputBytes: 32);
            code.Label($"keep{slot}").Op(Opcode.Pop);
        }

        static void Call(Assembler code, Fork fork, ulong inputBytes)
        {
            code.Push(0).Push(0).Push(inputBytes).Push(0).Push(0).Dup(6); // [child, out length, out, in length, in, value, child]
            CallGas(code, fork).Op(Opcode.Call, Opcode.Pop);
        }
    }

    /// <summary>
    /// Calls the address in word 0 with the data after word 1, in the way that word 1 says: 0 CALL with its own value, 1 CALLCODE,
    /// 2 DELEGATECALL, 3 STATICCALL. Slot 256 + way keeps whether it worked; slot 512 + way the hash of what came back.
    /// </summary>
    public static byte[] Relay(Fork fork)
    {
        Assembler code = new();
        CopyAfter(code, 64);
        Way(code, fork, 0, Opcode.Call, takesValue: true);
        Way(code, fork, 1, Opcode.Callcode, takesValue: true);
        if (fork >= Fork.Homestead)
        {
            Way(code, fork, 2, Opcode.Delegatecall, takesValue: false);
        }
        if (fork >= Fork.Byzantium)
        {
            Way(code, fork, 3, Opcode.Staticcall, takesValue: false);
        }
        return code.Op(Opcode.Stop).Build();

        static void Way(Assembler code, Fork fork, ulong way, Opcode call, bool takesValue)
        {
            code.Push(32).Op(Opcode.Calldataload).Push(way).Op(Opcode.Eq, Opcode.Iszero).JumpIf($"not{way}");
            code.Push(64).Push(0).Push(64).Op(Opcode.Calldatasize, Opcode.Sub).Push(0); // 64 bytes of output over the input.
            if (takesValue)
            {
                code.Op(Opcode.Callvalue);
            }
            code.Push(0).Op(Opcode.Calldataload);
            CallGas(code, fork).Op(call).Push(256 + way).Op(Opcode.Sstore);
            if (fork >= Fork.Byzantium)
            {
                code.Op(Opcode.Returndatasize).Push(0).Push(0).Op(Opcode.Returndatacopy);
                code.Op(Opcode.Returndatasize).Push(0);
            }
            else
            {
                code.Push(64).Push(0);
            }
            code.Op(Opcode.Keccak256).Push(512 + way).Op(Opcode.Sstore, Opcode.Stop);
            code.Label($"not{way}");
        }
    }

    /// <summary>Keeps, under the block's number, the hash of all that a contract can see of its surroundings; word 0 is an address to look at.</summary>
    public static byte[] Observer(Fork fork)
    {
        Assembler code = new();
        ulong at = 0;
        See(Opcode.Address);
        See(Opcode.Origin);
        See(Opcode.Caller);
        See(Opcode.Callvalue);
        See(Opcode.Gasprice);
        See(Opcode.Coinbase);
        See(Opcode.Timestamp);
        See(Opcode.Number);
        See(Opcode.Prevrandao); // DIFFICULTY before the merge.
        See(Opcode.Gaslimit);
        See(Opcode.Codesize);
        Look(Opcode.Balance);
        Look(Opcode.Extcodesize);
        foreach (ulong back in (ReadOnlySpan<ulong>)[0, 1, 2, 200, 257])
        {
            code.Push(back).Op(Opcode.Number, Opcode.Sub, Opcode.Blockhash);
            Keep();
        }
        if (fork >= Fork.Constantinople)
        {
            Look(Opcode.Extcodehash);
        }
        if (fork >= Fork.Istanbul)
        {
            See(Opcode.Chainid);
            See(Opcode.Selfbalance);
        }
        if (fork >= Fork.London)
        {
            See(Opcode.Basefee);
        }
        if (fork >= Fork.Cancun)
        {
            See(Opcode.Blobbasefee);
            code.Push(0).Op(Opcode.Blobhash);
            Keep();
            code.Op(Opcode.Number).Push(7).Op(Opcode.Tstore).Push(7).Op(Opcode.Tload);
            Keep();
        }
        code.Push(64).Push(0).Push(at).Push(0).Op(Opcode.Calldataload, Opcode.Extcodecopy);
        at += 64;
        See(Opcode.Msize);
        See(Opcode.Gas); // Every cost before this is in it.
        return code.Push(at).Push(0).Op(Opcode.Keccak256, Opcode.Number, Opcode.Sstore, Opcode.Stop).Build();

        void See(Opcode opcode)
        {
            code.Op(opcode);
            Keep();
        }

        void Look(Opcode opcode)
        {
            code.Push(0).Op(Opcode.Calldataload, opcode);
            Keep();
        }

        void Keep()
        {
            code.Push(at).Op(Opcode.Mstore);
            at += 32;
        }
    }

    /// <summary>How many ways <see cref="Faulty"/> knows to fail.</summary>
    public const int Faults = 9;

    /// <summary>Writes to storage and then fails in the way that word 0 says.</summary>
    public static byte[] Faulty(Fork fork)
    {
        Assembler code = new Assembler().Op(Opcode.Gas, Opcode.Number, Opcode.Sstore);
        for (ulong way = 0; way < Faults; way++)
        {
            code.Push(0).Op(Opcode.Calldataload).Push(way).Op(Opcode.Eq).JumpIf($"way{way}");
        }
        code.Op(Opcode.Stop);
        code.Label("way0").Op(Opcode.Invalid);
        code.Label("way1").Op(Opcode.Pop); // Nothing is on the stack.
        code.Label("way2").Jump("way2"); // Until the gas is gone.
        code.Label("way3").Push(3).Op(Opcode.Jump); // No JUMPDEST.
        code.Label("way4").Push(32).Push(0).Op(Opcode.Revert); // Undefined before Byzantium.
        code.Label("way5").Push(1).Push(1UL << 40).Op(Opcode.Mstore); // More memory than gas.
        code.Label("way6").Push(1).Push(0).Push(0).Op(Opcode.Returndatacopy); // Beyond what came back.
        code.Label("way7").Push(1).Jump("way7"); // Until the stack is full.
        code.Label("way8"); // Calls itself until gas or depth ends it, writing on the way back.
        code.Push(0).Op(Opcode.Calldataload).Push(0).Op(Opcode.Mstore);
        code.Push(0).Push(0).Push(32).Push(0).Push(0).Op(Opcode.Address);
        return CallGas(code, fork).Op(Opcode.Call, Opcode.Gas, Opcode.Sstore, Opcode.Stop).Build();
    }

    /// <summary>Mixes words 0 and 1 through arithmetic as often as word 2 says (at most 255 times), and keeps the result under word 0.</summary>
    public static byte[] Mixer(Fork fork)
    {
        Assembler code = new();
        code.Push(64).Op(Opcode.Calldataload).Push(255).Op(Opcode.And); // [left]
        code.Push(32).Op(Opcode.Calldataload).Push(0).Op(Opcode.Calldataload); // [left, y, x]
        code.Label("loop").Dup(3).Op(Opcode.Iszero).JumpIf("done");
        Mix(Opcode.Mul);
        Mix(Opcode.Sub);
        Mix(Opcode.Sdiv);
        Mix(Opcode.Add);
        Mix(Opcode.Smod);
        Mix(Opcode.Xor);
        Mix(Opcode.Exp);
        Mix(Opcode.Div);
        code.Op(Opcode.Not);
        if (fork >= Fork.Constantinople)
        {
            code.Dup(1)
                .Push(13)
                .Op(Opcode.Shr, Opcode.Xor)
                .Dup(1)
                .Push(7)
                .Op(Opcode.Shl, Opcode.Xor)
                .Dup(1)
                .Push(17)
                .Op(Opcode.Sar, Opcode.Xor);
        }
        if (fork >= Fork.Osaka)
        {
            code.Dup(1).Op(Opcode.Clz, Opcode.Add);
        }
        code.Dup(3).Dup(3).Dup(3).Op(Opcode.Mulmod, Opcode.Add); // x += x * y mod left
        code.Dup(3).Dup(3).Dup(3).Op(Opcode.Addmod, Opcode.Xor);
        code.Dup(1).Push(3).Op(Opcode.Signextend, Opcode.Add).Dup(1).Push(30).Op(Opcode.Byte, Opcode.Add);
        code.Push(0).Op(Opcode.Mstore).Push(32).Push(0).Op(Opcode.Keccak256); // [left, y, x]
        code.Swap(1); // [left, x, y]: both change in turn.
        code.Swap(2).Push(1).Swap(1).Op(Opcode.Sub).Swap(2); // left - 1
        code.Jump("loop");
        return code.Label("done").Push(0).Op(Opcode.Calldataload, Opcode.Sstore, Opcode.Stop).Build();

        // x becomes op(x, y).
        void Mix(Opcode opcode) => code.Dup(2).Swap(1).Op(opcode);
    }

    /// <summary>Logs a deposit (EIP-6110) whose key, credentials, amount, signature and index are its 192 bytes of call data in that order.</summary>
    /// <remarks>Only the log's form is that of the beacon chain's deposit contract; other lengths log something else.</remarks>
    public static byte[] DepositContract()
    {
        ReadOnlySpan<(ulong Offset, ulong Length)> fields = [(160, 48), (256, 32), (320, 8), (384, 96), (512, 8)]; // ABI: five byte strings.
        Assembler code = new Assembler().Push(192).Op(Opcode.Calldatasize, Opcode.Eq).JumpIf("deposit");
        code.Op(Opcode.Number).Push(0).Push(0).Op(Opcode.Log0 + 1, Opcode.Stop);
        code.Label("deposit");
        ulong from = 0;
        ulong at = 0;
        foreach ((ulong offset, ulong length) in fields)
        {
            code.Push(offset).Push(at).Op(Opcode.Mstore);
            code.Push(length).Push(offset).Op(Opcode.Mstore);
            code.Push(length).Push(from).Push(offset + 32).Op(Opcode.Calldatacopy);
            from += length;
            at += 32;
        }
        return code.Push(Requests.DepositTopic.Bytes).Push(576).Push(0).Op(Opcode.Log0 + 1, Opcode.Stop).Build();
    }

    /// <summary>Call data after some bytes, to memory 0.</summary>
    private static void CopyAfter(Assembler code, ulong first) =>
        code.Push(first).Op(Opcode.Calldatasize, Opcode.Sub).Push(first).Push(0).Op(Opcode.Calldatacopy);

    /// <summary>All gas there is; before EIP-150 a call that asks for more than there is fails, so a part.</summary>
    public static Assembler CallGas(Assembler code, Fork fork) => fork >= Fork.TangerineWhistle ? code.Op(Opcode.Gas) : code.Push(60_000);
}
