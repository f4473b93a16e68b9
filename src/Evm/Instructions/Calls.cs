using NodeProto.Primitives;

namespace NodeProto.Evm;

/// <summary>CALL and its kin (yellow paper, appendix H.2, f0s; EIP-7, 150, 161, 214, 2929, 7702).</summary>
internal static unsafe class Calls
{
    /// <summary>CALL.</summary>
    public static ExitCode Call(Frame frame) => Run(frame, CallKind.Call);

    /// <summary>CALLCODE.</summary>
    public static ExitCode CallCode(Frame frame) => Run(frame, CallKind.CallCode);

    /// <summary>DELEGATECALL (EIP-7).</summary>
    public static ExitCode DelegateCall(Frame frame) => Run(frame, CallKind.DelegateCall);

    /// <summary>STATICCALL (EIP-214).</summary>
    public static ExitCode StaticCall(Frame frame) => Run(frame, CallKind.StaticCall);

    private static ExitCode Run(Frame frame, CallKind kind)
    {
        IHost host = frame.Host;
        bool hasValue = kind <= CallKind.CallCode;
        UInt256 requestedGas = frame.Pop();
        Address target = Accounts.AddressOf(frame.Top[-1]);

        // The arguments lie downwards: target, value where there is one, then the two ranges.
        UInt256* arguments = frame.Top - (hasValue ? 2 : 1);
        UInt256 valueWei = hasValue ? *arguments : default;
        UInt256 inputOffset = arguments[-1];
        UInt256 inputLength = arguments[-2];
        UInt256 outputOffset = arguments[-3];
        UInt256 outputLength = arguments[-4];
        frame.Top = arguments - 4;

        if (kind == CallKind.Call && frame.IsStatic && !valueWei.IsZero)
        {
            return ExitCode.StaticViolation;
        }
        if (!frame.TryExpand(inputOffset, inputLength) || !frame.TryExpand(outputOffset, outputLength))
        {
            return ExitCode.OutOfGas;
        }

        AccountHandle account = host.Open(target);
        long price = frame.Fork >= Fork.Berlin && host.Warm(account) ? GasCost.ColdAccountExtra : 0;
        if (!valueWei.IsZero)
        {
            price += GasCost.CallValue;
        }
        if (kind == CallKind.Call)
        {
            bool isNew = frame.Fork >= Fork.SpuriousDragon ? !valueWei.IsZero && host.IsEmpty(account) : !host.Exists(account);
            price += isNew ? GasCost.NewAccount : 0;
        }
        if (!frame.TryCharge(price))
        {
            return ExitCode.OutOfGas;
        }
        Address codeAddress = target;
        bool isDelegated = false;
        if (frame.Fork >= Fork.Prague && Delegation.TryRead(host.GetCode(account).Span, out Address delegated))
        {
            codeAddress = delegated;
            isDelegated = true;
            if (!frame.TryCharge(host.Warm(host.Open(delegated)) ? GasCost.ColdAccount : GasCost.Warm))
            {
                return ExitCode.OutOfGas;
            }
        }

        if (!TryReserve(frame, requestedGas, out long gas))
        {
            return ExitCode.OutOfGas;
        }
        CallMessage message = new()
        {
            Kind = kind,
            Depth = frame.Message.Depth + 1,
            IsStatic = frame.IsStatic || kind == CallKind.StaticCall,
            GasLimit = (ulong)(valueWei.IsZero ? gas : gas + GasCost.CallStipend),
            Caller = kind == CallKind.DelegateCall ? frame.Message.Caller : frame.Message.Address,
            Address = kind is CallKind.Call or CallKind.StaticCall ? target : frame.Message.Address,
            CodeAddress = codeAddress,
            IsDelegated = isDelegated,
            ValueWei = kind == CallKind.DelegateCall ? frame.Message.ValueWei : valueWei,
            Input = frame.MemorySlice(inputOffset, inputLength),
        };
        CallResult result = host.Call(message);
        frame.Gas += (long)result.GasLeft;
        frame.Refund += result.RefundGas;
        frame.ReturnData = result.Output;
        int copied = Math.Min(result.Output.Length, outputLength.IsUInt64 ? (int)Math.Min(outputLength.U0, int.MaxValue) : int.MaxValue);
        if (copied > 0)
        {
            result.Output.Span[..copied].CopyTo(frame.MemorySpan(outputOffset, outputLength));
        }
        frame.Push(result.IsSuccess ? UInt256.One : UInt256.Zero);
        return ExitCode.Success;
    }

    /// <summary>
    /// Takes the callee's gas: what was asked for, of which all must be there before EIP-150; since then at most all but a
    /// 64th of what is left.
    /// </summary>
    private static bool TryReserve(Frame frame, in UInt256 requestedGas, out long gas)
    {
        if (frame.Fork < Fork.TangerineWhistle)
        {
            gas = requestedGas.IsUInt64 && requestedGas.U0 <= long.MaxValue ? (long)requestedGas.U0 : long.MaxValue;
            return gas <= frame.Gas && frame.TryCharge(gas);
        }
        long limit = frame.Gas - (frame.Gas / 64);
        gas = requestedGas.IsUInt64 && requestedGas.U0 < (ulong)limit ? (long)requestedGas.U0 : limit;
        return frame.TryCharge(gas);
    }
}
