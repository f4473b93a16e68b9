using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>
/// Signatures of whole blocks, each field in an array of its own. Bodies are copied in by one thread; all cores then decode, hash
/// and recover ranges of transactions, whatever block they stand in.
/// </summary>
internal sealed class SignatureBatch(ChainSpec spec)
{
    private const int TransactionsMin = 8192; // About 0.2 s of two cores; the last block may lift it above.
    private const int BytesMin = 8 << 20;
    private const int BlocksMax = 16384;
    private const int TransactionsFirst = 128; // The arrays grow to what the chain needs: a short one needs little.
    private const int BytesFirst = 64 << 10;
    private const int RangeLength = 64; // About 3 ms: the ranges' ends differ by less than that at the end of a batch.

    private readonly List<Block> _blocks = [];
    private byte[] _rlp = new byte[BytesFirst];
    private int[] _offsets = new int[TransactionsFirst + 1];
    private int[] _owners = new int[TransactionsFirst];
    private Hash256[] _hashes = new Hash256[TransactionsFirst];
    private UInt256[] _r = new UInt256[TransactionsFirst];
    private UInt256[] _s = new UInt256[TransactionsFirst];
    private byte[] _recoveryIds = new byte[TransactionsFirst];
    private Address[] _addresses = new Address[TransactionsFirst];
    private readonly Lock _lock = new();
    private int _rlpLength;
    private int _nextRange;
    private int _firstBad;
    private Violation? _violation;

    /// <summary>How many transactions are there.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of its arrays.</summary>
    public long MemoryBytes =>
        _rlp.Length + (_owners.LongLength * ((2 * sizeof(int)) + Hash256.Size + (2 * UInt256.Size) + sizeof(byte) + Address.Size));

    /// <summary>How many blocks are there.</summary>
    public int BlockCount => _blocks.Count;

    /// <summary>The last block.</summary>
    public BlockNumber Last => _blocks[^1].Number;

    /// <summary>Fills the batch with whole blocks from the first on.</summary>
    public void Load(IReadTransaction tx, BlockRange blocks, CancellationToken stop)
    {
        _blocks.Clear();
        _rlpLength = 0;
        Count = 0;
        _nextRange = 0;
        _firstBad = int.MaxValue;
        _violation = null;
        for (BlockNumber number = blocks.First; number <= blocks.Last && !IsFull && !stop.IsCancellationRequested; number++)
        {
            int first = Count;
            Copy(tx.GetOrThrow(Tables.Bodies, number), number);
            Fork fork = Count > first ? spec.ForkAt(HeaderReader.Canonical(tx, number)) : default;
            _blocks.Add(new Block(number, first, fork));
        }
    }

    /// <summary>Recovers ranges until none is left; called by as many threads as there are cores.</summary>
    /// <param name="meter">Counts signatures.</param>
    /// <param name="stop">Leaves the batch unfinished.</param>
    public void RecoverRanges(Meter meter, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            int first = (Interlocked.Increment(ref _nextRange) - 1) * RangeLength;
            if (first >= Count || first > Volatile.Read(ref _firstBad))
            {
                return;
            }
            int length = Math.Min(RangeLength, Count - first);
            RecoverRange(first, length);
            meter.Add(length);
        }
    }

    /// <summary>The first block with a bad signature, after all threads have returned; null when all are good.</summary>
    public InvalidBlock? FindInvalid(IReadTransaction tx)
    {
        if (_violation is null)
        {
            return null;
        }
        Block block = _blocks[_owners[_firstBad]];
        return _violation.In(HeaderReader.Canonical(tx, block.Number), _firstBad - block.First);
    }

    /// <summary>Writes the senders of every block.</summary>
    public void Append(IWriteTransaction tx)
    {
        for (int i = 0; i < _blocks.Count; i++)
        {
            int end = i + 1 < _blocks.Count ? _blocks[i + 1].First : Count;
            ReadOnlySpan<Address> senders = _addresses.AsSpan(_blocks[i].First, end - _blocks[i].First);
            tx.Append(Tables.Senders, _blocks[i].Number, senders);
        }
    }

    private bool IsFull => Count >= TransactionsMin || _rlpLength >= BytesMin || _blocks.Count >= BlocksMax;

    /// <summary>Copies a body's transactions and notes where each one begins.</summary>
    private void Copy(ReadOnlySpan<byte> body, BlockNumber number)
    {
        RlpReader reader = new(body);
        bool isRead = reader.TryReadList(out RlpReader parts) & parts.TryReadItem(out ReadOnlySpan<byte> list);
        RlpReader outer = new(list);
        isRead &= outer.TryReadList(out RlpReader items);
        while (isRead && !items.IsEmpty)
        {
            isRead = items.TryReadItem(out ReadOnlySpan<byte> item);
            Add(item);
        }
        if (!isRead)
        {
            throw new DatabaseCorruptException(nameof(Tables.Bodies), $"{number}", "the row is no body");
        }
    }

    private void Add(ReadOnlySpan<byte> item)
    {
        if (Count == _owners.Length)
        {
            Grow(Count * 2);
        }
        if (_rlp.Length - _rlpLength < item.Length)
        {
            Array.Resize(ref _rlp, Math.Max(_rlp.Length * 2, _rlpLength + item.Length));
        }
        item.CopyTo(_rlp.AsSpan(_rlpLength));
        _owners[Count] = _blocks.Count;
        _rlpLength += item.Length;
        _offsets[++Count] = _rlpLength;
    }

    private void Grow(int capacity)
    {
        Array.Resize(ref _offsets, capacity + 1);
        Array.Resize(ref _owners, capacity);
        Array.Resize(ref _hashes, capacity);
        Array.Resize(ref _r, capacity);
        Array.Resize(ref _s, capacity);
        Array.Resize(ref _recoveryIds, capacity);
        Array.Resize(ref _addresses, capacity);
    }

    private void RecoverRange(int first, int length)
    {
        for (int i = first; i < first + length; i++)
        {
            Block block = _blocks[_owners[i]];
            RlpReader reader = new(_rlp.AsSpan(_offsets[i], _offsets[i + 1] - _offsets[i]));
            if (!TransactionCodec.TryDecodeInBody(ref reader, out Transaction transaction))
            {
                throw new DatabaseCorruptException(nameof(Tables.Bodies), $"{block.Number}", "the row holds what is no transaction");
            }
            if (TransactionRules.CheckSignature(transaction, block.Fork, spec.ChainId) is { } violation)
            {
                Refuse(i, violation);
                length = i - first;
                break;
            }
            _hashes[i] = transaction.SigningHash();
            _r[i] = transaction.R;
            _s[i] = transaction.S;
            _recoveryIds[i] = transaction.YParity;
        }
        int bad = Secp256k1.RecoverMany(
            _hashes.AsSpan(first, length),
            _r.AsSpan(first, length),
            _s.AsSpan(first, length),
            _recoveryIds.AsSpan(first, length),
            _addresses.AsSpan(first, length)
        );
        if (bad >= 0)
        {
            Refuse(
                first + bad,
                new Violation(
                    InvalidBlockReason.SenderUnrecoverable,
                    $"r {_r[first + bad]}, s {_s[first + bad]}",
                    "a signature that a key made"
                )
            );
        }
    }

    private void Refuse(int index, Violation violation)
    {
        lock (_lock)
        {
            if (index < _firstBad)
            {
                Volatile.Write(ref _firstBad, index);
                _violation = violation;
            }
        }
    }

    private readonly record struct Block(BlockNumber Number, int First, Fork Fork);
}
