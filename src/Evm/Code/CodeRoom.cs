namespace NodeProto.Evm;

/// <summary>Arrays for preparing code that runs once, that is initialisation code; used again for the next one.</summary>
/// <remarks>
/// 48 KiB of code (EIP-3860) can be as many blocks. To allocate for each creation in a loop kept the collector busier than the
/// interpreter: 100 million gas of them took 3.2 to 7.7 seconds.
/// </remarks>
internal sealed class CodeRoom
{
    private byte[] _instructions = [];
    private int[] _blockAt = [];
    private CodeBlock[] _pinned = [];

    /// <summary>Room for blocks while they are found; empty at first.</summary>
    public List<CodeBlock> Blocks { get; } = [];

    /// <summary>Bytes that the arrays take.</summary>
    public long SizeBytes => _instructions.Length + (sizeof(int) * (long)_blockAt.Length) + (16L * _pinned.Length);

    /// <summary>At least so many zeros; starts another code.</summary>
    public byte[] Instructions(int length)
    {
        Blocks.Clear();
        return Cleared(ref _instructions, length);
    }

    /// <summary>At least so many zeros.</summary>
    public int[] BlockAt(int length) => Cleared(ref _blockAt, length);

    /// <summary>At least so many places.</summary>
    public CodeBlock[] Pinned(int length)
    {
        if (_pinned.Length < length)
        {
            _pinned = GC.AllocateUninitializedArray<CodeBlock>(length, pinned: true);
        }
        return _pinned;
    }

    private static T[] Cleared<T>(ref T[] array, int length)
        where T : struct
    {
        if (array.Length < length)
        {
            array = GC.AllocateArray<T>(length, pinned: true);
        }
        else
        {
            array.AsSpan(0, length).Clear();
        }
        return array;
    }
}
