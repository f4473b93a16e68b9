using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using NodeProto.Consensus;
using NodeProto.Execution;
using NodeProto.Primitives;

namespace NodeProto.Stages.Tests;

/// <summary>Chain files in gzip and in era1: the same blocks as from a plain file, and damage named with its place.</summary>
public sealed class PackedFileTests
{
    private const int Blocks = 30;

    private static readonly TestChain Chain = TestChain.Generate(
        new ChainGeneratorOptions
        {
            Spec = ChainSpec.AllFrom(Fork.London, 1337),
            Blocks = Blocks,
            TransactionsPerBlock = 20,
            Senders = 5,
            Contracts = true,
        }
    );

    private static readonly byte[] Plain = [.. Chain.Blocks.SelectMany(TestChain.Encode)];

    private static readonly byte[] Era1 = MakeEra1(Chain.Genesis.Block, Chain.Blocks);

    [Fact]
    public void A_gzip_file_gives_the_blocks_of_the_plain_one() => Assert.Equal(Blocks, Count(Gzip(Plain), out _));

    [Fact]
    public void A_gzip_file_may_have_several_members_and_names_in_their_headers()
    {
        byte[] named = Gzip(Plain[..5_000]);
        named = [.. named[..3], 0x08, .. named[4..10], .. "chain.rlp\0"u8, .. named[10..]];
        Assert.Equal(Blocks, Count([.. named, .. Gzip(Plain[5_000..]), .. Gzip([])], out NodeException? failure));
        Assert.Null(failure);
    }

