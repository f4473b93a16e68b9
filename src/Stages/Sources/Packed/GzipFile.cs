using System.Buffers.Binary;
using System.IO.Compression;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Blocks in gzip (RFC 1952): one member, or several one after the other, and nothing else.</summary>
/// <remarks>
/// .NET's own stream takes a cut file, and garbage behind a whole one, without a word. So the members are taken apart here: the system
/// inflates what lies between a member's header and its trailer, and the trailer, which holds checksum and length of the content, is looked
/// for in the bytes that it was given last. Where that does not tell, the member is inflated once more to find its end.
/// </remarks>
internal sealed class GzipFile(string path, FileStream source) : PackedFile(path, source)
{
    private const int TrailerBytes = 8;
    private const int HeaderBytes = 10;
    private const int BlocksRatioMax = 8; // Blocks are signatures, hashes and addresses for the most part, which gzip does not make smaller.

    /// <summary>The first bytes of a member: identification, and deflate, the only method there is.</summary>
    public static ReadOnlySpan<byte> Magic => [0x1F, 0x8B, 8];

    /// <inheritdoc/>
    protected override void UnpackAll(Action<long>? reached, CancellationToken stop)
    {
        long offset = 0;
        while (offset < Source.Length && Failure is null && !IsHopeless)
        {
            offset = UnpackMember(offset, reached, stop);
        }
    }

    /// <inheritdoc/>
    protected override long UnpackedBytesMin()
    {
        // The last member's length, of which there are 32 bits.
        Span<byte> length = stackalloc byte[sizeof(uint)];
        if (Source.Length < HeaderBytes + TrailerBytes)
        {
            return 0;
        }
        RandomAccess.Read(Source.SafeFileHandle, length, Source.Length - length.Length);
        uint last = BinaryPrimitives.ReadUInt32LittleEndian(length);
        return last <= Source.Length * BlocksRatioMax ? last : 0; // Else it is no length: the file is damaged, which unpacking will tell.
    }

