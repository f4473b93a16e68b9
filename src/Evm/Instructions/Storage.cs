using NodeProto.Primitives;

namespace NodeProto.Evm;

/// <summary>Storage and transient storage (yellow paper, appendix H.2, 50s; EIP-1283, 2200, 2929, 3529; EIP-1153).</summary>
internal static unsafe class Storage
{
    /// <summary>SLOAD: a cold slot costs extra (EIP-2929, since Berlin).</summary>
    public static ExitCode Load(Frame frame)
    {
        ref UInt256 word = ref frame.Top[-1];
        SlotState slot = frame.Host.Load(frame.Self, word);
        if (slot.WasCold && frame.Fork >= Fork.Berlin && !frame.TryCharge(GasCost.ColdSlotExtra))
        {
            return ExitCode.OutOfGas;
        }
        word = slot.Value;
        return ExitCode.Success;
    }

    /// <summary>SSTORE: price and refund depend on the slot's value now and when the transaction began.</summary>
    public static ExitCode Store(Frame frame)
    {
        if (frame.IsStatic)
        {
            return ExitCode.StaticViolation;
        }
        if (frame.Fork >= Fork.Istanbul && frame.Gas <= GasCost.StoreSentry)
        {
            return ExitCode.OutOfGas;
        }
        ref UInt256 key = ref frame.Pop();
        ref UInt256 value = ref frame.Pop();
        SlotState slot = frame.Host.Load(frame.Self, key);
        long price = frame.Fork is Fork.Constantinople or >= Fork.Istanbul ? NetPrice(frame, slot, value) : GrossPrice(frame, slot, value);
        if (!frame.TryCharge(price))
        {
            return ExitCode.OutOfGas;
        }
        if (value != slot.Value)
        {
            frame.Host.Store(frame.Self, key, value);
        }
        return ExitCode.Success;
    }

    /// <summary>TLOAD (EIP-1153).</summary>
    public static ExitCode LoadTransient(Frame frame)
    {
        ref UInt256 word = ref frame.Top[-1];
        word = frame.Host.LoadTransient(frame.Self, word);
        return ExitCode.Success;
    }

    /// <summary>TSTORE (EIP-1153).</summary>
    public static ExitCode StoreTransient(Frame frame)
    {
        if (frame.IsStatic)
        {
            return ExitCode.StaticViolation;
        }
        ref UInt256 key = ref frame.Pop();
        ref UInt256 value = ref frame.Pop();
        frame.Host.StoreTransient(frame.Self, key, value);
        return ExitCode.Success;
    }

    /// <summary>Before Constantinople and in Petersburg: only the value now counts (yellow paper, appendix G).</summary>
    private static long GrossPrice(Frame frame, in SlotState slot, in UInt256 value)
    {
        if (!slot.Value.IsZero && value.IsZero)
        {
            frame.Refund += GasCost.StoreClearRefund;
        }
        return slot.Value.IsZero && !value.IsZero ? GasCost.StoreSet : GasCost.StoreReset;
    }

    /// <summary>Net metering: EIP-1283 in Constantinople, EIP-2200 from Istanbul, with EIP-2929's prices from Berlin and EIP-3529's refunds from London.</summary>
    private static long NetPrice(Frame frame, in SlotState slot, in UInt256 value)
    {
        Fork fork = frame.Fork;
        long read =
            fork >= Fork.Berlin ? GasCost.Warm
            : fork >= Fork.Istanbul ? 800
            : 200;
        long reset = fork >= Fork.Berlin ? GasCost.StoreReset - GasCost.ColdSlot : GasCost.StoreReset;
        long cold = fork >= Fork.Berlin && slot.WasCold ? GasCost.ColdSlot : 0;
        long clearRefund = fork >= Fork.London ? GasCost.StoreClearRefundLondon : GasCost.StoreClearRefund;

        if (value == slot.Value)
        {
            return cold + read;
        }
        if (slot.Original == slot.Value)
        {
            if (slot.Original.IsZero)
            {
                return cold + GasCost.StoreSet;
            }
            if (value.IsZero)
            {
                frame.Refund += clearRefund;
            }
            return cold + reset;
        }

        // The slot was changed in this transaction already: undo the refunds that no longer hold.
        if (!slot.Original.IsZero)
        {
            if (slot.Value.IsZero)
            {
                frame.Refund -= clearRefund;
            }
            if (value.IsZero)
            {
                frame.Refund += clearRefund;
            }
        }
        if (slot.Original == value)
        {
            frame.Refund += (slot.Original.IsZero ? GasCost.StoreSet : reset) - read;
        }
        return cold + read;
    }
}