    [Fact]
    public void Members_of_a_gzip_file_may_be_empty()
    {
        byte[] packed = Gzip(Plain);
        byte[] empty = [.. packed[..10], 0x03, 0x00, .. new byte[8]]; // What bgzip ends its files with has the same content.
        byte[] stored = [.. packed[..10], 0x00, 0, 0, 0xFF, 0xFF, 0x01, 0, 0, 0xFF, 0xFF, .. new byte[8]];
        foreach (byte[] member in new[] { empty, stored })
        {
            foreach (
                byte[] file in new byte[][] { [.. packed, .. member], [.. member, .. packed], [.. member, .. member, .. packed, .. member] }
            )
            {
                Assert.Equal(Blocks, Count(file, out NodeException? none));
                Assert.Null(none);
            }
            Assert.Equal(0, Count(member, out NodeException? alone));
            Assert.Null(alone);
            Count(member[..^1], out NodeException? cut);
            Assert.Equal(NodeErrorCode.ChainFileTruncated, cut?.Code);
            Count([.. member, 0], out NodeException? garbage);
            Assert.EndsWith($", offset {member.Length}", garbage!.Where, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(0x00, 0)]
    [InlineData(0x00, Blocks)]
    [InlineData(0x3C, 0)] // Text.
    [InlineData(0xC0, 0)] // A list without a header.
    [InlineData(0xC0, Blocks)]
    [InlineData(0xFB, 0)] // A length beyond what a block can have.
    [InlineData(0xFB, Blocks)]
    public void A_gzip_file_of_garbage_is_not_unpacked_to_its_end(byte garbage, int blocksBefore)
    {
        byte[] content = new byte[8 << 20];
        Array.Fill(content, garbage);
        int offset = blocksBefore == 0 ? 0 : Plain.Length;
        Plain.AsSpan(0, offset).CopyTo(content);
        using TestNode node = new(Chain.Genesis);
        string file = node.Write(Gzip(content));
        using PackedFile packed = PackedFile.TryOpen(file)!;
        packed.Unpack(reached: null, default);
        Assert.InRange(packed.UnpackedLength, 1, content.Length / 2);
        using ChainFileSource source = ChainFileSource.Open([file], Chain.Genesis.Hash);
        Assert.Equal(NodeErrorCode.ChainFileMalformed, source.Failure?.Code);
        Assert.EndsWith($", unpacked, offset {offset + (garbage == 0xC0 ? 1 : 0)}", source.Failure!.Where, StringComparison.Ordinal);
        Assert.Equal(blocksBefore, source.Count);
    }

    [Fact]
    public void A_block_may_begin_anywhere_in_a_piece_of_what_is_unpacked()
    {
        const int PieceBytes = 1 << 20;
        byte[] header = Chain.Blocks[0].Header.EncodeToArray();
        for (int left = 0; left <= 12; left++)
        {
            RlpWriter first = new();
            int mark = first.BeginList();
            first.WriteRaw(header);
            first.Write(new byte[PieceBytes - left - header.Length - 8]); // Each of the two lengths has four bytes.
            first.EndList(mark);
            Assert.Equal(PieceBytes - left, first.Length);
            Assert.Equal(Blocks + 1, Count(Gzip([.. first.Written, .. Plain]), out NodeException? failure));
            Assert.Null(failure);
        }
    }

    [Fact]
    public void A_gzip_file_with_another_checksum_than_its_content_says_where()
    {
        byte[] packed = Gzip(Plain);
        foreach (int at in new[] { packed.Length - 8, packed.Length - 1 })
        {
            byte[] damaged = [.. packed, .. packed];
            damaged[at] ^= 0x10;
            Count(damaged, out NodeException? failure);
            Assert.Equal(NodeErrorCode.ChainFileMalformed, failure?.Code);
            Assert.Contains("does not match its checksum", failure!.Message, StringComparison.Ordinal);
            Assert.EndsWith($", offset {packed.Length - 8}", failure.Where, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_gzip_file_that_is_cut_anywhere_keeps_the_blocks_before_and_says_so()
    {
        byte[] packed = Gzip(Plain);
        int last = -1;
        for (int length = packed.Length / 40; length < packed.Length; length += packed.Length / 40)
        {
            int count = Count(packed[..length], out NodeException? failure);
            Assert.Equal(NodeErrorCode.ChainFileTruncated, failure?.Code);
            Assert.EndsWith($", offset {length}", failure!.Where, StringComparison.Ordinal);
            Assert.InRange(count, Math.Max(0, last), Blocks);
            last = count;
        }
        Assert.True(last > 0);
        foreach (int missing in new[] { 1, 4, 8, 9 })
        {
            Count(packed[..^missing], out NodeException? failure);
            Assert.Equal(NodeErrorCode.ChainFileTruncated, failure?.Code);
        }
    }

    [Fact]
    public void Garbage_behind_a_gzip_file_is_named_with_its_place()
    {
        byte[] packed = Gzip(Plain);
        foreach (byte[] garbage in new byte[][] { [0], [0x1F], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13] })
        {
            Assert.Equal(Blocks, Count([.. packed, .. garbage], out NodeException? failure));
            Assert.Contains(failure?.Code, new NodeErrorCode?[] { NodeErrorCode.ChainFileMalformed, NodeErrorCode.ChainFileTruncated });
            Assert.EndsWith($", offset {packed.Length + (garbage[0] == 0x1F ? 1 : 0)}", failure!.Where, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_changed_byte_in_a_gzip_file_never_goes_unnoticed()
    {
        byte[] packed = Gzip(Plain);
        for (int at = 20; at < packed.Length; at += packed.Length / 50)
        {
            byte[] damaged = [.. packed];
            damaged[at] ^= 0x10;
            Count(damaged, out NodeException? failure);
            Assert.NotNull(failure);
        }
    }

    [Fact]
    public async Task An_era1_file_brings_the_same_chain()
    {
        using TestNode plain = new(Chain.Genesis);
        await plain.ImportAsync(Chain);
        using TestNode node = new(Chain.Genesis);
        PipelineResult result = await node.ImportFilesAsync(PipelineTarget.Everything, default, node.Write(Era1));
        Assert.Null(result.SourceFailure);
        Assert.Equal(plain.Rows(), node.Rows());
    }

    [Fact]
    public void An_era1_file_that_is_cut_anywhere_keeps_the_blocks_before_and_says_so()
    {
        for (int length = 9; length < Era1.Length; length += Era1.Length / 60)
        {
            Count(Era1[..length], out NodeException? failure);
            Assert.Equal(NodeErrorCode.ChainFileTruncated, failure?.Code);
        }
        Count([.. Era1, 0], out NodeException? trailing);
        Assert.Equal(NodeErrorCode.ChainFileMalformed, trailing?.Code);
        Assert.EndsWith($", offset {Era1.Length}", trailing!.Where, StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_byte_in_an_era1_file_is_noticed()
    {
        foreach ((long offset, E2Record record) in Records(Era1))
        {
            long content = offset + E2Record.HeaderBytes;
            foreach (long at in new[] { content, content + (record.Length / 2), content + record.Length - 1 })
            {
                if (record.Length == 0)
                {
                    continue;
                }
                byte[] damaged = [.. Era1];
                damaged[at] ^= 1;
                Count(damaged, out NodeException? failure);
                Assert.True(failure is not null, $"byte {at} of a record of type {record.Type:x}");
            }
        }
    }

    [Fact]
    public void Records_of_other_types_are_passed_over_and_missing_ones_are_not()
    {
        byte[] other = new byte[E2Record.HeaderBytes + 3];
        new E2Record(0x1234, 3).Write(other);
        List<(long Offset, E2Record Record)> records = [.. Records(Era1)];
        int end = (int)records[^2].Offset; // Before the accumulator: nothing behind it moves against the index but the blocks.
        byte[] moved = [.. Era1[..end], .. other, .. Era1[end..]];
        int index = moved.Length - (int)records[^1].Record.Length;
        for (int i = 0; i <= Blocks; i++)
        {
            Span<byte> place = moved.AsSpan(index + ((i + 1) * sizeof(long)), sizeof(long));
            BinaryPrimitives.WriteInt64LittleEndian(place, BinaryPrimitives.ReadInt64LittleEndian(place) - other.Length);
        }
        Assert.Equal(Blocks, Count(moved, out NodeException? none));
        Assert.Null(none);
        int total = (int)records[4].Offset;
        Count([.. Era1[..total], .. Era1[(int)records[5].Offset..]], out NodeException? missing);
        Assert.Equal(NodeErrorCode.ChainFileMalformed, missing?.Code);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void The_accumulator_is_the_root_of_8192_places_and_the_count(int count)
    {
        Era1Accumulator accumulator = new();
        byte[][] level = new byte[8192][];
        Array.Fill(level, new byte[32]);
        for (int i = 0; i < count; i++)
        {
            Hash256 hash = Keccak.Hash([(byte)i]);
            accumulator.Add(hash, (ulong)(i + 300));
            level[i] = SHA256.HashData([.. hash.Bytes, (byte)(i + 300), (byte)((i + 300) >> 8), .. new byte[30]]);
        }
        while (level.Length > 1)
        {
            level = [.. level.Chunk(2).Select(pair => SHA256.HashData([.. pair[0], .. pair[1]]))];
        }
        byte[] length = new byte[32];
        length[0] = (byte)count;
        Assert.Equal(new Hash256(SHA256.HashData([.. level[0], .. length])), accumulator.Root());
    }

    // Name of the first file of mainnet: its accumulator begins with 5ec1ffb8 (published checksums of era1 files).
    [Fact]
    public void A_file_is_named_by_network_number_and_accumulator() =>
        Assert.Equal(
            "mainnet-00000-5ec1ffb8.era1",
            Era1Writer.NameOf(
                "mainnet",
                BlockNumber.Genesis,
                Hash256.Parse("0x5ec1ffb8c3b146f42606c74ced973dc16ec5a107c0345858c343fc94780b4218")
            )
        );

    [Fact]
    public void Framed_snappy_gives_back_what_it_took()
    {
        Random random = new(5);
        foreach (int length in new[] { 0, 1, 100, 65_535, 65_536, 65_537, 200_000 })
        {
            foreach (int letters in new[] { 1, 2, 256 })
            {
                byte[] content = new byte[length];
                for (int i = 0; i < length; i++)
                {
                    content[i] = (byte)random.Next(letters);
                }
                RlpWriter framed = new();
                SnappyFrames.Write(content, framed);
                RlpWriter back = new();
                Assert.True(SnappyFrames.TryRead(framed.Written, back, length));
                Assert.True(back.Written.SequenceEqual(content));
                Assert.False(SnappyFrames.TryRead(framed.Written, back, length - 1));
            }
        }
    }

    [Fact]
    public void Joined_streams_of_framed_snappy_are_one()
    {
        RlpWriter framed = new();
        SnappyFrames.Write("one"u8, framed);
        SnappyFrames.Write("two"u8, framed);
        RlpWriter back = new();
        Assert.True(SnappyFrames.TryRead(framed.Written, back, 6));
        Assert.True(back.Written.SequenceEqual("onetwo"u8));
    }

    [Fact]
    public void Damaged_snappy_is_refused_and_never_throws()
    {
        byte[] content = [.. Enumerable.Range(0, 5_000).Select(i => (byte)(i / 7))];
        RlpWriter framed = new();
        SnappyFrames.Write(content, framed);
        byte[] whole = framed.Written.ToArray();
        Random random = new(6);
        for (int i = 0; i < 3_000; i++)
        {
            byte[] damaged = [.. whole];
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            RlpWriter back = new();
            bool isRead = SnappyFrames.TryRead(
                damaged.AsSpan(0, random.Next(4) == 0 ? random.Next(damaged.Length) : damaged.Length),
                back,
                1 << 20
            );
            Assert.True(!isRead || back.Written.SequenceEqual(content) || back.Length < content.Length);
        }
    }

    private static int Count(byte[] file, out NodeException? failure)
    {
        using TestNode node = new(Chain.Genesis);
        using ChainFileSource source = ChainFileSource.Open([node.Write(file)], Chain.Genesis.Hash);
        failure = source.Failure;
        return source.Count;
    }

    private static byte[] Gzip(byte[] content)
    {
        using MemoryStream packed = new();
        using (GZipStream stream = new(packed, CompressionLevel.Fastest))
        {
            stream.Write(content);
        }
        return packed.ToArray();
    }

    private static byte[] MakeEra1(Block genesis, IReadOnlyList<Block> blocks)
    {
        using MemoryStream file = new();
        Era1Writer writer = new(bytes => file.Write(bytes.Span));
        writer.Begin(BlockNumber.Genesis);
        UInt256 total = UInt256.Zero;
        foreach (Block block in blocks.Prepend(genesis))
        {
            total += block.Header.Difficulty;
            RlpWriter body = new();
            BodyCodec.Encode(body, block.Body);
            writer.Add(block.Header.Hash, block.Header.EncodeToArray(), body.Written, [0xC0], total);
        }
        writer.End();
        return file.ToArray();
    }

    private static IEnumerable<(long Offset, E2Record Record)> Records(byte[] file)
    {
        for (long offset = 0; offset < file.Length; )
        {
            Assert.True(E2Record.TryRead(file.AsSpan((int)offset), out E2Record record));
            yield return (offset, record);
            offset += E2Record.HeaderBytes + record.Length;
        }
    }
}
