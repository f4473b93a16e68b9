using NodeProto.Primitives;

namespace NodeProto.Consensus;

/// <summary>Rules that a header must obey beside its parent's (yellow paper §4.3.4 and the EIPs named at each rule). Pure functions.</summary>
/// <remarks>Proof of work itself is a matter of <see cref="SealRules"/>, and a timestamp in the future is not a matter of the chain.</remarks>
public static partial class HeaderRules
{
    /// <summary>Longest extra data, in bytes (yellow paper §4.3.4).</summary>
    public const int ExtraDataMaxBytes = 32;

    /// <summary>Lowest gas limit (yellow paper §4.3.4).</summary>
    public const ulong GasLimitMin = 5_000;

    /// <summary>Highest gas limit.</summary>
    public const ulong GasLimitMax = long.MaxValue;

    /// <summary>The gas limit moves by less than one part in this many (yellow paper §4.3.4).</summary>
    public const ulong GasLimitBoundDivisor = 1_024;

    /// <summary>Checks a header against its parent; null when it is valid. Does not allocate for valid headers.</summary>
    /// <param name="header">The header.</param>
    /// <param name="parent">Its parent, valid itself or the genesis block's.</param>
    /// <param name="spec">The chain.</param>
    /// <param name="isProofOfStake">Whether the block comes after the merge: <see cref="ChainSpec.IsProofOfStake"/> of the parent.</param>
    public static InvalidBlock? Check(Header header, Header parent, ChainSpec spec, bool isProofOfStake) =>
        Find(header, parent, spec, isProofOfStake)?.In(header);

    /// <summary>The first broken rule; null when there is none.</summary>
    internal static Violation? Find(Header header, Header parent, ChainSpec spec, bool isProofOfStake)
    {
        Fork fork = spec.ForkAt(header.Number, header.Timestamp, isProofOfStake);
        return FindInPosition(header, parent)
            ?? FindInGas(header, parent, spec)
            ?? FindInExtraData(header, spec)
            ?? FindInSeal(header, parent, spec, isProofOfStake)
            ?? FindInBaseFee(header, parent, fork)
            ?? FindInPresence(header, fork)
            ?? FindInBlobGas(header, parent, spec, fork);
    }

    private static Violation? FindInPosition(Header header, Header parent)
    {
        // The number comes first: a wrong one explains most wrong parents.
        if (parent.Number.Value == ulong.MaxValue || header.Number.Value != parent.Number.Value + 1)
        {
            return new(InvalidBlockReason.NumberWrong, $"{header.Number}", $"one after the parent's {parent.Number}");
        }
        if (header.ParentHash != parent.Hash)
        {
            return new(InvalidBlockReason.ParentHashWrong, $"{header.ParentHash}", $"{parent.Hash}");
        }
        if (header.Timestamp <= parent.Timestamp)
        {
            return new(InvalidBlockReason.TimestampNotAfterParent, $"{header.Timestamp}", $"more than the parent's {parent.Timestamp}");
        }
        return null;
    }

    private static Violation? FindInGas(Header header, Header parent, ChainSpec spec)
    {
        // EIP-1559: the first block with a base fee has twice the room, so that its target is the old limit.
        bool isFirstOfLondon = spec.Forks.HasBegun(Fork.London, header.Number) && !spec.Forks.HasBegun(Fork.London, parent.Number);
        ulong reference =
            isFirstOfLondon && parent.GasLimit <= GasLimitMax ? parent.GasLimit * BaseFee.ElasticityMultiplier : parent.GasLimit;
        ulong bound = reference / GasLimitBoundDivisor;
        ulong distance = header.GasLimit > reference ? header.GasLimit - reference : reference - header.GasLimit;
        if (header.GasLimit > GasLimitMax)
        {
            return new(InvalidBlockReason.GasLimitTooHigh, $"{header.GasLimit}", $"at most {GasLimitMax}");
        }
        if (header.GasLimit < GasLimitMin)
        {
            return new(InvalidBlockReason.GasLimitTooLow, $"{header.GasLimit}", $"at least {GasLimitMin}");
        }
        if (distance >= bound)
        {
            return new(
                InvalidBlockReason.GasLimitChangeTooLarge,
                $"{header.GasLimit}",
                $"less than {bound} from {reference}{(isFirstOfLondon ? ", twice the parent's" : ", the parent's")}"
            );
        }
        if (header.GasUsed > header.GasLimit)
        {
            return new(InvalidBlockReason.GasUsedAboveLimit, $"{header.GasUsed}", $"at most the gas limit {header.GasLimit}");
        }
        return null;
    }

