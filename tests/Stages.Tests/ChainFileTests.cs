using NodeProto.Execution;
using NodeProto.Primitives;

namespace NodeProto.Stages.Tests;

public sealed class ChainFileTests
{
    private static readonly TestChain Chain = TestChain.Generate(
        new ChainGeneratorOptions
        {
            Blocks = 20,
            TransactionsPerBlock = 2,
            Senders = 5,
        }
    );

    private static byte[] Bytes => [.. Chain.Blocks.SelectMany(TestChain.Encode)];

    [Fact]
    public Task A_file_that_ends_inside_a_block_keeps_the_blocks_before() =>
        BreaksAsync(Bytes[..^5], NodeErrorCode.ChainFileTruncated, 19, (Bytes.Length - TestChain.Encode(Chain.Head).Length).ToString());

    [Fact]
    public Task Garbage_after_a_block_keeps_the_blocks_before() =>
        BreaksAsync([.. Bytes, 0x42, 0x43], NodeErrorCode.ChainFileMalformed, 20, $"{Bytes.Length}");

    [Fact]
    public Task A_length_with_a_leading_zero_keeps_the_blocks_before()
    {
        byte[] last = TestChain.Encode(Chain.Head);
        Assert.Equal(0xF9, last[0]);
        byte[] broken = [.. Bytes[..^last.Length], 0xFA, 0x00, .. last[1..]];
        return BreaksAsync(broken, NodeErrorCode.ChainFileMalformed, 19, $"{Bytes.Length - last.Length}");
    }

    [Fact]
    public Task A_block_whose_parent_is_nowhere_keeps_the_blocks_before()
    {
        byte[] gap = [.. Chain.Blocks.Take(10).Concat(Chain.Blocks.Skip(11)).SelectMany(TestChain.Encode)];
        int offset = Chain.Blocks.Take(10).Sum(block => TestChain.Encode(block).Length);
        return BreaksAsync(gap, NodeErrorCode.ParentMissing, 10, $"{offset}");
    }

    [Fact]
    public async Task A_file_may_begin_with_our_genesis()
    {
        using TestNode node = new(Chain.Genesis);
        PipelineResult result = await node.ImportAsync([Chain.Genesis.Block, .. Chain.Blocks], [Chain.Genesis.Block, .. Chain.Blocks]);
        Assert.Null(result.SourceFailure);
        Assert.Equal(20UL, result.Head.Number.Value);
    }

    [Fact]
    public void A_file_of_another_chain_is_refused()
    {
        using TestNode node = new(Chain.Genesis);
        TestChain other = TestChain.Generate(new ChainGeneratorOptions { Seed = 2, Blocks = 1 });
        string file = node.Write([other.Genesis.Block, .. other.Blocks]);
        NodeException refused = Assert.Throws<NodeException>(() => ChainFileSource.Open([file], Chain.Genesis.Hash));
        Assert.Equal(NodeErrorCode.ChainFileOfOtherChain, refused.Code);
        Assert.Contains("offset 0", refused.Where, StringComparison.Ordinal);
    }

    [Fact]
    public Task A_first_block_of_another_chain_keeps_the_blocks_before()
    {
        TestChain other = TestChain.Generate(new ChainGeneratorOptions { Seed = 2, Blocks = 1 });
        return BreaksAsync([.. Bytes, .. TestChain.Encode(other.Head)], NodeErrorCode.ChainFileOfOtherChain, 20, $"{Bytes.Length}");
    }

    [Fact]
    public void A_file_that_is_not_there_is_refused()
    {
        NodeException refused = Assert.Throws<NodeException>(() => ChainFileSource.Open(["no-such-file.rlp"], Chain.Genesis.Hash));
        Assert.Equal(NodeErrorCode.ChainFileUnreadable, refused.Code);
    }

    [Fact]
    public void A_file_without_a_byte_is_refused()
    {
        using TestNode node = new(Chain.Genesis);
        string file = node.Write(Array.Empty<byte>());
        NodeException refused = Assert.Throws<NodeException>(() => ChainFileSource.Open([file], Chain.Genesis.Hash));
        Assert.Equal(NodeErrorCode.ChainFileUnreadable, refused.Code);
    }

