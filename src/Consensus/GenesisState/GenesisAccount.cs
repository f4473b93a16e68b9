using NodeProto.Primitives;

namespace NodeProto.Consensus;

/// <summary>An account that exists from genesis on.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Balance">In wei.</param>
public sealed record GenesisAccount(Address Address, UInt256 Balance)
{
    /// <summary>Its nonce.</summary>
    public ulong Nonce { get; init; }

    /// <summary>Its bytecode.</summary>
    public ReadOnlyMemory<byte> Code { get; init; }

    /// <summary>Its storage; slots that are zero count as absent.</summary>
    public IReadOnlyList<GenesisSlot> Storage { get; init; } = [];

    /// <summary>Nonce, balance and code hash.</summary>
    public Account ToAccount() => new(Nonce, Balance, Code.IsEmpty ? Keccak.OfEmpty : Keccak.Hash(Code.Span));
}

/// <summary>A storage slot that is set from genesis on.</summary>
/// <param name="Slot">Number of the slot.</param>
/// <param name="Value">Its value.</param>
public readonly record struct GenesisSlot(UInt256 Slot, UInt256 Value);
