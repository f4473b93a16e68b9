using NodeProto.Primitives;

namespace NodeProto.Evm;

/// <summary>RETURN, REVERT, INVALID, SELFDESTRUCT: what ends a frame.</summary>
internal static unsafe class Endings
{
    /// <summary>RETURN.</summary>
    public static ExitCode Return(Frame frame) => TryTakeOutput(frame) ? Frame.Finished : ExitCode.OutOfGas;

    /// <summary>REVERT (EIP-140).</summary>
    public static ExitCode Revert(Frame frame) => TryTakeOutput(frame) ? ExitCode.Revert : ExitCode.OutOfGas;

    /// <summary>INVALID (EIP-141) and every byte that the fork does not define.</summary>
    public static ExitCode Invalid(Frame frame) => ExitCode.InvalidInstruction;

    /// <summary>SELFDESTRUCT (EIP-150, 161, 2929, 3529, 6780).</summary>
    public static ExitCode SelfDestruct(Frame frame)
    {
        if (frame.IsStatic)
        {
            return ExitCode.StaticViolation;
        }
        IHost host = frame.Host;
        AccountHandle beneficiary = host.Open(Accounts.AddressOf(frame.Pop()));
        long price = frame.Fork >= Fork.Berlin && host.Warm(beneficiary) ? GasCost.ColdAccount : 0;
        if (frame.Fork >= Fork.TangerineWhistle)
        {
            bool isNew =
                frame.Fork >= Fork.SpuriousDragon
                    ? host.IsEmpty(beneficiary) && !host.GetBalance(frame.Self).IsZero
                    : !host.Exists(beneficiary);
            price += isNew ? GasCost.NewAccount : 0;
        }
        if (!frame.TryCharge(price))
        {
            return ExitCode.OutOfGas;
        }
        if (host.SelfDestruct(frame.Self, beneficiary) && frame.Fork < Fork.London)
        {
            frame.Refund += GasCost.SelfDestructRefund;
        }
        return Frame.Finished;
    }

    private static bool TryTakeOutput(Frame frame)
    {
        ref UInt256 offset = ref frame.Pop();
        ref UInt256 length = ref frame.Pop();
        if (!frame.TryExpand(offset, length))
        {
            return false;
        }
        frame.Output = frame.MemorySlice(offset, length);
        return true;
    }
}
