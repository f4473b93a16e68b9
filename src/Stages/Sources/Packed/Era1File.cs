using System.Buffers.Binary;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>
/// Blocks before the merge in era1: at most 8,192, each as header, body, receipts and total difficulty, then the accumulator and an index.
/// Source: eth-clients/e2store-format-specs, formats/era1.md.
/// </summary>
/// <remarks>
/// Checked here: the order of the records, that each header follows the one before, the sums of the difficulties, the accumulator and the
/// index, and the checksums of what is compressed. Receipts are not used: the stages make them again, and compare them with the headers.
/// </remarks>
internal sealed class Era1File(string path, FileStream source) : PackedFile(path, source)
{
    private const int RecordBytesMax = 128 << 20; // As for a block of a chain file.

    private readonly RlpWriter _header = new();
    private readonly RlpWriter _body = new();
    private readonly RlpWriter _receipts = new();
    private readonly RlpWriter _block = new();
    private readonly Era1Accumulator _accumulator = new();
    private readonly List<long> _offsets = [];
    private byte[] _record = [];
    private long _offset; // Of the record at hand.
    private Header? _last;
    private UInt256 _total;
    private BlockNumber _first;

    /// <summary>The version record, with which every e2store file begins.</summary>
    public static ReadOnlySpan<byte> Magic => [0x65, 0x32, 0, 0, 0, 0, 0, 0];

    /// <inheritdoc/>
    protected override void UnpackAll(Action<long>? reached, CancellationToken stop)
    {
        long next = E2Record.HeaderBytes;
        ushort expected = E2Record.CompressedHeader;
        while (Failure is null)
        {
            stop.ThrowIfCancellationRequested();
            reached?.Invoke(next);
            _offset = next;
            if (!TryReadRecord(out E2Record record, out next))
            {
                return;
            }
            if (!IsKnown(record.Type))
            {
                continue; // Other entries are allowed, and mean nothing to us.
            }
            if (expected == E2Record.CompressedHeader && record.Type == E2Record.Accumulator && _last is not null)
            {
                expected = E2Record.Accumulator;
            }
            if (record.Type != expected)
            {
                Fail($"a record of type 0x{expected:x4} is missing here: there is one of type 0x{record.Type:x4}");
                return;
            }
            Take(record, ref expected);
            if (record.Type == E2Record.BlockIndex && Failure is null)
            {
                if (next != Source.Length)
                {
                    _offset = next;
                    Fail("there are bytes behind the block index that belong to nothing");
                }
                return;
            }
        }
    }

    private static bool IsKnown(ushort type) =>
        type
            is E2Record.CompressedHeader
                or E2Record.CompressedBody
                or E2Record.CompressedReceipts
                or E2Record.TotalDifficulty
                or E2Record.Accumulator
                or E2Record.BlockIndex;

    /// <summary>Reads the record at hand; false, and a failure, when the file ends or the record is none.</summary>
    private bool TryReadRecord(out E2Record record, out long next)
    {
        next = _offset;
        Source.Position = _offset;
        Span<byte> header = stackalloc byte[E2Record.HeaderBytes];
        if (Source.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length)
        {
            record = default;
            Failure = Damage(NodeErrorCode.ChainFileTruncated, "the file ends before its accumulator and its block index", _offset);
            return false;
        }
        if (!E2Record.TryRead(header, out record) || record.Length > RecordBytesMax)
        {
            Fail("this is no record of e2store");
            return false;
        }
        if (record.Length > Source.Length - Source.Position)
        {
            Failure = Damage(NodeErrorCode.ChainFileTruncated, $"the file ends inside a record of {record.Length} bytes", _offset);
            return false;
        }
        if (_record.Length < record.Length)
        {
            _record = new byte[Math.Max(record.Length, 4096)];
        }
        Source.ReadExactly(_record, 0, (int)record.Length);
        next = Source.Position;
        return true;
    }

