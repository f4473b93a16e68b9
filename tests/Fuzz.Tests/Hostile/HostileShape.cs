using NodeProto.Evm;
using NodeProto.Primitives;

namespace NodeProto.Fuzz.Tests;

/// <summary>A transaction that is built to hurt: what it calls, and what it brings along.</summary>
/// <param name="Name">What it does, in a few words.</param>
/// <param name="Code">Code of the contract that is called; empty for none.</param>
internal sealed record HostileShape(string Name, byte[] Code)
{
    private const int Word = 32;
    private const int SmallReserve = 60_000;
    private static readonly Address Self = HostileChain.AddressOf(HostileChain.ContractNumber);
    private static readonly Address Child = HostileChain.AddressOf(HostileChain.ChildNumber);
    private static readonly Address Identity = HostileChain.AddressOf(4);

    /// <summary>Code of a second contract.</summary>
    public byte[] ChildCode { get; init; } = [];

    /// <summary>Data of the transaction.</summary>
    public byte[] Data { get; init; } = [];

    /// <summary>Fills what gas is left with zero bytes of data, access list or authorizations.</summary>
    public Filling Filling { get; init; }

    /// <summary>Slots that the contract has from genesis on.</summary>
    public int Slots { get; init; }

    /// <summary>All of them but the precompiled contracts.</summary>
    public static IReadOnlyList<HostileShape> All { get; } =
    [
        new("additions", new Bytecode().Op(Opcode.Push1, (Opcode)1).Loop(500, code => Repeat(code, 200, Opcode.Dup1, Opcode.Add)).Build()),
        new("divisions", Arithmetic(Opcode.Sdiv, 2)),
        new("products of three", Arithmetic(Opcode.Mulmod, 3)),
        new("powers", Arithmetic(Opcode.Exp, 2)),
        new("jumps", new Bytecode().Loop(500, code => Repeat(code, 5_000, Opcode.Jumpdest)).Build()),
        new("deep calls", new Bytecode().Call(Self, 0, 0, Opcode.Call).Op(Opcode.Invalid).Build()),
        new("tree of calls", new Bytecode().Call(Self, 0, 0, Opcode.Call).Call(Self, 0, 0, Opcode.Call).Op(Opcode.Stop).Build()),
        new(
            "tree of calls that revert",
            new Bytecode()
                .Op(Opcode.Gas, Opcode.Gas, Opcode.Tstore)
                .Call(Self, 0, 0, Opcode.Call)
                .Call(Self, 0, 0, Opcode.Call)
                .Op(Opcode.Push0, Opcode.Push0, Opcode.Revert)
                .Build()
        ),
        new("delegated calls", new Bytecode().Loop(SmallReserve, code => code.Call(Child, 0, 0, Opcode.Delegatecall)).Build())
        {
            ChildCode = [(byte)Opcode.Stop],
        },
        new(
            "memory as large as can be paid",
            new Bytecode()
                .Op(Opcode.Push0)
                .Loop(SmallReserve, code => code.Push(16 * 1024).Op(Opcode.Add, Opcode.Dup1, Opcode.Dup1, Opcode.Mstore))
                .Build()
        ),
        new(
            "memory in each of many frames",
            new Bytecode().Push(60_000).Op(Opcode.Dup1, Opcode.Mstore).Call(Self, 0, 0, Opcode.Call).Op(Opcode.Stop).Build()
        ),
        new("memory bought again and again", new Bytecode().Loop(SmallReserve, code => code.Call(Child, 0, 0)).Build())
        {
            ChildCode = new Bytecode().Push(32 * 1024).Op(Opcode.Dup1, Opcode.Mstore, Opcode.Stop).Build(),
        },
        new(
            "memory copies",
            new Bytecode().Loop(SmallReserve, code => code.Push(64 * 1024).Push(Word).Op(Opcode.Push0, Opcode.Mcopy)).Build()
        ),
        new(
            "copies of returned data",
            new Bytecode()
                .Call(Identity, 64 * 1024, 0)
                .Loop(SmallReserve, code => code.Push(64 * 1024).Op(Opcode.Push0, Opcode.Push0, Opcode.Returndatacopy))
                .Build()
        ),
        new(
            "hashes of long data",
            new Bytecode().Loop(SmallReserve, code => code.Push(64 * 1024).Op(Opcode.Push0, Opcode.Keccak256, Opcode.Pop)).Build()
        ),
        new(
            "hashes of short data",
            new Bytecode()
                .Loop(
                    500,
                    code =>
                    {
                        for (int i = 0; i < 50; i++)
                        {
                            code.Op(Opcode.Push0, Opcode.Push0, Opcode.Keccak256, Opcode.Pop);
                        }
                    }
                )
                .Build()
        ),
        new(
            "new slots",
            new Bytecode()
                .Op(Opcode.Push0)
                .Loop(SmallReserve, code => code.Op(Opcode.Push1, (Opcode)1, Opcode.Add, Opcode.Dup1, Opcode.Dup1, Opcode.Sstore))
                .Build()
        ),
        new(
            "slots of a large contract",
            new Bytecode()
                .Op(Opcode.Push0)
                .Loop(SmallReserve, code => code.Op(Opcode.Push1, (Opcode)1, Opcode.Add, Opcode.Dup1, Opcode.Sload, Opcode.Pop))
                .Build()
        )
        {
            Slots = 8_000,
        },
        new(
            "slots of a large contract, cleared",
            new Bytecode()
                .Op(Opcode.Push0)
                .Loop(SmallReserve, code => code.Op(Opcode.Push1, (Opcode)1, Opcode.Add, Opcode.Push0, Opcode.Dup1 + 1, Opcode.Sstore))
                .Build()
        )
        {
            Slots = 8_000,
        },
        new("one slot to and fro", new Bytecode().Loop(SmallReserve, code => code.Op(Opcode.Gas, Opcode.Push0, Opcode.Sstore)).Build()),
        new("transient slots", new Bytecode().Loop(SmallReserve, code => code.Op(Opcode.Gas, Opcode.Gas, Opcode.Tstore)).Build()),
        new("cold balances", Sweep(Opcode.Balance)),
        new("cold code sizes", Sweep(Opcode.Extcodesize)),
        new("cold code hashes", Sweep(Opcode.Extcodehash)),
        new(
            "cold calls with value",
            new Bytecode()
                .Loop(
                    SmallReserve,
                    code =>
                        code.Op(
                            Opcode.Push0,
                            Opcode.Push0,
                            Opcode.Push0,
                            Opcode.Push0,
                            Opcode.Push1,
                            (Opcode)1,
                            Opcode.Gas,
                            Opcode.Gas,
                            Opcode.Call,
                            Opcode.Pop
                        )
                )
                .Build()
        ),
        new(
            "copies of code",
            new Bytecode()
                .Loop(SmallReserve, code => code.Push(24 * 1024).Op(Opcode.Push0, Opcode.Push0).Push(Child).Op(Opcode.Extcodecopy))
                .Build()
        )
        {
            ChildCode = new byte[24 * 1024],
        },
        new("empty logs", new Bytecode().Loop(SmallReserve, code => code.Op(Opcode.Push0, Opcode.Push0, Opcode.Log0)).Build()),
        new(
            "logs with topics",
            new Bytecode()
                .Loop(
                    SmallReserve,
                    code => code.Op(Opcode.Gas, Opcode.Dup1, Opcode.Dup1, Opcode.Dup1, Opcode.Push0, Opcode.Push0, Opcode.Log0 + 4)
                )
                .Build()
        ),
        new("logs with data", new Bytecode().Loop(SmallReserve, code => code.Push(4 * 1024).Op(Opcode.Push0, Opcode.Log0)).Build()),
        new(
            "contracts made and destroyed",
            new Bytecode()
                .Push(unchecked((int)0x33FF0000))
                .Op(Opcode.Push0, Opcode.Mstore)
                .Loop(
                    2 * SmallReserve,
                    code => code.Op(Opcode.Gas, Opcode.Push1, (Opcode)2, Opcode.Push1, (Opcode)28, Opcode.Push0, Opcode.Create2, Opcode.Pop)
                )
                .Build()
        ),
        new(
            "contracts of no code",
            new Bytecode()
                .Loop(2 * SmallReserve, code => code.Op(Opcode.Push0, Opcode.Push0, Opcode.Push0, Opcode.Create, Opcode.Pop))
                .Build()
        ),
        new(
            "long code to make a contract of",
            new Bytecode()
                .CopyInput()
                .Loop(2 * SmallReserve, code => code.Op(Opcode.Calldatasize, Opcode.Push0, Opcode.Push0, Opcode.Create, Opcode.Pop))
                .Build()
        )
        {
            Data = Filled(16 * 1024, Opcode.Jumpdest),
        },
        new("many codes", new Bytecode().Loop(SmallReserve, code => code.Call(Child, 0, 0)).Build())
        {
            ChildCode = Filled(24 * 1024, Opcode.Jumpdest),
        },
        new("data", []) { Filling = Filling.Data },
        new("access list of accounts", []) { Filling = Filling.AccessListAccounts },
        new("access list of slots", []) { Filling = Filling.AccessListSlots },
        new("authorizations", []) { Filling = Filling.Authorizations },
    ];

