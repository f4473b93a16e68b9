using NodeProto.Primitives;

namespace NodeProto.Evm;

/// <summary>LOG0 to LOG4 (yellow paper, appendix H.2, a0s).</summary>
internal static unsafe class Logs
{
    /// <summary>Emits an entry with as many topics as the instruction's byte says.</summary>
    public static ExitCode Emit(Frame frame)
    {
        if (frame.IsStatic)
        {
            return ExitCode.StaticViolation;
        }
        int topicCount = *frame.Position - (int)Opcode.Log0;
        ref UInt256 offset = ref frame.Pop();
        ref UInt256 length = ref frame.Pop();
        if (
            !length.IsUInt64
            || length.U0 > int.MaxValue
            || !frame.TryCharge((long)length.U0 * GasCost.LogByte)
            || !frame.TryExpand(offset, length)
        )
        {
            return ExitCode.OutOfGas;
        }
        Span<Hash256> topics = stackalloc Hash256[4];
        Span<byte> bytes = stackalloc byte[Hash256.Size];
        for (int i = 0; i < topicCount; i++)
        {
            frame.Pop().WriteBigEndian(bytes);
            topics[i] = new Hash256(bytes);
        }
        frame.Host.Log(frame.Message.Address, topics[..topicCount], frame.MemorySpan(offset, length));
        return ExitCode.Success;
    }
}
