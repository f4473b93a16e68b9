using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Raw headers one after the other in one buffer, and their hashes. Reused; not thread-safe.</summary>
public sealed class HeaderBatch
{
    private readonly int[] _ends;
    private readonly Hash256[] _hashes;
    private byte[] _bytes;

    /// <summary>A batch with room for this many headers.</summary>
    public HeaderBatch(int capacity)
    {
        Capacity = capacity;
        _ends = new int[capacity];
        _hashes = new Hash256[capacity];
        _bytes = new byte[capacity * 600]; // A header since Prague has some 620 bytes, one of Frontier 540.
    }

    /// <summary>How many headers fit.</summary>
    public int Capacity { get; }

    /// <summary>How many headers are there.</summary>
    public int Count { get; private set; }

    /// <summary>Position of the first header in its source.</summary>
    public long FirstPosition { get; private set; }

    /// <summary>Bytes of all headers.</summary>
    public int Length => Count == 0 ? 0 : _ends[Count - 1];

    /// <summary>Whether no further header fits.</summary>
    public bool IsFull => Count == Capacity;

    /// <summary>Empties the batch.</summary>
    /// <param name="firstPosition">Position of the header that is added next.</param>
    public void Clear(long firstPosition)
    {
        Count = 0;
        FirstPosition = firstPosition;
    }

    /// <summary>Adds a header's RLP.</summary>
    /// <exception cref="InvalidOperationException">The batch is full.</exception>
    public void Add(ReadOnlySpan<byte> rlp)
    {
        if (IsFull)
        {
            throw new InvalidOperationException("The batch is full.");
        }
        int first = Length;
        if (_bytes.Length - first < rlp.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, first + rlp.Length));
        }
        rlp.CopyTo(_bytes.AsSpan(first));
        _ends[Count++] = first + rlp.Length;
    }

    /// <summary>RLP of a header; valid until the batch changes.</summary>
    public ReadOnlySpan<byte> RlpOf(int index)
    {
        int first = index == 0 ? 0 : _ends[index - 1];
        return _bytes.AsSpan(first, _ends[index] - first);
    }

    /// <summary>Hash of a header, after <see cref="ComputeHashes"/>.</summary>
    public ref readonly Hash256 HashOf(int index) => ref _hashes[index];

    /// <summary>Hashes all headers.</summary>
    public void ComputeHashes()
    {
        for (int i = 0; i < Count; i++)
        {
            _hashes[i] = Keccak.Hash(RlpOf(i));
        }
    }
}
