using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Finds the blocks of chain files and their hashes, without reading bodies.</summary>
internal static class ChainFileIndexer
{
    // A length is only a claim: what is beyond these is refused before memory is taken for it.
    private const int BlockBytesMax = 128 * 1024 * 1024; // 10 MiB since Osaka (EIP-7934); before it, what the gas limit lets in.
    private const int HeaderBytesMax = 64 * 1024; // Some 700 bytes by the rules; a longer extra data is refused by its own rule.

    /// <summary>Adds a file's blocks; returns why it ended early, or null.</summary>
    /// <param name="file">The file.</param>
    /// <param name="genesisHash">Hash that a block 0 must have; such blocks are left out.</param>
    /// <param name="index">Receives the blocks.</param>
    /// <param name="reached">Told the offset of each block before it is read.</param>
    /// <param name="stop">Ends the search at the next block.</param>
    /// <exception cref="NodeException">The file begins with another chain's genesis, or cannot be read.</exception>
    /// <exception cref="OperationCanceledException">A stop was asked.</exception>
    public static NodeException? Add(
        ChainFile file,
        in Hash256 genesisHash,
        ChainFileIndex index,
        Action<long>? reached,
        CancellationToken stop
    )
    {
        index.BeginFile();
        long offset = 0;
        while (offset < file.Length)
        {
            stop.ThrowIfCancellationRequested();
            reached?.Invoke(offset);
            if (!RlpPrefix.TryReadList(file.Read(offset, RlpPrefix.BytesMax), out RlpPrefix block, out RlpError error))
            {
                return Malformed(file, offset, error);
            }
            if (block.Total > BlockBytesMax)
            {
                return Malformed(file, offset, RlpError.BadLength);
            }
            if (block.Total > file.Length - offset)
            {
                return Truncated(file, offset, block.Total);
            }
            long headerOffset = offset + block.Length;
            int readable = Math.Min(block.Payload, RlpPrefix.BytesMax);
            if (!RlpPrefix.TryReadList(file.Read(headerOffset, readable), out RlpPrefix header, out error) || header.Total > block.Payload)
            {
                return Malformed(file, headerOffset, error == RlpError.None ? RlpError.Truncated : error);
            }
            if (header.Total > HeaderBytesMax)
            {
                return Malformed(file, headerOffset, RlpError.BadLength);
            }
            ReadOnlySpan<byte> rlp = file.Read(headerOffset, (int)header.Total);
            if (!TryReadNumber(rlp, out ulong number, out error))
            {
                return Malformed(file, headerOffset, error);
            }
            Hash256 hash = Keccak.Hash(rlp);
            if (number != 0)
            {
                index.Add(hash, offset, (int)block.Total);
            }
            else if (hash != genesisHash)
            {
                throw OtherChain(file, offset, hash, genesisHash);
            }
            offset += block.Total;
        }
        return null;
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

    private static string Place(ChainFile file, long offset) => $"{file.Path}, offset {offset}";

    private static NodeException Malformed(ChainFile file, long offset, RlpError error) =>
        new(
            NodeErrorCode.ChainFileMalformed,
            $"no block in canonical RLP: {error}",
            Place(file, offset),
            "The blocks before it are kept. Get the file again and repeat the import."
        );

    private static NodeException Truncated(ChainFile file, long offset, long total) =>
        new(
            NodeErrorCode.ChainFileTruncated,
            $"the file ends inside a block: {file.Length - offset} bytes found, {total} expected",
            Place(file, offset),
            "The blocks before it are kept. Get the file again and repeat the import."
        );

    private static NodeException OtherChain(ChainFile file, long offset, in Hash256 found, in Hash256 expected) =>
        new(
            NodeErrorCode.ChainFileOfOtherChain,
            $"the file holds genesis {found}, the data directory has {expected}",
            Place(file, offset),
            "Import the file of this chain, or name the data directory of the other one."
        );
}