    /// <summary>Unpacks the member at an offset; returns where the next one would begin.</summary>
    private long UnpackMember(long offset, Action<long>? reached, CancellationToken stop)
    {
        Source.Position = offset;
        if (!TrySkipHeader(offset))
        {
            return offset;
        }
        long start = Source.Position;
        Pieces input = new(Source, long.MaxValue);
        using DeflateStream content = new(input, CompressionMode.Decompress, leaveOpen: true);
        byte[] buffer = new byte[64 * 1024];
        uint checksum = 0;
        uint length = 0;
        bool isEmpty = true;
        try
        {
            for (int read = content.Read(buffer); read > 0 && !IsHopeless; read = content.Read(buffer))
            {
                stop.ThrowIfCancellationRequested();
                Write(buffer.AsSpan(0, read));
                checksum = Crc32.Append(checksum, buffer.AsSpan(0, read));
                length = unchecked(length + (uint)read); // Of the length, too, the trailer has 32 bits.
                isEmpty = false;
                reached?.Invoke(Source.Position);
            }
        }
        catch (InvalidDataException)
        {
            Failure = Damage(NodeErrorCode.ChainFileMalformed, "the compressed data is damaged at or before this place", Source.Position);
            return Source.Position;
        }
        if (IsHopeless)
        {
            return Source.Position; // Whoever looks for the blocks tells what is wrong with the first one.
        }
        if (input.HasEnded)
        {
            Failure = Cut();
            return Source.Length;
        }
        Span<byte> trailer = stackalloc byte[TrailerBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, checksum);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[sizeof(uint)..], length);
        // The trailer of nothing is eight zeros, before which there is another one: it cannot be looked for.
        return !isEmpty && TryFind(trailer, input.LastStart, out long end) ? end : Check(trailer, EndOf(start, input.LastStart, stop));
    }

    /// <summary>Passes over a member's header, with its optional fields; false when it is none or is cut.</summary>
    private bool TrySkipHeader(long offset)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        int read = Source.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false);
        if (!header[..read].StartsWith(Magic[..Math.Min(read, Magic.Length)]))
        {
            Failure = Damage(NodeErrorCode.ChainFileMalformed, "there are bytes behind the compressed data that belong to nothing", offset);
            return false;
        }
        byte flags = header[3];
        bool isWhole = read == HeaderBytes;
        if (isWhole && (flags & 0x04) != 0) // FEXTRA: two bytes of length, and so many bytes.
        {
            int low = Source.ReadByte();
            int high = Source.ReadByte();
            isWhole = high >= 0 && TrySkip(low | (high << 8));
        }
        isWhole = isWhole && ((flags & 0x08) == 0 || TrySkipText()); // FNAME
        isWhole = isWhole && ((flags & 0x10) == 0 || TrySkipText()); // FCOMMENT
        isWhole = isWhole && ((flags & 0x02) == 0 || TrySkip(2)); // FHCRC
        if (!isWhole)
        {
            Failure = Cut();
        }
        return isWhole;
    }

    private bool TrySkip(int bytes)
    {
        Source.Position += bytes;
        return Source.Position <= Source.Length;
    }

    private bool TrySkipText()
    {
        int read = Source.ReadByte();
        while (read > 0)
        {
            read = Source.ReadByte();
        }
        return read == 0;
    }

    /// <summary>Looks for a trailer in the bytes that were read last; tells where it ends.</summary>
    private bool TryFind(ReadOnlySpan<byte> trailer, long from, out long end)
    {
        Source.Position = from;
        byte[] bytes = new byte[Pieces.BytesMax + TrailerBytes];
        int count = Source.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        int found = bytes.AsSpan(0, count).IndexOf(trailer);
        end = from + found + TrailerBytes;
        return found >= 0;
    }

    /// <summary>Where the compressed data ends that begins at an offset: inflates it again, and gives out its last piece byte by byte.</summary>
    private long EndOf(long start, long lastStart, CancellationToken stop)
    {
        Source.Position = start;
        using DeflateStream content = new(new Pieces(Source, lastStart), CompressionMode.Decompress, leaveOpen: true);
        byte[] buffer = new byte[64 * 1024];
        while (content.Read(buffer) > 0)
        {
            stop.ThrowIfCancellationRequested();
        }
        return Source.Position;
    }

    /// <summary>Compares a trailer with the one that is there; returns where it ends.</summary>
    private long Check(ReadOnlySpan<byte> trailer, long from)
    {
        Span<byte> found = stackalloc byte[TrailerBytes];
        Source.Position = from;
        if (Source.ReadAtLeast(found, found.Length, throwOnEndOfStream: false) < found.Length)
        {
            Failure = Cut();
        }
        else if (!found.SequenceEqual(trailer))
        {
            Failure = Damage(NodeErrorCode.ChainFileMalformed, "the content does not match its checksum, which stands here", from);
        }
        return from + TrailerBytes;
    }

    private NodeException Cut() =>
        Damage(
            NodeErrorCode.ChainFileTruncated,
            "the file ends inside the compressed data or its checksum, or something before is damaged",
            Source.Length
        );

    /// <summary>Reads in small pieces, and knows where the last one began; from an offset on byte by byte.</summary>
    private sealed class Pieces(FileStream source, long bytewiseFrom) : Stream
    {
        public const int BytesMax = 8 * 1024;

        /// <summary>Where the last piece began.</summary>
        public long LastStart { get; private set; } = source.Position;

        /// <summary>Whether more was asked for than there is.</summary>
        public bool HasEnded { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            long start = source.Position;
            int bytes = start < bytewiseFrom ? (int)Math.Min(BytesMax, bytewiseFrom - start) : 1;
            int read = source.Read(buffer[..Math.Min(buffer.Length, bytes)]);
            LastStart = read > 0 ? start : LastStart;
            HasEnded |= read == 0;
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
