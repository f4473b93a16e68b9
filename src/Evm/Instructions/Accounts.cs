using NodeProto.Primitives;

namespace NodeProto.Evm;

/// <summary>BALANCE, SELFBALANCE and the EXTCODE instructions; a cold account costs extra (EIP-2929, since Berlin).</summary>
internal static unsafe class Accounts
{
    /// <summary>BALANCE, in wei.</summary>
    public static ExitCode Balance(Frame frame)
    {
        ref UInt256 word = ref frame.Top[-1];
        if (!TryOpen(frame, word, out AccountHandle account))
        {
            return ExitCode.OutOfGas;
        }
        word = frame.Host.GetBalance(account);
        return ExitCode.Success;
    }

    /// <summary>SELFBALANCE (EIP-1884).</summary>
    public static ExitCode SelfBalance(Frame frame)
    {
        frame.Push(frame.Host.GetBalance(frame.Self));
        return ExitCode.Success;
    }

    /// <summary>EXTCODESIZE.</summary>
    public static ExitCode CodeSize(Frame frame)
    {
        ref UInt256 word = ref frame.Top[-1];
        if (!TryOpen(frame, word, out AccountHandle account))
        {
            return ExitCode.OutOfGas;
        }
        word = (ulong)frame.Host.GetCode(account).Length;
        return ExitCode.Success;
    }

    /// <summary>EXTCODECOPY.</summary>
    public static ExitCode CodeCopy(Frame frame)
    {
        ref UInt256 word = ref frame.Pop();
        if (!TryOpen(frame, word, out AccountHandle account))
        {
            return ExitCode.OutOfGas;
        }
        return DataCopy.ToMemory(frame, frame.Host.GetCode(account).Span);
    }

    /// <summary>EXTCODEHASH: zero for an account that does not exist or is empty (EIP-1052).</summary>
    public static ExitCode CodeHash(Frame frame)
    {
        ref UInt256 word = ref frame.Top[-1];
        if (!TryOpen(frame, word, out AccountHandle account))
        {
            return ExitCode.OutOfGas;
        }
        word = frame.Host.IsEmpty(account) ? default : new UInt256(frame.Host.GetCodeHash(account).Bytes);
        return ExitCode.Success;
    }

    /// <summary>The address in a word's low 20 bytes.</summary>
    public static Address AddressOf(in UInt256 word)
    {
        Span<byte> bytes = stackalloc byte[UInt256.Size];
        word.WriteBigEndian(bytes);
        return new Address(bytes[(UInt256.Size - Address.Size)..]);
    }

    /// <summary>Opens the account that a word names and charges for its first use; false when the gas does not suffice.</summary>
    public static bool TryOpen(Frame frame, in UInt256 word, out AccountHandle account)
    {
        account = frame.Host.Open(AddressOf(word));
        return frame.Fork < Fork.Berlin || !frame.Host.Warm(account) || frame.TryCharge(GasCost.ColdAccountExtra);
    }
}