    private void Take(E2Record record, ref ushort expected)
    {
        ReadOnlySpan<byte> bytes = _record.AsSpan(0, (int)record.Length);
        switch (record.Type)
        {
            case E2Record.CompressedHeader:
                _offsets.Add(_offset);
                if (!SnappyFrames.TryRead(bytes, _header, RecordBytesMax))
                {
                    Fail("the compressed header is damaged");
                }
                expected = E2Record.CompressedBody;
                break;
            case E2Record.CompressedBody:
                if (!SnappyFrames.TryRead(bytes, _body, RecordBytesMax) || !BodyView.TryParse(_body.Written, out _, out _))
                {
                    Fail("the compressed body is damaged");
                }
                expected = E2Record.CompressedReceipts;
                break;
            case E2Record.CompressedReceipts:
                if (!SnappyFrames.TryRead(bytes, _receipts, RecordBytesMax))
                {
                    Fail("the compressed receipts are damaged");
                }
                expected = E2Record.TotalDifficulty;
                break;
            case E2Record.TotalDifficulty:
                TakeBlock(bytes);
                expected = E2Record.CompressedHeader;
                break;
            case E2Record.Accumulator:
                if (!bytes.SequenceEqual(_accumulator.Root().Bytes))
                {
                    Fail($"the accumulator is {HexText.Encode(bytes)}, that of the file's blocks {_accumulator.Root()}");
                }
                expected = E2Record.BlockIndex;
                break;
            default:
                CheckIndex(bytes);
                break;
        }
    }

    /// <summary>Checks a block against the one before it, and writes it as a plain block.</summary>
    private void TakeBlock(ReadOnlySpan<byte> totalDifficulty)
    {
        if (!HeaderCodec.TryDecode(_header.Written, Keccak.Hash(_header.Written), out Header header, out RlpError error))
        {
            Fail($"the header is no header: {error}");
            return;
        }
        if (totalDifficulty.Length != UInt256.Size)
        {
            Fail($"a total difficulty has {UInt256.Size} bytes, not {totalDifficulty.Length}");
            return;
        }
        Span<byte> number = stackalloc byte[UInt256.Size];
        totalDifficulty.CopyTo(number);
        number.Reverse();
        UInt256 total = new(number);
        if (_last is null)
        {
            _first = header.Number;
            _total = header.Number == BlockNumber.Genesis ? UInt256.Zero : total - header.Difficulty;
        }
        else if (header.Number != _last.Number + 1 || header.ParentHash != _last.Hash)
        {
            Fail($"block {header.Number} {header.Hash} does not follow block {_last.Number} {_last.Hash}");
            return;
        }
        if (total != _total + header.Difficulty)
        {
            Fail($"the total difficulty of block {header.Number} is {total}, the sum is {_total + header.Difficulty}");
            return;
        }
        if (_accumulator.Count == Era1Accumulator.BlocksMax)
        {
            Fail($"there are more than {Era1Accumulator.BlocksMax} blocks");
            return;
        }
        _total = total;
        _last = header;
        _accumulator.Add(header.Hash, total);
        _block.Clear();
        BlockParts.WriteBlock(_header.Written, _body.Written, _block);
        Write(_block.Written);
    }

    private void CheckIndex(ReadOnlySpan<byte> index)
    {
        int count = _offsets.Count;
        bool isRight =
            index.Length == (count + 2) * sizeof(ulong)
            && BinaryPrimitives.ReadUInt64LittleEndian(index) == _first.Value
            && BinaryPrimitives.ReadUInt64LittleEndian(index[^sizeof(ulong)..]) == (ulong)count;
        for (int i = 0; isRight && i < count; i++)
        {
            isRight = BinaryPrimitives.ReadInt64LittleEndian(index[((i + 1) * sizeof(ulong))..]) == _offsets[i] - _offset;
        }
        if (!isRight)
        {
            Fail("the block index does not name the blocks of the file");
        }
    }

    private void Fail(string what) => Failure ??= Damage(NodeErrorCode.ChainFileMalformed, what, _offset);
}
