using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Finds the blocks of chain files and their hashes, without reading bodies.</summary>
internal static class ChainFileIndexer
{
    // A length is only a claim: what is beyond these is refused before memory is taken for it.
    private const int BlockBytesMax = 128 * 1024 * 1024; // 10 MiB since Osaka (EIP-7934); before it, what the gas limit lets in.
    private const int HeaderBytesMax = HeaderCodec.ExtraDataBytesMax + 4096; // Some 700 bytes by the rules; extra data has its own.

    /// <summary>Bytes of a block in which its own length and the header's stand.</summary>
    public const int BeginBytes = 2 * RlpPrefix.BytesMax;

    /// <summary>Adds a file's blocks from where the last call ended; returns why it ended early, or null.</summary>
    /// <param name="file">The file; its <see cref="ChainFile.IndexedBytes"/> move on with each block.</param>
    /// <param name="number">Number of the file in the index.</param>
    /// <param name="isGrowing">Whether half a block at the end is one that is still being written.</param>
    /// <param name="genesisHash">Hash that a block 0 must have; such blocks are left out.</param>
    /// <param name="index">Receives the blocks.</param>
    /// <param name="reached">Told the offset of each block before it is read.</param>
    /// <param name="stop">Ends the search at the next block.</param>
    /// <exception cref="NodeException">The file holds another chain's genesis, or cannot be read.</exception>
    /// <exception cref="OperationCanceledException">A stop was asked.</exception>
    public static NodeException? Add(
        ChainFile file,
        int number,
        bool isGrowing,
        in Hash256 genesisHash,
        ChainFileIndex index,
        Action<long>? reached,
        CancellationToken stop
    )
    {
        while (file.IndexedBytes < file.Length)
        {
            stop.ThrowIfCancellationRequested();
            long offset = file.IndexedBytes;
            reached?.Invoke(offset);
            BlockLook look = Look(file, offset);
            if (look.End == BlockEnd.Malformed)
            {
                return look.ErrorOffset == 0 && PackedFile.IsPacked(file.Read(0, E2Record.HeaderBytes))
                    ? Packed(file)
                    : Malformed(file, look.ErrorOffset, look.Error);
            }
            if (look.End != BlockEnd.Whole)
            {
                return isGrowing ? null
                    : look.Total == 0 ? Malformed(file, look.ErrorOffset, RlpError.Truncated)
                    : Truncated(file, offset, look.Total);
            }
            if (look.BlockNumber != 0)
            {
                index.Add(look.Hash, number, offset, (int)look.Total);
            }
            else if (look.Hash != genesisHash)
            {
                throw OtherChain(file, offset, look.Hash, genesisHash);
            }
            file.IndexedBytes = offset + look.Total;
        }
        return null;
    }

    /// <summary>Whether a block can begin so: with a list, and in it a list for the header, neither longer than it may be.</summary>
    /// <param name="start">The first bytes, <see cref="BeginBytes"/> where there are so many.</param>
    /// <param name="block">The block's length.</param>
    public static bool CanBegin(ReadOnlySpan<byte> start, out RlpPrefix block) =>
        RlpPrefix.TryReadList(start, out block, out _)
        && block.Total <= BlockBytesMax
        && RlpPrefix.TryReadList(start[block.Length..], out RlpPrefix header, out _)
        && header.Total <= Math.Min(block.Payload, HeaderBytesMax);

