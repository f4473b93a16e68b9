using NodeProto.Evm;
using NodeProto.Primitives;

namespace NodeProto.Fuzz.Tests;

/// <summary>Writes bytecode: instructions, numbers, and loops that end shortly before the gas does.</summary>
internal sealed class Bytecode
{
    private readonly List<byte> _code = [];

    public Bytecode Op(params ReadOnlySpan<Opcode> opcodes)
    {
        foreach (Opcode opcode in opcodes)
        {
            _code.Add((byte)opcode);
        }
        return this;
    }

    /// <summary>Appends PUSH4 of a number.</summary>
    public Bytecode Push(int value)
    {
        _code.Add((byte)Opcode.Push1 + 3);
        _code.AddRange([(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value]);
        return this;
    }

    /// <summary>Appends PUSH20 of an address.</summary>
    public Bytecode Push(Address address)
    {
        _code.Add((byte)Opcode.Push1 + 19);
        _code.AddRange(address.Bytes);
        return this;
    }

    /// <summary>Repeats a body while there is more gas than the reserve, then stops.</summary>
    public Bytecode Loop(int reserveGas, Action<Bytecode> body)
    {
        int start = _code.Count;
        Op(Opcode.Jumpdest);
        body(this);
        return Push(reserveGas).Op(Opcode.Gas, Opcode.Gt).Push(start).Op(Opcode.Jumpi, Opcode.Stop);
    }

    /// <summary>Copies the call's data to memory 0.</summary>
    public Bytecode CopyInput() => Op(Opcode.Calldatasize, Opcode.Push0, Opcode.Push0, Opcode.Calldatacopy);

    /// <summary>Calls an account with what lies in memory from 0 on, with all gas; the result is dropped.</summary>
    public Bytecode Call(Address to, int inputBytes, int outputBytes, Opcode how = Opcode.Staticcall)
    {
        Push(outputBytes).Op(Opcode.Push0).Push(inputBytes).Op(Opcode.Push0);
        return (how == Opcode.Call ? Op(Opcode.Push0) : this).Push(to).Op(Opcode.Gas, how, Opcode.Pop);
    }

    public byte[] Build() => [.. _code];
}
