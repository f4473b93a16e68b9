using NodeProto.Primitives;

namespace NodeProto.Evm;

/// <summary>CREATE and CREATE2 (yellow paper, appendix H.2, f0s; EIP-150, 1014, 3860).</summary>
internal static unsafe class Creations
{
    /// <summary>CREATE.</summary>
    public static ExitCode Create(Frame frame) => Run(frame, CallKind.Create);

    /// <summary>CREATE2 (EIP-1014).</summary>
    public static ExitCode Create2(Frame frame) => Run(frame, CallKind.Create2);

    private static ExitCode Run(Frame frame, CallKind kind)
    {
        if (frame.IsStatic)
        {
            return ExitCode.StaticViolation;
        }
        UInt256 valueWei = frame.Pop();
        UInt256 offset = frame.Pop();
        UInt256 length = frame.Pop();
        UInt256 salt = kind == CallKind.Create2 ? frame.Pop() : default;
        frame.ReturnData = default;

        long gasPerWord = kind == CallKind.Create2 ? GasCost.KeccakWord : 0;
        if (frame.Fork >= Fork.Shanghai)
        {
            gasPerWord += GasCost.InitCodeWord;
            if (!length.IsUInt64 || length.U0 > GasCost.InitCodeBytesMax)
            {
                return ExitCode.OutOfGas;
            }
        }
        if (!frame.TryExpand(offset, length) || (gasPerWord != 0 && !frame.TryChargeWords(length, gasPerWord)))
        {
            return ExitCode.OutOfGas;
        }
        long gas = frame.Fork >= Fork.TangerineWhistle ? frame.Gas - (frame.Gas / 64) : frame.Gas;
        frame.Gas -= gas;
        CallResult result = frame.Host.Call(
            new CallMessage
            {
                Kind = kind,
                Depth = frame.Message.Depth + 1,
                GasLimit = (ulong)gas,
                Caller = frame.Message.Address,
                Address = default,
                ValueWei = valueWei,
                Code = frame.MemorySlice(offset, length),
                Salt = salt,
            }
        );
        frame.Gas += (long)result.GasLeft;
        frame.Refund += result.RefundGas;
        frame.ReturnData = result.ExitCode == ExitCode.Revert ? result.Output : default;
        frame.Push(result.IsSuccess ? new UInt256(result.CreatedAddress.Bytes) : UInt256.Zero);
        return ExitCode.Success;
    }
}
