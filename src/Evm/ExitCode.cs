namespace NodeProto.Evm;

/// <summary>Why a frame ended. Up to <see cref="NonceOverflow"/> the gas that is left goes back to the caller; every later code takes it all.</summary>
public enum ExitCode : byte
{
    /// <summary>STOP, RETURN, SELFDESTRUCT, the end of the code, or an account without code.</summary>
    Success,

    /// <summary>REVERT (EIP-140): changes are undone, output and remaining gas are kept.</summary>
    Revert,

    /// <summary>A call or creation deeper than 1024; nothing was executed, so the gas goes back.</summary>
    DepthExceeded,

    /// <summary>The caller cannot pay the value; nothing was executed, so the gas goes back.</summary>
    InsufficientBalance,

    /// <summary>The creator's nonce is 2^64 - 1 (EIP-2681); nothing was executed, so the gas goes back.</summary>
    NonceOverflow,

    /// <summary>The frame ran out of gas.</summary>
    OutOfGas,

    /// <summary>An instruction found fewer words on the stack than it takes.</summary>
    StackUnderflow,

    /// <summary>The stack grew beyond 1024 words.</summary>
    StackOverflow,

    /// <summary>A jump to anything but a JUMPDEST.</summary>
    InvalidJump,

    /// <summary>An instruction that the fork does not define, or INVALID.</summary>
    InvalidInstruction,

    /// <summary>A state change inside a static call (EIP-214).</summary>
    StaticViolation,

    /// <summary>RETURNDATACOPY beyond the end of the return data (EIP-211).</summary>
    ReturnDataOutOfBounds,

    /// <summary>The new contract's address has a nonce, code or storage already (EIP-684, EIP-7610).</summary>
    CreationCollision,

    /// <summary>The code to deploy is longer than 24576 bytes (EIP-170).</summary>
    CodeTooLarge,

    /// <summary>The code to deploy begins with 0xEF (EIP-3541).</summary>
    CodeReserved,

    /// <summary>A precompiled contract refused its input.</summary>
    PrecompileFailed,
}
