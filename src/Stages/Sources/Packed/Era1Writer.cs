using System.Buffers.Binary;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>
/// Writes an era1 file: <see cref="Begin"/>, every block in order, <see cref="End"/>. Source: eth-clients/e2store-format-specs, formats/era1.md.
/// </summary>
/// <param name="write">Takes the bytes of the file, one after the other.</param>
public sealed class Era1Writer(Action<ReadOnlyMemory<byte>> write)
{
    private readonly Era1Accumulator _accumulator = new();
    private readonly List<long> _offsets = [];
    private readonly RlpWriter _framed = new();
    private readonly byte[] _header = new byte[E2Record.HeaderBytes];
    private BlockNumber _first;
    private long _length;

    /// <summary>How many blocks.</summary>
    public int Count => _offsets.Count;

    /// <summary>Name of a file: the network, which 8,192 blocks, the first digits of the accumulator.</summary>
    public static string NameOf(string network, BlockNumber first, in Hash256 accumulator) =>
        $"{network}-{first.Value / Era1Accumulator.BlocksMax:d5}-{accumulator.ToString().AsSpan(2, 8)}.era1";

    /// <summary>Starts the file.</summary>
    /// <param name="first">Its first block.</param>
    public void Begin(BlockNumber first)
    {
        _first = first;
        WriteRecord(E2Record.Version, default);
    }

    /// <summary>Adds a block.</summary>
    /// <param name="hash">Its hash.</param>
    /// <param name="header">RLP of its header.</param>
    /// <param name="body">RLP of its body.</param>
    /// <param name="receipts">RLP of the list of its receipts; those with a type as strings.</param>
    /// <param name="totalDifficulty">Sum of the difficulties up to it.</param>
    public void Add(
        in Hash256 hash,
        ReadOnlySpan<byte> header,
        ReadOnlySpan<byte> body,
        ReadOnlySpan<byte> receipts,
        in UInt256 totalDifficulty
    )
    {
        _offsets.Add(_length);
        _accumulator.Add(hash, totalDifficulty);
        WriteFramed(E2Record.CompressedHeader, header);
        WriteFramed(E2Record.CompressedBody, body);
        WriteFramed(E2Record.CompressedReceipts, receipts);
        byte[] total = new byte[UInt256.Size];
        Era1Accumulator.WriteLittleEndian(totalDifficulty, total);
        WriteRecord(E2Record.TotalDifficulty, total);
    }

    /// <summary>Ends the file; returns its accumulator.</summary>
    public Hash256 End()
    {
        Hash256 root = _accumulator.Root();
        WriteRecord(E2Record.Accumulator, root.Bytes.ToArray());
        byte[] index = new byte[(Count + 2) * sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(index, _first.Value);
        for (int i = 0; i < Count; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(index.AsSpan((i + 1) * sizeof(ulong)), _offsets[i] - _length);
        }
        BinaryPrimitives.WriteUInt64LittleEndian(index.AsSpan((Count + 1) * sizeof(ulong)), (ulong)Count);
        WriteRecord(E2Record.BlockIndex, index);
        return root;
    }

    private void WriteFramed(ushort type, ReadOnlySpan<byte> content)
    {
        _framed.Clear();
        SnappyFrames.Write(content, _framed);
        WriteRecord(type, _framed.Written.ToArray());
    }

    private void WriteRecord(ushort type, ReadOnlyMemory<byte> content)
    {
        new E2Record(type, (uint)content.Length).Write(_header);
        write(_header);
        write(content);
        _length += E2Record.HeaderBytes + content.Length;
    }
}
