using NodeProto.Primitives;

namespace NodeProto.Evm;

/// <summary>All instructions of all forks, and the tables that the interpreter reads, one for each fork.</summary>
internal static unsafe class InstructionSet
{
    // csharpier-ignore
    private static readonly Instruction[] Rows =
    [
        //  opcode                pops push gas    since                 handler                        source
        new(Opcode.Stop,           0, 0,     0, Fork.Frontier,       null,                          "YP H.2 0s"),
        new(Opcode.Add,            2, 1,     3, Fork.Frontier,       null,                          "YP H.2 0s"),
        new(Opcode.Mul,            2, 1,     5, Fork.Frontier,       null,                          "YP H.2 0s"),
        new(Opcode.Sub,            2, 1,     3, Fork.Frontier,       null,                          "YP H.2 0s"),
        new(Opcode.Div,            2, 1,     5, Fork.Frontier,       null,                          "YP H.2 0s"),
        new(Opcode.Sdiv,           2, 1,     5, Fork.Frontier,       &Arithmetic.SignedDivide,      "YP H.2 0s"),
        new(Opcode.Mod,            2, 1,     5, Fork.Frontier,       null,                          "YP H.2 0s"),
        new(Opcode.Smod,           2, 1,     5, Fork.Frontier,       &Arithmetic.SignedModulo,      "YP H.2 0s"),
        new(Opcode.Addmod,         3, 1,     8, Fork.Frontier,       &Arithmetic.AddModulo,         "YP H.2 0s"),
        new(Opcode.Mulmod,         3, 1,     8, Fork.Frontier,       &Arithmetic.MultiplyModulo,    "YP H.2 0s"),
        new(Opcode.Exp,            2, 1,    10, Fork.Frontier,       &Arithmetic.Exponentiate,      "YP H.2 0s"),
        new(Opcode.Signextend,     2, 1,     5, Fork.Frontier,       &Arithmetic.SignExtend,        "YP H.2 0s"),

        new(Opcode.Lt,             2, 1,     3, Fork.Frontier,       null,                          "YP H.2 10s"),
        new(Opcode.Gt,             2, 1,     3, Fork.Frontier,       null,                          "YP H.2 10s"),
        new(Opcode.Slt,            2, 1,     3, Fork.Frontier,       null,                          "YP H.2 10s"),
        new(Opcode.Sgt,            2, 1,     3, Fork.Frontier,       null,                          "YP H.2 10s"),
        new(Opcode.Eq,             2, 1,     3, Fork.Frontier,       null,                          "YP H.2 10s"),
        new(Opcode.Iszero,         1, 1,     3, Fork.Frontier,       null,                          "YP H.2 10s"),
        new(Opcode.And,            2, 1,     3, Fork.Frontier,       null,                          "YP H.2 10s"),
        new(Opcode.Or,             2, 1,     3, Fork.Frontier,       null,                          "YP H.2 10s"),
        new(Opcode.Xor,            2, 1,     3, Fork.Frontier,       null,                          "YP H.2 10s"),
        new(Opcode.Not,            1, 1,     3, Fork.Frontier,       null,                          "YP H.2 10s"),
        new(Opcode.Byte,           2, 1,     3, Fork.Frontier,       null,                          "YP H.2 10s"),
        new(Opcode.Shl,            2, 1,     3, Fork.Constantinople, null,                          "EIP-145"),
        new(Opcode.Shr,            2, 1,     3, Fork.Constantinople, null,                          "EIP-145"),
        new(Opcode.Sar,            2, 1,     3, Fork.Constantinople, null,                          "EIP-145"),
        new(Opcode.Clz,            1, 1,     5, Fork.Osaka,          &Arithmetic.LeadingZeros,      "EIP-7939"),

        new(Opcode.Keccak256,      2, 1,    30, Fork.Frontier,       &Hashing.Keccak,               "YP H.2 20s"),

        new(Opcode.Address,        0, 1,     2, Fork.Frontier,       &Environment.Address,          "YP H.2 30s"),
        new(Opcode.Balance,        1, 1,    20, Fork.Frontier,       &Accounts.Balance,             "YP H.2 30s"),
        new(Opcode.Origin,         0, 1,     2, Fork.Frontier,       &Environment.Origin,           "YP H.2 30s"),
        new(Opcode.Caller,         0, 1,     2, Fork.Frontier,       &Environment.Caller,           "YP H.2 30s"),
        new(Opcode.Callvalue,      0, 1,     2, Fork.Frontier,       &Environment.CallValue,        "YP H.2 30s"),
        new(Opcode.Calldataload,   1, 1,     3, Fork.Frontier,       &CallData.Load,                "YP H.2 30s"),
        new(Opcode.Calldatasize,   0, 1,     2, Fork.Frontier,       &CallData.Size,                "YP H.2 30s"),
        new(Opcode.Calldatacopy,   3, 0,     3, Fork.Frontier,       &CallData.Copy,                "YP H.2 30s"),
        new(Opcode.Codesize,       0, 1,     2, Fork.Frontier,       &CodeBytes.Size,               "YP H.2 30s"),
        new(Opcode.Codecopy,       3, 0,     3, Fork.Frontier,       &CodeBytes.Copy,               "YP H.2 30s"),
        new(Opcode.Gasprice,       0, 1,     2, Fork.Frontier,       &Environment.GasPrice,         "YP H.2 30s"),
        new(Opcode.Extcodesize,    1, 1,    20, Fork.Frontier,       &Accounts.CodeSize,            "YP H.2 30s"),
        new(Opcode.Extcodecopy,    4, 0,    20, Fork.Frontier,       &Accounts.CodeCopy,            "YP H.2 30s"),
        new(Opcode.Returndatasize, 0, 1,     2, Fork.Byzantium,      &ReturnBytes.Size,             "EIP-211"),
        new(Opcode.Returndatacopy, 3, 0,     3, Fork.Byzantium,      &ReturnBytes.Copy,             "EIP-211"),
        new(Opcode.Extcodehash,    1, 1,   400, Fork.Constantinople, &Accounts.CodeHash,            "EIP-1052"),

        new(Opcode.Blockhash,      1, 1,    20, Fork.Frontier,       &Environment.BlockHash,        "YP H.2 40s"),
        new(Opcode.Coinbase,       0, 1,     2, Fork.Frontier,       &Environment.Coinbase,         "YP H.2 40s"),
        new(Opcode.Timestamp,      0, 1,     2, Fork.Frontier,       &Environment.Timestamp,        "YP H.2 40s"),
        new(Opcode.Number,         0, 1,     2, Fork.Frontier,       &Environment.Number,           "YP H.2 40s"),
        new(Opcode.Prevrandao,     0, 1,     2, Fork.Frontier,       &Environment.Randomness,       "YP H.2 40s, EIP-4399"),
        new(Opcode.Gaslimit,       0, 1,     2, Fork.Frontier,       &Environment.GasLimit,         "YP H.2 40s"),
        new(Opcode.Chainid,        0, 1,     2, Fork.Istanbul,       &Environment.ChainId,          "EIP-1344"),
        new(Opcode.Selfbalance,    0, 1,     5, Fork.Istanbul,       &Accounts.SelfBalance,         "EIP-1884"),
        new(Opcode.Basefee,        0, 1,     2, Fork.London,         &Environment.BaseFee,          "EIP-3198"),
        new(Opcode.Blobhash,       1, 1,     3, Fork.Cancun,         &Environment.BlobHash,         "EIP-4844"),
        new(Opcode.Blobbasefee,    0, 1,     2, Fork.Cancun,         &Environment.BlobBaseFee,      "EIP-7516"),

        new(Opcode.Pop,            1, 0,     2, Fork.Frontier,       null,                          "YP H.2 50s"),
        new(Opcode.Mload,          1, 1,     3, Fork.Frontier,       null,                          "YP H.2 50s"),
        new(Opcode.Mstore,         2, 0,     3, Fork.Frontier,       null,                          "YP H.2 50s"),
        new(Opcode.Mstore8,        2, 0,     3, Fork.Frontier,       &MemoryBytes.StoreByte,        "YP H.2 50s"),
        new(Opcode.Sload,          1, 1,    50, Fork.Frontier,       &Storage.Load,                 "YP H.2 50s"),
        new(Opcode.Sstore,         2, 0,     0, Fork.Frontier,       &Storage.Store,                "YP H.2 50s"),
        new(Opcode.Jump,           1, 0,     8, Fork.Frontier,       null,                          "YP H.2 50s"),
        new(Opcode.Jumpi,          2, 0,    10, Fork.Frontier,       null,                          "YP H.2 50s"),
        new(Opcode.Pc,             0, 1,     2, Fork.Frontier,       null,                          "YP H.2 50s"),
        new(Opcode.Msize,          0, 1,     2, Fork.Frontier,       &MemoryBytes.Size,             "YP H.2 50s"),
        new(Opcode.Gas,            0, 1,     2, Fork.Frontier,       null,                          "YP H.2 50s"),
        new(Opcode.Jumpdest,       0, 0,     1, Fork.Frontier,       null,                          "YP H.2 50s"),
        new(Opcode.Tload,          1, 1,   100, Fork.Cancun,         &Storage.LoadTransient,        "EIP-1153"),
        new(Opcode.Tstore,         2, 0,   100, Fork.Cancun,         &Storage.StoreTransient,       "EIP-1153"),
        new(Opcode.Mcopy,          3, 0,     3, Fork.Cancun,         &MemoryBytes.Copy,             "EIP-5656"),
        new(Opcode.Push0,          0, 1,     2, Fork.Shanghai,       null,                          "EIP-3855"),

        new(Opcode.Create,         3, 1, 32000, Fork.Frontier,       &Creations.Create,             "YP H.2 f0s"),
        new(Opcode.Call,           7, 1,    40, Fork.Frontier,       &Calls.Call,                   "YP H.2 f0s"),
        new(Opcode.Callcode,       7, 1,    40, Fork.Frontier,       &Calls.CallCode,               "YP H.2 f0s"),
        new(Opcode.Return,         2, 0,     0, Fork.Frontier,       &Endings.Return,               "YP H.2 f0s"),
        new(Opcode.Delegatecall,   6, 1,    40, Fork.Homestead,      &Calls.DelegateCall,           "EIP-7"),
        new(Opcode.Create2,        4, 1, 32000, Fork.Constantinople, &Creations.Create2,            "EIP-1014"),
        new(Opcode.Staticcall,     6, 1,   700, Fork.Byzantium,      &Calls.StaticCall,             "EIP-214"),
        new(Opcode.Revert,         2, 0,     0, Fork.Byzantium,      &Endings.Revert,               "EIP-140"),
        new(Opcode.Invalid,        0, 0,     0, Fork.Frontier,       &Endings.Invalid,              "EIP-141"),
        new(Opcode.Selfdestruct,   1, 0,     0, Fork.Frontier,       &Endings.SelfDestruct,         "YP H.2 f0s"),
    ];