    /// <summary>
    /// Looks at the block at an offset, at as much of it as is there: what can never become a block is malformed, also where the
    /// file ends before the block would.
    /// </summary>
    private static BlockLook Look(ChainFile file, long offset)
    {
        long left = file.Length - offset;
        if (!RlpPrefix.TryReadList(file.Read(offset, RlpPrefix.BytesMax), out RlpPrefix block, out RlpError error))
        {
            return error == RlpError.Truncated ? BlockLook.Cut(offset, total: 0) : BlockLook.Bad(offset, error);
        }
        if (block.Total > BlockBytesMax)
        {
            return BlockLook.Bad(offset, RlpError.BadLength);
        }
        long headerOffset = offset + block.Length;
        long headerLeft = left - block.Length; // Beyond the block where others follow; less where the file ends in it.
        int readable = Math.Min(block.Payload, RlpPrefix.BytesMax);
        if (!RlpPrefix.TryReadList(file.Read(headerOffset, readable), out RlpPrefix header, out error))
        {
            bool isCut = error == RlpError.Truncated && headerLeft < readable;
            return isCut ? BlockLook.Cut(offset, block.Total) : BlockLook.Bad(headerOffset, error);
        }
        if (header.Total > block.Payload)
        {
            return BlockLook.Bad(headerOffset, RlpError.Truncated);
        }
        if (header.Total > HeaderBytesMax)
        {
            return BlockLook.Bad(headerOffset, RlpError.BadLength);
        }
        if (header.Total > headerLeft)
        {
            return BlockLook.Cut(offset, block.Total);
        }
        ReadOnlySpan<byte> rlp = file.Read(headerOffset, (int)header.Total);
        if (!TryReadNumber(rlp, out ulong number, out error))
        {
            return BlockLook.Bad(headerOffset, error);
        }
        return block.Total > left
            ? BlockLook.Cut(offset, block.Total)
            : new BlockLook(BlockEnd.Whole, block.Total, number, Keccak.Hash(rlp), offset, RlpError.None);
    }

    /// <summary>The ninth field of a header (yellow paper §4.3).</summary>
    private static bool TryReadNumber(ReadOnlySpan<byte> header, out ulong number, out RlpError error)
    {
        number = 0;
        RlpReader reader = new(header);
        bool isRead = reader.TryReadList(out RlpReader fields);
        for (int i = 0; isRead && i < 8; i++)
        {
            isRead = fields.TryReadItem(out _);
        }
        isRead = isRead && fields.TryReadUInt64(out number);
        error = reader.Error != RlpError.None ? reader.Error : fields.Error;
        return isRead;
    }

    private static string Place(ChainFile file, long offset) => $"{file.Name}, offset {offset}";

    private static NodeException Malformed(ChainFile file, long offset, RlpError error) =>
        new(NodeErrorCode.ChainFileMalformed, $"no block in canonical RLP: {RlpWords.Of(error)}", Place(file, offset), RlpWords.WhatToDo);

    /// <summary>Whoever follows a file reads plain blocks alone: a packed file does not grow.</summary>
    private static NodeException Packed(ChainFile file) =>
        new(
            NodeErrorCode.ChainFileMalformed,
            "a packed file, gzip or era1, cannot be followed",
            Place(file, 0),
            "Put the unpacked file in its place, or stop the node and `nodeproto import` the packed one."
        );

    private static NodeException Truncated(ChainFile file, long offset, long total) =>
        new(
            NodeErrorCode.ChainFileTruncated,
            $"the file ends inside a block: {file.Length - offset} bytes found, {total} expected",
            Place(file, offset),
            RlpWords.WhatToDo
        );

    private static NodeException OtherChain(ChainFile file, long offset, in Hash256 found, in Hash256 expected) =>
        new(
            NodeErrorCode.ChainFileOfOtherChain,
            $"the file holds genesis {found}, the data directory has {expected}",
            Place(file, offset),
            "Import the file of this chain, or name the data directory of the other one."
        );

    private enum BlockEnd
    {
        /// <summary>A block.</summary>
        Whole,

        /// <summary>What may be the begin of one: the file ends in it.</summary>
        Cut,

        /// <summary>None, whatever follows.</summary>
        Malformed,
    }

    /// <summary>What was found at an offset.</summary>
    /// <param name="End">Whether it is a block.</param>
    /// <param name="Total">Bytes of the block; 0 when not even that is known.</param>
    /// <param name="BlockNumber">The header's number.</param>
    /// <param name="Hash">The header's hash.</param>
    /// <param name="ErrorOffset">Where it goes wrong.</param>
    /// <param name="Error">What is wrong.</param>
    private readonly record struct BlockLook(BlockEnd End, long Total, ulong BlockNumber, Hash256 Hash, long ErrorOffset, RlpError Error)
    {
        public static BlockLook Cut(long offset, long total) => new(BlockEnd.Cut, total, 0, default, offset, RlpError.Truncated);

        public static BlockLook Bad(long offset, RlpError error) => new(BlockEnd.Malformed, 0, 0, default, offset, error);
    }
}