    private static Violation? FindInExtraData(Header header, ChainSpec spec)
    {
        if (header.ExtraData.Length > ExtraDataMaxBytes)
        {
            return new(InvalidBlockReason.ExtraDataTooLong, $"{header.ExtraData.Length} bytes", $"at most {ExtraDataMaxBytes} bytes");
        }
        return DaoFork.Find(header, spec);
    }

    private static Violation? FindInSeal(Header header, Header parent, ChainSpec spec, bool isProofOfStake)
    {
        if (isProofOfStake)
        {
            // EIP-3675: these fields are constants from the merge on.
            if (!header.Difficulty.IsZero)
            {
                return new(InvalidBlockReason.ProofOfWorkAfterMerge, $"difficulty {header.Difficulty}", "0 after the merge");
            }
            if (header.Nonce != 0)
            {
                return new(InvalidBlockReason.NonceAfterMerge, $"0x{header.Nonce:x16}", "0 after the merge");
            }
            if (header.OmmersHash != Keccak.OfEmptyList)
            {
                return new(InvalidBlockReason.OmmersHashAfterMerge, $"{header.OmmersHash}", $"{Keccak.OfEmptyList}, no ommers");
            }
            return null;
        }
        if (header.Difficulty.IsZero)
        {
            return new(
                InvalidBlockReason.ProofOfStakeBeforeMerge,
                "difficulty 0",
                $"proof of work until the total difficulty reaches {spec.Forks.TerminalTotalDifficulty?.ToString() ?? "(never)"}"
            );
        }
        UInt256 difficulty = Difficulty.Of(spec.Forks, header.Number, header.Timestamp, parent);
        return header.Difficulty == difficulty ? null : new(InvalidBlockReason.DifficultyWrong, $"{header.Difficulty}", $"{difficulty}");
    }

    private static Violation? FindInBaseFee(Header header, Header parent, Fork fork)
    {
        if (FindPresence(header.BaseFeePerGas is not null, fork, BaseFeeField) is { } misplaced)
        {
            return misplaced;
        }
        if (header.BaseFeePerGas is not { } baseFee)
        {
            return null;
        }
        UInt256 expected = BaseFee.After(parent);
        return baseFee == expected ? null : new(InvalidBlockReason.BaseFeeWrong, $"{baseFee}", $"{expected}");
    }

    private static Violation? FindInBlobGas(Header header, Header parent, ChainSpec spec, Fork fork)
    {
        if (header.BlobGasUsed is not { } used || header.ExcessBlobGas is not { } excess)
        {
            return null; // Presence is checked already.
        }
        BlobParameters parameters = spec.BlobParametersAt(header.Timestamp) ?? BlobParameters.Cancun;
        if (used > parameters.MaxGas)
        {
            return new(InvalidBlockReason.BlobGasUsedAboveLimit, $"{used}", $"at most {parameters.MaxGas}, {parameters.Max} blobs");
        }
        if (used % BlobParameters.GasPerBlob != 0)
        {
            return new(InvalidBlockReason.BlobGasUsedNotMultiple, $"{used}", $"a multiple of {BlobParameters.GasPerBlob}");
        }
        ulong expected = BlobGas.ExcessAfter(parent, parameters, fork);
        return excess == expected ? null : new(InvalidBlockReason.ExcessBlobGasWrong, $"{excess}", $"{expected}");
    }
}