    [Fact]
    public void What_is_no_regular_file_is_refused_without_waiting()
    {
        string folder = Directory.CreateTempSubdirectory("nodeproto-test-").FullName;
        try
        {
            string pipe = Path.Combine(folder, "pipe.rlp");
            string link = Path.Combine(folder, "link.rlp");
            using (System.Diagnostics.Process make = System.Diagnostics.Process.Start("mkfifo", pipe))
            {
                make.WaitForExit();
                Assert.Equal(0, make.ExitCode);
            }
            File.CreateSymbolicLink(link, pipe);
            foreach (string path in (ReadOnlySpan<string>)[pipe, link, folder])
            {
                NodeException refused = Assert.Throws<NodeException>(() => ChainFileSource.Open([path], Chain.Genesis.Hash));
                Assert.Equal(NodeErrorCode.ChainFileUnreadable, refused.Code);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData(new byte[] { 0xFB, 0x7F, 0xFF, 0xFF, 0xE0, 0xFB, 0x7F, 0xFF, 0xFF, 0xD0 }, 0x7FFFFFE5L, 0)] // A block of 2 GiB.
    [InlineData(new byte[] { 0xFA, 0x10, 0x00, 0x00, 0xFA, 0x0F, 0xFF, 0xFC }, 0x100004L, 4)] // A header of 1 MiB.
    public void A_length_beyond_what_a_block_can_have_takes_no_memory(byte[] claim, long length, int offset)
    {
        using TestNode node = new(Chain.Genesis);
        string file = node.Write(claim);
        using (FileStream sparse = File.OpenWrite(file))
        {
            sparse.SetLength(length);
        }
        using ChainFileSource source = ChainFileSource.Open([file], Chain.Genesis.Hash);
        Assert.Equal(NodeErrorCode.ChainFileMalformed, source.Failure?.Code);
        Assert.Contains($"offset {offset}", source.Failure?.Where, StringComparison.Ordinal);
        Assert.Contains("a length has leading zeros or is too large", source.Failure?.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stop_ends_the_search_for_blocks_at_the_next_block()
    {
        using TestNode node = new(Chain.Genesis);
        using CancellationTokenSource stop = new();
        Steps steps = new(count =>
        {
            if (count == 12)
            {
                stop.Cancel();
            }
        });
        string[] files = [node.Write(Chain.Blocks.Take(7)), node.Write(Chain.Blocks.Skip(7))];
        Assert.Throws<OperationCanceledException>(() =>
            ChainFileSource.Open(ChainFiles.Open(files), Chain.Genesis.Hash, steps, stop.Token)
        );
        Assert.Equal(12, steps.Seen.Count);
    }

    [Fact]
    public void The_search_for_blocks_tells_the_bytes_behind_it_in_all_files()
    {
        using TestNode node = new(Chain.Genesis);
        Steps steps = new(_ => { });
        string[] files = [node.Write(Chain.Blocks.Take(7)), node.Write(Chain.Blocks.Skip(7))];
        using ChainFileSource source = ChainFileSource.Open(ChainFiles.Open(files), Chain.Genesis.Hash, steps);
        Assert.Equal(20, steps.Seen.Count);
        long behind = 0;
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(new ChainFileProgress(behind, Bytes.Length), steps.Seen[i]);
            behind += TestChain.Encode(Chain.Blocks[i]).Length;
        }
    }

    /// <summary>Keeps what it is told, at once.</summary>
    private sealed class Steps(Action<int> next) : IProgress<ChainFileProgress>
    {
        public List<ChainFileProgress> Seen { get; } = [];

        public void Report(ChainFileProgress value)
        {
            Seen.Add(value);
            next(Seen.Count);
        }
    }

    [Fact]
    public async Task Files_continue_each_other()
    {
        using TestNode node = new(Chain.Genesis);
        PipelineResult result = await node.ImportAsync(Chain.Blocks.Take(7), Chain.Blocks.Skip(7));
        Assert.Equal(20UL, result.Head.Number.Value);
    }

    private static async Task BreaksAsync(byte[] bytes, NodeErrorCode code, ulong head, string offset)
    {
        using TestNode node = new(Chain.Genesis);
        string file = node.Write(bytes);
        PipelineResult result = await node.ImportFilesAsync(PipelineTarget.Everything, default, file);
        Assert.Equal(code, result.SourceFailure?.Code);
        Assert.Contains($"{file}, offset {offset}", result.SourceFailure?.Where, StringComparison.Ordinal);
        Assert.Equal(head, result.Head.Number.Value);
        Assert.Empty(result.Rejected);
    }
}
