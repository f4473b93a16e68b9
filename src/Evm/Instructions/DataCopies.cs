using NodeProto.Primitives;

namespace NodeProto.Evm;

/// <summary>CALLDATALOAD, CALLDATASIZE, CALLDATACOPY.</summary>
internal static unsafe class CallData
{
    /// <summary>Reads a word of call data; bytes beyond its end are zero.</summary>
    public static ExitCode Load(Frame frame)
    {
        ref UInt256 offset = ref frame.Top[-1];
        ReadOnlySpan<byte> input = frame.Message.Input.Span;
        if (!offset.IsUInt64 || offset.U0 >= (ulong)input.Length)
        {
            offset = default;
            return ExitCode.Success;
        }
        ReadOnlySpan<byte> rest = input[(int)offset.U0..];
        if (rest.Length >= UInt256.Size)
        {
            offset = new UInt256(rest[..UInt256.Size]);
            return ExitCode.Success;
        }
        Span<byte> padded = stackalloc byte[UInt256.Size];
        padded.Clear();
        rest.CopyTo(padded);
        offset = new UInt256(padded);
        return ExitCode.Success;
    }

    /// <summary>Length of the call data.</summary>
    public static ExitCode Size(Frame frame)
    {
        frame.Push((ulong)frame.Message.Input.Length);
        return ExitCode.Success;
    }

    /// <summary>Copies call data to memory.</summary>
    public static ExitCode Copy(Frame frame) => DataCopy.ToMemory(frame, frame.Message.Input.Span);
}

/// <summary>CODESIZE, CODECOPY.</summary>
internal static unsafe class CodeBytes
{
    /// <summary>Length of the running code.</summary>
    public static ExitCode Size(Frame frame)
    {
        frame.Push((ulong)frame.Code.Bytes.Length);
        return ExitCode.Success;
    }

    /// <summary>Copies the running code to memory.</summary>
    public static ExitCode Copy(Frame frame) => DataCopy.ToMemory(frame, frame.Code.Bytes.Span);
}

/// <summary>RETURNDATASIZE, RETURNDATACOPY (EIP-211).</summary>
internal static unsafe class ReturnBytes
{
    /// <summary>Length of what the last call returned.</summary>
    public static ExitCode Size(Frame frame)
    {
        frame.Push((ulong)frame.ReturnData.Length);
        return ExitCode.Success;
    }

    /// <summary>Copies it to memory; unlike the other copies it fails beyond the end.</summary>
    public static ExitCode Copy(Frame frame)
    {
        ref UInt256 offset = ref frame.Top[-2];
        ref UInt256 length = ref frame.Top[-3];
        ulong available = (ulong)frame.ReturnData.Length;
        if (!offset.IsUInt64 || !length.IsUInt64 || offset.U0 > available || length.U0 > available - offset.U0)
        {
            return ExitCode.ReturnDataOutOfBounds;
        }
        return DataCopy.ToMemory(frame, frame.ReturnData.Span);
    }
}

/// <summary>What all copies to memory share.</summary>
internal static unsafe class DataCopy
{
    /// <summary>Takes target, offset and length off the stack, charges and copies.</summary>
    public static ExitCode ToMemory(Frame frame, ReadOnlySpan<byte> source)
    {
        ref UInt256 target = ref frame.Pop();
        ref UInt256 offset = ref frame.Pop();
        ref UInt256 length = ref frame.Pop();
        if (!frame.TryChargeWords(length, GasCost.CopyWord) || !frame.TryExpand(target, length))
        {
            return ExitCode.OutOfGas;
        }
        frame.CopyToMemory(target, source, offset, length);
        return ExitCode.Success;
    }
}
