using NodeProto.Primitives;

namespace NodeProto.Execution;

/// <summary>The state without any account.</summary>
public sealed class EmptyState : IStateReader
{
    /// <summary>The one instance.</summary>
    public static readonly EmptyState Instance = new();

    private EmptyState() { }

    /// <inheritdoc/>
    public bool TryGetAccount(in Hash256 addressHash, out Account account)
    {
        account = Account.Empty;
        return false;
    }

    /// <inheritdoc/>
    public UInt256 GetStorage(in Hash256 addressHash, in Hash256 slotHash) => UInt256.Zero;

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> GetCode(in Hash256 codeHash) => default;

    /// <inheritdoc/>
    public bool HasStorage(in Hash256 addressHash) => false;

    /// <inheritdoc/>
    public bool TryGetNextStorage(in Hash256 addressHash, ref Hash256 slotHash, out UInt256 value)
    {
        value = UInt256.Zero;
        return false;
    }
}
