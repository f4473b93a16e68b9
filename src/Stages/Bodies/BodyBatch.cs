using NodeProto.Consensus;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Blocks that are decoded and checked on all cores, each by itself, and then taken in order.</summary>
internal sealed class BodyBatch(ChainSpec spec)
{
    private const int BlocksMax = 256;
    private const int BytesMax = 8 << 20;

    private readonly Entry[] _entries = new Entry[BlocksMax];
    private readonly ParallelOptions _parallel = new() { MaxDegreeOfParallelism = Environment.ProcessorCount };
    private int _bytes;

    /// <summary>How many blocks are there.</summary>
    public int Count { get; private set; }

    /// <summary>Whether the batch takes no further block.</summary>
    public bool IsFull => Count == BlocksMax || _bytes >= BytesMax;

    /// <summary>Empties the batch.</summary>
    public void Clear()
    {
        Count = 0;
        _bytes = 0;
    }

    /// <summary>Adds the next block.</summary>
    /// <param name="header">Its header.</param>
    /// <param name="headerBytes">Length of the header's RLP.</param>
    /// <param name="body">Its body's RLP, which is copied.</param>
    public void Add(Header header, int headerBytes, ReadOnlySpan<byte> body)
    {
        ref Entry entry = ref _entries[Count++];
        entry.Store(body);
        entry.Header = header;
        entry.HeaderBytes = headerBytes;
        _bytes += body.Length;
    }

    /// <summary>Decodes all blocks and checks each against its header.</summary>
    public void Check()
    {
        if (Count < 2)
        {
            for (int i = 0; i < Count; i++)
            {
                CheckOne(i);
            }
            return;
        }
        Parallel.For(0, Count, _parallel, CheckOne);
    }

    /// <summary>Takes another body for a block whose first one is not its own, and checks that.</summary>
    public void Replace(int index, ReadOnlySpan<byte> body)
    {
        _entries[index].Store(body);
        CheckOne(index);
    }

    /// <summary>The header of a block.</summary>
    public Header HeaderOf(int index) => _entries[index].Header;

    /// <summary>The body's RLP.</summary>
    public ReadOnlySpan<byte> RlpOf(int index) => _entries[index].Rlp.AsSpan(0, _entries[index].Length);

    /// <summary>The body, when it is valid, after <see cref="Check"/>.</summary>
    public Body BodyOf(int index) => _entries[index].Body!;

    /// <summary>Why the body is invalid; null when it is valid.</summary>
    public InvalidBlock? InvalidOf(int index) => _entries[index].Invalid;

    private void CheckOne(int index)
    {
        ref Entry entry = ref _entries[index];
        entry.Invalid = BodyCheck.Check(entry.Header, entry.HeaderBytes, RlpOf(index), spec, out Body body);
        entry.Body = body;
    }

    private struct Entry
    {
        public Header Header;
        public int HeaderBytes;
        public byte[]? Rlp;
        public int Length;
        public Body? Body;
        public InvalidBlock? Invalid;

        public void Store(ReadOnlySpan<byte> body)
        {
            if (Rlp is null || Rlp.Length < body.Length)
            {
                Rlp = new byte[Math.Max(body.Length, 256)];
            }
            body.CopyTo(Rlp);
            Length = body.Length;
        }
    }
}
