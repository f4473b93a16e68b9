using NodeProto.Primitives;

namespace NodeProto.Evm;

/// <summary>MSTORE8, MSIZE, MCOPY (yellow paper, appendix H.2, 50s; EIP-5656).</summary>
internal static unsafe class MemoryBytes
{
    /// <summary>Stores the lowest byte of a word.</summary>
    public static ExitCode StoreByte(Frame frame)
    {
        ref UInt256 offset = ref frame.Pop();
        ref UInt256 value = ref frame.Pop();
        if (!frame.TryExpand(offset, UInt256.One))
        {
            return ExitCode.OutOfGas;
        }
        frame.Memory[offset.U0] = (byte)value.U0;
        return ExitCode.Success;
    }

    /// <summary>Bytes of memory in use.</summary>
    public static ExitCode Size(Frame frame)
    {
        frame.Push((ulong)frame.MemorySize);
        return ExitCode.Success;
    }

    /// <summary>Copies within memory; the ranges may overlap.</summary>
    public static ExitCode Copy(Frame frame)
    {
        ref UInt256 target = ref frame.Pop();
        ref UInt256 source = ref frame.Pop();
        ref UInt256 length = ref frame.Pop();
        UInt256 last = UInt256.Max(target, source);
        if (!frame.TryChargeWords(length, GasCost.CopyWord) || !frame.TryExpand(last, length))
        {
            return ExitCode.OutOfGas;
        }
        frame.MemorySpan(source, length).CopyTo(frame.MemorySpan(target, length));
        return ExitCode.Success;
    }
}
