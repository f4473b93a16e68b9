using System.Buffers.Binary;

namespace NodeProto.Stages;

/// <summary>
/// The header of an e2store record: two bytes of type, four of the length of what follows, little-endian, two that are zero.
/// Source: e2store specification (status-im/nimbus-eth2, docs/e2store.md), era1 (eth-clients/e2store-format-specs, formats/era1.md).
/// </summary>
/// <param name="Type">The type, its first byte lowest.</param>
/// <param name="Length">Bytes that follow.</param>
internal readonly record struct E2Record(ushort Type, uint Length)
{
    /// <summary>Bytes of a header.</summary>
    public const int HeaderBytes = 8;

    /// <summary>Begins a file; holds nothing.</summary>
    public const ushort Version = 0x3265;

    /// <summary>Header in RLP, in framed Snappy.</summary>
    public const ushort CompressedHeader = 0x03;

    /// <summary>Body in RLP, in framed Snappy.</summary>
    public const ushort CompressedBody = 0x04;

    /// <summary>List of receipts in RLP, in framed Snappy.</summary>
    public const ushort CompressedReceipts = 0x05;

    /// <summary>Sum of the difficulties, 32 bytes little-endian.</summary>
    public const ushort TotalDifficulty = 0x06;

    /// <summary>Root over all block hashes and total difficulties.</summary>
    public const ushort Accumulator = 0x07;

    /// <summary>First block, offset of each block from this record's begin, count; 8 bytes each, little-endian.</summary>
    public const ushort BlockIndex = 0x3266;

    /// <summary>Reads a header; false when its last bytes are not zero.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out E2Record record)
    {
        record = new E2Record(BinaryPrimitives.ReadUInt16LittleEndian(bytes), BinaryPrimitives.ReadUInt32LittleEndian(bytes[2..]));
        return BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]) == 0;
    }

    /// <summary>Writes the header.</summary>
    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, Type);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[2..], Length);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[6..], 0);
    }
}
