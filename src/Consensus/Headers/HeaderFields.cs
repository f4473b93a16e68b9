using NodeProto.Primitives;

namespace NodeProto.Consensus;

/// <summary>Which fork added which field of the header.</summary>
public static partial class HeaderRules
{
    private readonly record struct Field(string Name, Fork Since, InvalidBlockReason Missing, InvalidBlockReason TooEarly);

    private static readonly Field BaseFeeField = new(
        "baseFeePerGas",
        Fork.London, // EIP-1559
        InvalidBlockReason.BaseFeeMissing,
        InvalidBlockReason.BaseFeeTooEarly
    );

    private static readonly Field WithdrawalsRootField = new(
        "withdrawalsRoot",
        Fork.Shanghai, // EIP-4895
        InvalidBlockReason.WithdrawalsRootMissing,
        InvalidBlockReason.WithdrawalsRootTooEarly
    );

    private static readonly Field BlobGasUsedField = new(
        "blobGasUsed",
        Fork.Cancun, // EIP-4844
        InvalidBlockReason.BlobGasUsedMissing,
        InvalidBlockReason.BlobGasUsedTooEarly
    );

    private static readonly Field ExcessBlobGasField = new(
        "excessBlobGas",
        Fork.Cancun, // EIP-4844
        InvalidBlockReason.ExcessBlobGasMissing,
        InvalidBlockReason.ExcessBlobGasTooEarly
    );

    private static readonly Field ParentBeaconBlockRootField = new(
        "parentBeaconBlockRoot",
        Fork.Cancun, // EIP-4788
        InvalidBlockReason.ParentBeaconBlockRootMissing,
        InvalidBlockReason.ParentBeaconBlockRootTooEarly
    );

    private static readonly Field RequestsHashField = new(
        "requestsHash",
        Fork.Prague, // EIP-7685
        InvalidBlockReason.RequestsHashMissing,
        InvalidBlockReason.RequestsHashTooEarly
    );

    private static Violation? FindInPresence(Header header, Fork fork) =>
        FindPresence(header.WithdrawalsRoot is not null, fork, WithdrawalsRootField)
        ?? FindPresence(header.BlobGasUsed is not null, fork, BlobGasUsedField)
        ?? FindPresence(header.ExcessBlobGas is not null, fork, ExcessBlobGasField)
        ?? FindPresence(header.ParentBeaconBlockRoot is not null, fork, ParentBeaconBlockRootField)
        ?? FindPresence(header.RequestsHash is not null, fork, RequestsHashField);

    private static Violation? FindPresence(bool isPresent, Fork fork, in Field field)
    {
        if (isPresent == (fork >= field.Since))
        {
            return null;
        }
        return isPresent
            ? new(field.TooEarly, $"{field.Name} in a {fork} block", $"none before {field.Since}")
            : new(field.Missing, $"no {field.Name} in a {fork} block", $"one since {field.Since}");
    }
}
