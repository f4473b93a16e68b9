using NodeProto.Consensus;
using NodeProto.Primitives;

namespace NodeProto.Spec.Tests;

/// <summary>Copies of a valid header with one field changed, and the rule that each breaks.</summary>
internal static class Mutations
{
    // csharpier-ignore
    private static readonly InvalidBlockReason[] s_missing =
    [
        InvalidBlockReason.BaseFeeMissing, InvalidBlockReason.WithdrawalsRootMissing, InvalidBlockReason.BlobGasUsedMissing,
        InvalidBlockReason.ExcessBlobGasMissing, InvalidBlockReason.ParentBeaconBlockRootMissing, InvalidBlockReason.RequestsHashMissing,
    ];

    // csharpier-ignore
    private static readonly InvalidBlockReason[] s_tooEarly =
    [
        InvalidBlockReason.BaseFeeTooEarly, InvalidBlockReason.WithdrawalsRootTooEarly, InvalidBlockReason.BlobGasUsedTooEarly,
        InvalidBlockReason.ExcessBlobGasTooEarly, InvalidBlockReason.ParentBeaconBlockRootTooEarly, InvalidBlockReason.RequestsHashTooEarly,
    ];

    public static IEnumerable<(Header Header, InvalidBlockReason Reason)> Of(Header header, Header parent, bool isProofOfStake)
    {
        Hash256 other = Hash256.Parse("11".PadRight(64, '1'));
        yield return (header with { ParentHash = other }, InvalidBlockReason.ParentHashWrong);
        yield return (header with { Number = header.Number + 1 }, InvalidBlockReason.NumberWrong);
        yield return (header with { Number = parent.Number }, InvalidBlockReason.NumberWrong);
        yield return (header with { Timestamp = parent.Timestamp }, InvalidBlockReason.TimestampNotAfterParent);
        yield return (header with { ExtraData = new byte[33] }, InvalidBlockReason.ExtraDataTooLong);
        yield return (header with { GasLimit = 4_999, GasUsed = 0 }, InvalidBlockReason.GasLimitTooLow);
        yield return (header with { GasLimit = 1UL << 63 }, InvalidBlockReason.GasLimitTooHigh);
        yield return (header with { GasLimit = header.GasLimit * 3 }, InvalidBlockReason.GasLimitChangeTooLarge);
        yield return (header with { GasUsed = header.GasLimit + 1 }, InvalidBlockReason.GasUsedAboveLimit);
        if (isProofOfStake)
        {
            yield return (header with { Difficulty = 131_072 }, InvalidBlockReason.ProofOfWorkAfterMerge);
            yield return (header with { Nonce = 1 }, InvalidBlockReason.NonceAfterMerge);
            yield return (header with { OmmersHash = other }, InvalidBlockReason.OmmersHashAfterMerge);
        }
        else
        {
            yield return (header with { Difficulty = 0 }, InvalidBlockReason.ProofOfStakeBeforeMerge);
            yield return (header with { Difficulty = header.Difficulty + 1 }, InvalidBlockReason.DifficultyWrong);
        }
        if (header.BaseFeePerGas is { } baseFee)
        {
            yield return (header with { BaseFeePerGas = baseFee + 1 }, InvalidBlockReason.BaseFeeWrong);
        }
        if (header is { BlobGasUsed: { } used, ExcessBlobGas: { } excess })
        {
            yield return (header with { BlobGasUsed = 22 * BlobParameters.GasPerBlob }, InvalidBlockReason.BlobGasUsedAboveLimit);
            yield return (header with { BlobGasUsed = used == 0 ? 1 : used - 1 }, InvalidBlockReason.BlobGasUsedNotMultiple);
            yield return (header with { ExcessBlobGas = excess + 1 }, InvalidBlockReason.ExcessBlobGasWrong);
        }
        for (int present = 0; present <= 6; present++)
        {
            if (present != CountOf(header))
            {
                yield return (WithFields(header, present), present < CountOf(header) ? s_missing[present] : s_tooEarly[CountOf(header)]);
            }
        }
    }

    /// <summary>How many of the fields that forks added are there; on the wire they are a list that ends somewhere.</summary>
    private static int CountOf(Header header) =>
        header.RequestsHash is not null ? 6
        : header.ParentBeaconBlockRoot is not null ? 5
        : header.WithdrawalsRoot is not null ? 2
        : header.BaseFeePerGas is not null ? 1
        : 0;

    private static Header WithFields(Header header, int present) =>
        header with
        {
            // A base fee is taken from the header, so that nothing but the number of fields is wrong.
            BaseFeePerGas = present > 0 ? header.BaseFeePerGas ?? 7 : null,
            WithdrawalsRoot = present > 1 ? header.WithdrawalsRoot ?? Keccak.OfEmptyTrie : null,
            BlobGasUsed = present > 2 ? header.BlobGasUsed ?? 0 : null,
            ExcessBlobGas = present > 3 ? header.ExcessBlobGas ?? 0 : null,
            ParentBeaconBlockRoot = present > 4 ? header.ParentBeaconBlockRoot ?? default(Hash256) : null,
            RequestsHash = present > 5 ? header.RequestsHash ?? default(Hash256) : null,
        };
}
