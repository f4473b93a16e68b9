using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Raw headers one after the other in one buffer, and their hashes. Reused; not thread-safe.</summary>
public sealed class HeaderBatch
{
    private readonly (int Offset, int Length)[] _pieces;
    private readonly Hash256[] _hashes;
    private byte[] _bytes;

    /// <summary>A batch with room for this many headers.</summary>
    public HeaderBatch(int capacity)
    {
        Capacity = capacity;
        _pieces = new (int, int)[capacity];
        _hashes = new Hash256[capacity];
        _bytes = new byte[Math.Min(capacity, 16) * 600]; // A header has some 540 to 620 bytes; a longer batch grows.
    }

    /// <summary>How many headers fit.</summary>
    public int Capacity { get; }

    /// <summary>How many headers are there.</summary>
    public int Count { get; private set; }

    /// <summary>Position of the first header in its source.</summary>
    public long FirstPosition { get; private set; }

    /// <summary>Bytes of all headers.</summary>
    public int Length { get; private set; }

    /// <summary>Whether no further header fits.</summary>
    public bool IsFull => Count == Capacity;

    /// <summary>Empties the batch.</summary>
    /// <param name="firstPosition">Position of the header that is added next.</param>
    public void Clear(long firstPosition)
    {
        Count = 0;
        Length = 0;
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
        if (_bytes.Length - Length < rlp.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + rlp.Length));
        }
        rlp.CopyTo(_bytes.AsSpan(Length));
        _pieces[Count++] = (Length, rlp.Length);
        Length += rlp.Length;
    }

    /// <summary>RLP of a header; valid until the batch changes.</summary>
    public ReadOnlySpan<byte> RlpOf(int index) => _bytes.AsSpan(_pieces[index].Offset, _pieces[index].Length);

    /// <summary>Hash of a header, after <see cref="ComputeHashes"/>.</summary>
    public ref readonly Hash256 HashOf(int index) => ref _hashes[index];

    /// <summary>Hashes all headers, as many at a time as the machine can.</summary>
    public void ComputeHashes() => KeccakBatch.Hash(_bytes.AsSpan(0, Length), _pieces.AsSpan(0, Count), _hashes.AsSpan(0, Count));
}
