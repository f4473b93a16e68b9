using NodeProto.Primitives;

namespace NodeProto.Evm;

/// <summary>What code learns about its call, transaction and block (yellow paper, appendix H.2, 30s and 40s).</summary>
internal static unsafe class Environment
{
    /// <summary>ADDRESS.</summary>
    public static ExitCode Address(Frame frame) => Push(frame, frame.Message.Address);

    /// <summary>ORIGIN.</summary>
    public static ExitCode Origin(Frame frame) => Push(frame, frame.Host.Transaction.Origin);

    /// <summary>CALLER.</summary>
    public static ExitCode Caller(Frame frame) => Push(frame, frame.Message.Caller);

    /// <summary>CALLVALUE, in wei.</summary>
    public static ExitCode CallValue(Frame frame) => Push(frame, frame.Message.ValueWei);

    /// <summary>GASPRICE, in wei.</summary>
    public static ExitCode GasPrice(Frame frame) => Push(frame, frame.Host.Transaction.GasPriceWei);

    /// <summary>COINBASE.</summary>
    public static ExitCode Coinbase(Frame frame) => Push(frame, frame.Host.Block.Beneficiary);

    /// <summary>TIMESTAMP.</summary>
    public static ExitCode Timestamp(Frame frame) => Push(frame, frame.Host.Block.Timestamp);

    /// <summary>NUMBER.</summary>
    public static ExitCode Number(Frame frame) => Push(frame, frame.Host.Block.Number.Value);

    /// <summary>DIFFICULTY, since the merge PREVRANDAO (EIP-4399).</summary>
    public static ExitCode Randomness(Frame frame) => Push(frame, frame.Host.Block.DifficultyOrRandomness);

    /// <summary>GASLIMIT.</summary>
    public static ExitCode GasLimit(Frame frame) => Push(frame, frame.Host.Block.GasLimit);

    /// <summary>CHAINID (EIP-1344).</summary>
    public static ExitCode ChainId(Frame frame) => Push(frame, frame.Host.Block.ChainId);

    /// <summary>BASEFEE (EIP-3198).</summary>
    public static ExitCode BaseFee(Frame frame) => Push(frame, frame.Host.Block.BaseFeeWei);

    /// <summary>BLOBBASEFEE (EIP-7516).</summary>
    public static ExitCode BlobBaseFee(Frame frame) => Push(frame, frame.Host.Block.BlobBaseFeeWei);

    /// <summary>BLOCKHASH: zero unless the number is one of the last 256.</summary>
    public static ExitCode BlockHash(Frame frame)
    {
        ref UInt256 word = ref frame.Top[-1];
        ulong head = frame.Host.Block.Number.Value;
        bool isKnown = word.IsUInt64 && word.U0 < head && head - word.U0 <= 256;
        word = isKnown ? new UInt256(frame.Host.GetBlockHash(word.U0).Bytes) : default;
        return ExitCode.Success;
    }

    /// <summary>BLOBHASH: zero beyond the transaction's blobs (EIP-4844).</summary>
    public static ExitCode BlobHash(Frame frame)
    {
        ref UInt256 word = ref frame.Top[-1];
        IReadOnlyList<Hash256> hashes = frame.Host.Transaction.BlobVersionedHashes;
        word = word.IsUInt64 && word.U0 < (ulong)hashes.Count ? new UInt256(hashes[(int)word.U0].Bytes) : default;
        return ExitCode.Success;
    }

    private static ExitCode Push(Frame frame, in UInt256 value)
    {
        frame.Push(value);
        return ExitCode.Success;
    }

    private static ExitCode Push(Frame frame, in Primitives.Address address)
    {
        frame.Push(new UInt256(address.Bytes));
        return ExitCode.Success;
    }
}
