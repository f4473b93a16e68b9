namespace NodeProto.Evm;

/// <summary>Gas that depends on what an instruction does (yellow paper, appendix G, and later EIPs); the fixed part stands in <see cref="InstructionSet"/>.</summary>
internal static class GasCost
{
    /// <summary>A word of copied data (G_copy).</summary>
    public const long CopyWord = 3;

    /// <summary>A word of memory (G_memory); the quadratic part divides by 512.</summary>
    public const long MemoryWord = 3;

    /// <summary>A word of hashed data (G_keccak256word).</summary>
    public const long KeccakWord = 6;

    /// <summary>A byte of log data (G_logdata).</summary>
    public const long LogByte = 8;

    /// <summary>A call that moves value (G_callvalue).</summary>
    public const long CallValue = 9000;

    /// <summary>What the callee gets for free when value moves (G_callstipend).</summary>
    public const long CallStipend = 2300;

    /// <summary>A call or SELFDESTRUCT that brings an account into being (G_newaccount).</summary>
    public const long NewAccount = 25000;

    /// <summary>A word of initialisation code (EIP-3860).</summary>
    public const long InitCodeWord = 2;

    /// <summary>Longest initialisation code, in bytes (EIP-3860).</summary>
    public const int InitCodeBytesMax = 49152;

    /// <summary>What the first use of an account costs beyond the warm price: 2600 - 100 (EIP-2929).</summary>
    public const long ColdAccountExtra = 2500;

    /// <summary>SELFDESTRUCT to a cold account: the whole cold price, since the instruction has no warm one (EIP-2929).</summary>
    public const long ColdAccount = 2600;

    /// <summary>A warm account or slot (EIP-2929).</summary>
    public const long Warm = 100;

    /// <summary>What the first use of a slot costs beyond the warm price: 2100 - 100 (EIP-2929).</summary>
    public const long ColdSlotExtra = 2000;

    /// <summary>The first use of a slot in SSTORE (EIP-2929).</summary>
    public const long ColdSlot = 2100;

    /// <summary>SSTORE from zero (G_sset).</summary>
    public const long StoreSet = 20000;

    /// <summary>SSTORE to a slot that was not zero (G_sreset).</summary>
    public const long StoreReset = 5000;

    /// <summary>Refund for a slot that becomes zero (R_sclear), before London.</summary>
    public const long StoreClearRefund = 15000;

    /// <summary>The same since London: 5000 - 2100 + 1900 (EIP-3529).</summary>
    public const long StoreClearRefundLondon = 4800;

    /// <summary>With this much gas or less, SSTORE fails, so that a stipend cannot pay for it (EIP-2200).</summary>
    public const long StoreSentry = 2300;

    /// <summary>Refund of SELFDESTRUCT (R_selfdestruct), before London.</summary>
    public const long SelfDestructRefund = 24000;
}