    // csharpier-ignore
    private static readonly Repricing[] Repricings =
    [
        new(Opcode.Extcodesize,  Fork.TangerineWhistle, 700,  "EIP-150"),
        new(Opcode.Extcodecopy,  Fork.TangerineWhistle, 700,  "EIP-150"),
        new(Opcode.Balance,      Fork.TangerineWhistle, 400,  "EIP-150"),
        new(Opcode.Sload,        Fork.TangerineWhistle, 200,  "EIP-150"),
        new(Opcode.Call,         Fork.TangerineWhistle, 700,  "EIP-150"),
        new(Opcode.Callcode,     Fork.TangerineWhistle, 700,  "EIP-150"),
        new(Opcode.Delegatecall, Fork.TangerineWhistle, 700,  "EIP-150"),
        new(Opcode.Selfdestruct, Fork.TangerineWhistle, 5000, "EIP-150"),
        new(Opcode.Sload,        Fork.Istanbul,         800,  "EIP-1884"),
        new(Opcode.Balance,      Fork.Istanbul,         700,  "EIP-1884"),
        new(Opcode.Extcodehash,  Fork.Istanbul,         700,  "EIP-1884"),

        // The warm price; handlers add the cold part.
        new(Opcode.Sload,        Fork.Berlin,           100,  "EIP-2929"),
        new(Opcode.Balance,      Fork.Berlin,           100,  "EIP-2929"),
        new(Opcode.Extcodesize,  Fork.Berlin,           100,  "EIP-2929"),
        new(Opcode.Extcodecopy,  Fork.Berlin,           100,  "EIP-2929"),
        new(Opcode.Extcodehash,  Fork.Berlin,           100,  "EIP-2929"),
        new(Opcode.Call,         Fork.Berlin,           100,  "EIP-2929"),
        new(Opcode.Callcode,     Fork.Berlin,           100,  "EIP-2929"),
        new(Opcode.Delegatecall, Fork.Berlin,           100,  "EIP-2929"),
        new(Opcode.Staticcall,   Fork.Berlin,           100,  "EIP-2929"),
    ];

