using NodeProto.Primitives;

namespace NodeProto.Stages.Tests;

public sealed class UnwindPiecesTests
{
    private static readonly BlockNumber Head = new(1_000_000);

    [Fact]
    public void Pieces_grow_while_little_is_written() => Assert.Equal([64, 128, 256, 512], Sizes(bytesPerBlock: 1_000, count: 4));

    [Fact]
    public void Pieces_have_at_most_16384_blocks() => Assert.Equal(16_384UL, Sizes(bytesPerBlock: 1, count: 20)[^1]);

    [Fact]
    public void Pieces_of_heavy_blocks_write_32_MiB_at_most() =>
        Assert.Equal([64, 32, 32, 32], Sizes(bytesPerBlock: 1024 * 1024, count: 4));

    [Fact]
    public void A_block_is_the_least() => Assert.Equal([64, 1, 1], Sizes(bytesPerBlock: 1024 * 1024 * 1024, count: 3));

    [Fact]
    public void The_last_piece_ends_where_it_was_asked()
    {
        UnwindPieces pieces = new();
        Assert.Equal(Head - 64, pieces.Next(Head, BlockNumber.Genesis));
        Assert.Equal(Head - 65, pieces.Next(Head - 64, Head - 65));
    }

    private static List<ulong> Sizes(long bytesPerBlock, int count)
    {
        UnwindPieces pieces = new();
        List<ulong> sizes = [];
        BlockNumber head = Head;
        for (int i = 0; i < count; i++)
        {
            BlockNumber next = pieces.Next(head, BlockNumber.Genesis);
            sizes.Add(head - next);
            pieces.Wrote(1);
            pieces.Wrote(bytesPerBlock * (long)sizes[^1]);
            head = next;
        }
        return sizes;
    }
}