    /// <summary>Calls of a precompiled contract with one input, one after the other.</summary>
    public static HostileShape Precompiled(string name, int number, byte[] input) =>
        new(name, new Bytecode().CopyInput().Loop(SmallReserve, code => code.Call(HostileChain.AddressOf(number), input.Length, 0)).Build())
        {
            Data = input,
        };

    public override string ToString() => Name;

    private static byte[] Arithmetic(Opcode opcode, int operands)
    {
        Bytecode code = new Bytecode().Op(Opcode.Push0, Opcode.Not);
        return code.Loop(
                2_000,
                body =>
                {
                    for (int i = 0; i < 20; i++)
                    {
                        for (int j = 0; j < operands; j++)
                        {
                            body.Op(Opcode.Dup1);
                        }
                        body.Op(opcode, Opcode.Pop);
                    }
                }
            )
            .Build();
    }

    private static byte[] Sweep(Opcode opcode) =>
        new Bytecode().Loop(SmallReserve, code => code.Op(Opcode.Gas, opcode, Opcode.Pop)).Build();

    private static byte[] Filled(int length, Opcode with)
    {
        byte[] code = new byte[length];
        Array.Fill(code, (byte)with);
        return code;
    }

    private static void Repeat(Bytecode code, int times, params ReadOnlySpan<Opcode> opcodes)
    {
        for (int i = 0; i < times; i++)
        {
            code.Op(opcodes);
        }
    }
}

/// <summary>What a transaction's gas goes into beside code.</summary>
internal enum Filling
{
    None,
    Data,
    AccessListAccounts,
    AccessListSlots,
    Authorizations,
}
