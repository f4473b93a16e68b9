using NodeProto.Primitives;

namespace NodeProto.Evm;

/// <summary>Arithmetic that is rare or long (yellow paper, appendix H.2, 0s); the rest stands in the interpreter's loop.</summary>
internal static unsafe class Arithmetic
{
    /// <summary>SDIV: signed division; by zero gives zero, -2^255 / -1 wraps.</summary>
    public static ExitCode SignedDivide(Frame frame)
    {
        ref UInt256 left = ref frame.Pop();
        frame.Top[-1] = UInt256.SignedDivideOrZero(left, frame.Top[-1]);
        return ExitCode.Success;
    }

    /// <summary>SMOD: remainder with the sign of the dividend.</summary>
    public static ExitCode SignedModulo(Frame frame)
    {
        ref UInt256 left = ref frame.Pop();
        frame.Top[-1] = UInt256.SignedRemainderOrZero(left, frame.Top[-1]);
        return ExitCode.Success;
    }

    /// <summary>ADDMOD: the sum is not cut to 256 bits.</summary>
    public static ExitCode AddModulo(Frame frame)
    {
        ref UInt256 left = ref frame.Pop();
        ref UInt256 right = ref frame.Pop();
        frame.Top[-1] = UInt256.AddModOrZero(left, right, frame.Top[-1]);
        return ExitCode.Success;
    }

    /// <summary>MULMOD: the product is not cut to 256 bits.</summary>
    public static ExitCode MultiplyModulo(Frame frame)
    {
        ref UInt256 left = ref frame.Pop();
        ref UInt256 right = ref frame.Pop();
        frame.Top[-1] = UInt256.MultiplyModOrZero(left, right, frame.Top[-1]);
        return ExitCode.Success;
    }

    /// <summary>EXP: costs more for each byte of the exponent (EIP-160, since Spurious Dragon).</summary>
    public static ExitCode Exponentiate(Frame frame)
    {
        ref UInt256 number = ref frame.Pop();
        ref UInt256 exponent = ref frame.Top[-1];
        long gasPerByte = frame.Fork >= Fork.SpuriousDragon ? 50 : 10;
        if (!frame.TryCharge(gasPerByte * exponent.ByteLength))
        {
            return ExitCode.OutOfGas;
        }
        exponent = UInt256.Exp(number, exponent);
        return ExitCode.Success;
    }

    /// <summary>SIGNEXTEND.</summary>
    public static ExitCode SignExtend(Frame frame)
    {
        ref UInt256 index = ref frame.Pop();
        frame.Top[-1] = frame.Top[-1].SignExtend(index);
        return ExitCode.Success;
    }

    /// <summary>CLZ: how many zero bits lead (EIP-7939).</summary>
    public static ExitCode LeadingZeros(Frame frame)
    {
        frame.Top[-1] = (ulong)frame.Top[-1].LeadingZeroCount;
        return ExitCode.Success;
    }
}
