using NodeProto.Primitives;

namespace NodeProto.Evm;

/// <summary>KECCAK256 (yellow paper, appendix H.2, 20s).</summary>
internal static unsafe class Hashing
{
    /// <summary>Hashes a range of memory.</summary>
    public static ExitCode Keccak(Frame frame)
    {
        ref UInt256 offset = ref frame.Pop();
        ref UInt256 length = ref frame.Top[-1];
        if (!frame.TryChargeWords(length, GasCost.KeccakWord) || !frame.TryExpand(offset, length))
        {
            return ExitCode.OutOfGas;
        }
        if (length == KeccakMemory.InputBytes)
        {
            length = frame.Hashes.Hash(frame.Memory + offset.U0);
            return ExitCode.Success;
        }
        length = new UInt256(Primitives.Keccak.Hash(frame.MemorySpan(offset, length)).Bytes);
        return ExitCode.Success;
    }
}
