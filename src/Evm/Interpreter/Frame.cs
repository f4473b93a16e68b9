using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NodeProto.Primitives;

namespace NodeProto.Evm;

/// <summary>One call while it runs: its stack, memory, gas and position. Kept and used again at the same depth.</summary>
/// <remarks>
/// Stack and memory are pinned arrays walked by pointer. Safe because a block's stack use is checked when it is entered
/// (<see cref="CodeBlock"/>), and because memory is only touched after <see cref="TryExpand"/> said yes.
/// </remarks>
internal sealed unsafe class Frame
{
    /// <summary>Most words on a stack (yellow paper §9.1).</summary>
    public const int StackWordsMax = 1024;

    /// <summary>What a handler answers when the frame ended well; <see cref="ExitCode.Success"/> means that it goes on.</summary>
    public const ExitCode Finished = (ExitCode)byte.MaxValue;

    /// <summary>Memory that a frame keeps for the next call; a larger one, dear to buy, goes back.</summary>
    private const int KeptMemoryBytesMax = 4 << 20;

    private const int MemoryBytesMin = 4096;

    private readonly UInt256[] _stack = GC.AllocateUninitializedArray<UInt256>(StackWordsMax, pinned: true);
    private readonly FramePool _pool;
    private byte[] _memory = GC.AllocateUninitializedArray<byte>(MemoryBytesMin, pinned: true);
    private CallMessage _message;

    /// <summary>The stack's lowest word.</summary>
    public readonly UInt256* StackBase;

    /// <summary>Behind the stack's top word: <c>Top[-1]</c> is the top.</summary>
    public UInt256* Top;

    /// <summary>Gas that is left; never negative between instructions.</summary>
    public long Gas;

    /// <summary>Refund counter of this frame and the calls it made.</summary>
    public long Refund;

    /// <summary>First byte of memory.</summary>
    public byte* Memory;

    /// <summary>Bytes of memory in use, a multiple of 32.</summary>
    public int MemorySize;

    /// <summary>Position of the running instruction.</summary>
    public byte* Position;

    /// <summary>The prepared code.</summary>
    public AnalyzedCode Code = null!;

    /// <summary>The world.</summary>
    public IHost Host = null!;

    /// <summary>The account whose storage the code works on.</summary>
    public AccountHandle Self;

    /// <summary>The block's rule set.</summary>
    public Fork Fork;

    /// <summary>What the last call returned (EIP-211).</summary>
    public ReadOnlyMemory<byte> ReturnData;

    /// <summary>What this frame returns.</summary>
    public ReadOnlyMemory<byte> Output;

    /// <summary>Hashes that the interpreter remembers.</summary>
    public readonly KeccakMemory Hashes;

    /// <summary>A frame with an empty stack.</summary>
    public Frame(FramePool pool, KeccakMemory hashes)
    {
        _pool = pool;
        Hashes = hashes;
        StackBase = (UInt256*)Unsafe.AsPointer(ref _stack[0]);
    }

    /// <summary>What the frame started with.</summary>
    public ref readonly CallMessage Message => ref _message;

    /// <summary>Whether state changes are forbidden (EIP-214).</summary>
    public bool IsStatic => _message.IsStatic;

    /// <summary>Starts a call.</summary>
    public void Begin(in CallMessage message, AnalyzedCode code, IHost host)
    {
        _message = message;
        Code = code;
        Host = host;
        Fork = host.Block.Fork;
        Self = host.Open(message.Address);
        Top = StackBase;
        Gas = (long)message.GasLimit;
        Refund = 0;
        if (_memory.Length > KeptMemoryBytesMax)
        {
            ReleaseMemory();
        }
        Memory = (byte*)Unsafe.AsPointer(ref _memory[0]);
        MemorySize = 0;
        Position = code.Instructions;
        ReturnData = default;
        Output = default;
    }

    /// <summary>Goes back to the memory that a frame starts with; not while it runs.</summary>
    public void ReleaseMemory()
    {
        if (_memory.Length > MemoryBytesMin)
        {
            _pool.MemoryBytes -= _memory.Length - MemoryBytesMin;
            _memory = GC.AllocateUninitializedArray<byte>(MemoryBytesMin, pinned: true);
        }
    }