    /// <summary>Every row, PUSH, DUP, SWAP and LOG written out.</summary>
    public static readonly Instruction[] All = [.. Rows, .. MakeFamilies()];

    private static readonly InstructionTable[] Tables = MakeTables();

    /// <summary>The instructions of a fork.</summary>
    public static InstructionTable Of(Fork fork) => Tables[(int)fork];

    private static InstructionTable[] MakeTables()
    {
        InstructionTable[] tables = new InstructionTable[(int)Fork.Osaka + 1];
        for (int fork = 0; fork < tables.Length; fork++)
        {
            tables[fork] = new InstructionTable((Fork)fork, All, Repricings);
        }
        return tables;
    }

    private static List<Instruction> MakeFamilies()
    {
        List<Instruction> rows = [];
        for (int n = 1; n <= 32; n++)
        {
            rows.Add(new Instruction((Opcode)((int)Opcode.Push1 + n - 1), 0, 1, 3, Fork.Frontier, null, "YP H.2 60s"));
        }
        for (int n = 1; n <= 16; n++)
        {
            rows.Add(new Instruction((Opcode)((int)Opcode.Dup1 + n - 1), n, n + 1, 3, Fork.Frontier, null, "YP H.2 80s"));
            rows.Add(new Instruction((Opcode)((int)Opcode.Swap1 + n - 1), n + 1, n + 1, 3, Fork.Frontier, null, "YP H.2 90s"));
        }
        for (int topics = 0; topics <= 4; topics++)
        {
            rows.Add(
                new Instruction(
                    (Opcode)((int)Opcode.Log0 + topics),
                    topics + 2,
                    0,
                    375 * (topics + 1),
                    Fork.Frontier,
                    &Logs.Emit,
                    "YP H.2 a0s"
                )
            );
        }
        return rows;
    }
}
