using NodeProto.Primitives;

namespace NodeProto.Evm;

/// <summary>How a frame was entered.</summary>
public enum CallKind : byte
{
    /// <summary>CALL, or a transaction to an account.</summary>
    Call,

    /// <summary>CALLCODE: another account's code on the caller's own storage.</summary>
    CallCode,

    /// <summary>DELEGATECALL (EIP-7): as CALLCODE, with the caller's caller and value.</summary>
    DelegateCall,

    /// <summary>STATICCALL (EIP-214).</summary>
    StaticCall,

    /// <summary>CREATE, or a transaction without a recipient.</summary>
    Create,

    /// <summary>CREATE2 (EIP-1014).</summary>
    Create2,
}

/// <summary>What a frame starts with (yellow paper §8 and §9.3, the tuple I).</summary>
public readonly record struct CallMessage
{
    /// <summary>How the frame was entered.</summary>
    public required CallKind Kind { get; init; }

    /// <summary>0 for the transaction's own frame, at most 1024.</summary>
    public int Depth { get; init; }

    /// <summary>Whether state changes are forbidden: STATICCALL, or any call inside one (EIP-214).</summary>
    public bool IsStatic { get; init; }

    /// <summary>Gas that the frame may use, stipend included.</summary>
    public required ulong GasLimit { get; init; }

    /// <summary>What CALLER answers.</summary>
    public required Address Caller { get; init; }

    /// <summary>What ADDRESS answers: the account whose storage and balance the code works on. Unset for a creation by code: the host derives it.</summary>
    public required Address Address { get; init; }

    /// <summary>Account whose code runs, after EIP-7702 delegation; unset for a creation.</summary>
    public Address CodeAddress { get; init; }

    /// <summary>Whether <see cref="CodeAddress"/> comes from a delegation (EIP-7702): then a precompiled contract there counts as empty code.</summary>
    public bool IsDelegated { get; init; }

    /// <summary>What CALLVALUE answers, in wei; moved for CALL and creations only.</summary>
    public UInt256 ValueWei { get; init; }

    /// <summary>Call data; empty for a creation.</summary>
    public ReadOnlyMemory<byte> Input { get; init; }

    /// <summary>Code to run: set by the host for calls, by the creator for creations (initialisation code).</summary>
    public ReadOnlyMemory<byte> Code { get; init; }

    /// <summary>Keccak-256 of <see cref="Code"/>, the key of everything cached about it; zero for initialisation code, which is not cached.</summary>
    public Hash256 CodeHash { get; init; }

    /// <summary>Salt of CREATE2.</summary>
    public UInt256 Salt { get; init; }

    /// <summary>Whether the frame makes a contract.</summary>
    public bool IsCreation => Kind >= CallKind.Create;
}