    /// <summary>Takes gas; false when there is not enough.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryCharge(long gas) => (Gas -= gas) >= 0;

    /// <summary>Puts a word on the stack.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(in UInt256 value) => *Top++ = value;

    /// <summary>Takes the top word off the stack.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref UInt256 Pop() => ref *--Top;

    /// <summary>Charges for a range of memory and makes it usable; false when the gas does not suffice. An empty range is free wherever it lies.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryExpand(in UInt256 offset, in UInt256 length)
    {
        if (
            length.IsZero
            || (offset.IsUInt64 && length.IsUInt64 && offset.U0 <= (ulong)MemorySize && length.U0 <= (ulong)MemorySize - offset.U0)
        )
        {
            return true;
        }
        return TryGrow(offset, length);
    }

    /// <summary>Memory from an offset on, which <see cref="TryExpand"/> has made usable.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> MemorySpan(in UInt256 offset, in UInt256 length) => length.IsZero ? default : new(Memory + offset.U0, (int)length.U0);

    /// <summary>The same range as memory that outlives the handler: call data and output.</summary>
    public ReadOnlyMemory<byte> MemorySlice(in UInt256 offset, in UInt256 length) =>
        length.IsZero ? default : new(_memory, (int)offset.U0, (int)length.U0);

    /// <summary>Charges for copied words; false when the gas does not suffice.</summary>
    public bool TryChargeWords(in UInt256 lengthBytes, long gasPerWord)
    {
        if (!lengthBytes.IsUInt64 || lengthBytes.U0 > int.MaxValue)
        {
            return false;
        }
        return TryCharge((long)((lengthBytes.U0 + 31) / 32) * gasPerWord);
    }

    /// <summary>Copies from data that ends somewhere into memory; what lies beyond the end reads as zero.</summary>
    public void CopyToMemory(in UInt256 memoryOffset, ReadOnlySpan<byte> source, in UInt256 sourceOffset, in UInt256 length)
    {
        Span<byte> target = MemorySpan(memoryOffset, length);
        int available = sourceOffset.IsUInt64 && sourceOffset.U0 < (ulong)source.Length ? source.Length - (int)sourceOffset.U0 : 0;
        int copied = Math.Min(available, target.Length);
        if (copied > 0)
        {
            source.Slice((int)sourceOffset.U0, copied).CopyTo(target);
        }
        target[copied..].Clear();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryGrow(in UInt256 offset, in UInt256 length)
    {
        // 2^31 bytes of memory would cost 8.8 · 10^12 gas, more than any block has.
        if (
            !offset.IsUInt64
            || !length.IsUInt64
            || offset.U0 > int.MaxValue
            || length.U0 > int.MaxValue
            || offset.U0 + length.U0 > int.MaxValue - 31
        )
        {
            Gas = -1;
            return false;
        }
        long words = (long)((offset.U0 + length.U0 + 31) / 32);
        long wordsBefore = MemorySize / 32;
        long price = ((words - wordsBefore) * GasCost.MemoryWord) + ((words * words) / 512) - ((wordsBefore * wordsBefore) / 512);
        if (!TryCharge(price))
        {
            return false;
        }
        int size = (int)(words * 32);
        if (size > _memory.Length)
        {
            Enlarge(size);
        }
        else
        {
            _memory.AsSpan(MemorySize, size - MemorySize).Clear();
        }
        MemorySize = size;
        return true;
    }

    /// <summary>Moves to an array that is larger and zero beyond what is copied; fresh pages of the system are zero without being touched.</summary>
    private void Enlarge(int size)
    {
        int capacity = (int)Math.Min(Math.Max(size, _memory.Length * 2L), Array.MaxLength);
        byte[] larger = GC.AllocateArray<byte>(capacity, pinned: true);
        _memory.AsSpan(0, MemorySize).CopyTo(larger);
        _pool.MemoryBytes += larger.Length - _memory.Length;
        _memory = larger;
        Memory = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(larger));
    }
}
