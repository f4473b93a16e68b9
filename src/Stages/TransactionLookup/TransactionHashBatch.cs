using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>
/// Hashes of the transactions of whole blocks. Bodies are copied in by one thread; all cores then hash ranges of transactions, whatever
/// block they stand in, without decoding them.
/// </summary>
internal sealed class TransactionHashBatch
{
    private const int TransactionsMin = 8192; // About 1 ms of two cores; the last block may lift it above.
    private const int BytesMin = 4 << 20;
    private const int BlocksMax = 16384;
    private const int RangeLength = 512;

    private readonly List<(BlockNumber Number, int First)> _blocks = [];
    private byte[] _rlp = [];
    private (int Offset, int Length)[] _pieces = [];
    private Hash256[] _hashes = [];
    private int _rlpLength;
    private int _nextRange;

    /// <summary>How many transactions there are.</summary>
    public int Count { get; private set; }

    /// <summary>How many blocks there are.</summary>
    public int BlockCount => _blocks.Count;

    /// <summary>The last block.</summary>
    public BlockNumber Last => _blocks[^1].Number;

    /// <summary>Number of a block, and its hashes after they were computed.</summary>
    /// <param name="index">From 0 to <see cref="BlockCount"/>.</param>
    public (BlockNumber Number, ReadOnlyMemory<Hash256> Hashes) this[int index]
    {
        get
        {
            (BlockNumber number, int first) = _blocks[index];
            int end = index + 1 < _blocks.Count ? _blocks[index + 1].First : Count;
            return (number, _hashes.AsMemory(first, end - first));
        }
    }

    /// <summary>Fills the batch with whole blocks from the first on.</summary>
    /// <param name="bodies">A cursor over the bodies, which moves.</param>
    /// <param name="blocks">The blocks; the batch may end before their end.</param>
    /// <exception cref="DatabaseCorruptException">A body is missing, or is none.</exception>
    public void Load(Cursor<BlockNumber, ReadOnlySpan<byte>> bodies, BlockRange blocks)
    {
        _blocks.Clear();
        _rlpLength = 0;
        _nextRange = 0;
        Count = 0;
        for (BlockNumber number = blocks.First; number <= blocks.Last && !IsFull; number += 1)
        {
            bool isFound = _blocks.Count == 0 ? bodies.SeekExact(number) : bodies.Next() && bodies.Key == number;
            if (!isFound)
            {
                throw new DatabaseCorruptException(nameof(Tables.Bodies), $"{number}", "the row is missing");
            }
            _blocks.Add((number, Count));
            Add(bodies.Value, number);
        }
        if (_hashes.Length < Count)
        {
            _hashes = new Hash256[_pieces.Length];
        }
    }

    /// <summary>Hashes ranges until none is left; called by as many threads as there are cores.</summary>
    public void HashRanges()
    {
        while (true)
        {
            int first = (Interlocked.Increment(ref _nextRange) - 1) * RangeLength;
            if (first >= Count)
            {
                return;
            }
            int length = Math.Min(RangeLength, Count - first);
            KeccakBatch.Hash(_rlp, _pieces.AsSpan(first, length), _hashes.AsSpan(first, length));
        }
    }

    private bool IsFull => Count >= TransactionsMin || _rlpLength >= BytesMin || _blocks.Count >= BlocksMax;

    /// <summary>Copies a body's transactions and notes which bytes of each are hashed: all of a legacy one, the string's inside of a typed one (EIP-2718).</summary>
    private void Add(ReadOnlySpan<byte> body, BlockNumber number)
    {
        RlpReader reader = new(body);
        bool isRead = reader.TryReadList(out RlpReader parts) & parts.TryReadItem(out ReadOnlySpan<byte> list);
        RlpReader outer = new(list);
        isRead &= outer.TryReadList(out RlpReader items);
        ReadOnlySpan<byte> all = items.Data;
        if (_rlp.Length - _rlpLength < all.Length)
        {
            Array.Resize(ref _rlp, Math.Max(_rlp.Length * 2, _rlpLength + all.Length));
        }
        all.CopyTo(_rlp.AsSpan(_rlpLength));
        while (isRead && !items.IsEmpty)
        {
            int start = items.Position;
            bool isTyped = !items.IsNextList;
            isRead = isTyped ? items.TryReadString(out ReadOnlySpan<byte> hashed) : items.TryReadItem(out hashed);
            int offset = isTyped ? items.Position - hashed.Length : start;
            AddPiece(_rlpLength + offset, hashed.Length);
        }
        if (!isRead)
        {
            throw new DatabaseCorruptException(nameof(Tables.Bodies), $"{number}", "the row is no body");
        }
        _rlpLength += all.Length;
    }

    private void AddPiece(int offset, int length)
    {
        if (Count == _pieces.Length)
        {
            Array.Resize(ref _pieces, Math.Max(128, Count * 2));
        }
        _pieces[Count++] = (offset, length);
    }
}
