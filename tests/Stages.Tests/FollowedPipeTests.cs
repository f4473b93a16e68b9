using NodeProto.Execution;
using NodeProto.Primitives;

namespace NodeProto.Stages.Tests;

/// <summary>A source that reads a named pipe, whose writers come and go.</summary>
public sealed class FollowedPipeTests
{
    private static readonly TestChain Chain = TestChain.Generate(
        new ChainGeneratorOptions
        {
            Blocks = 40,
            TransactionsPerBlock = 3,
            Senders = 5,
        }
    );

    private static readonly byte[][] Encoded = [.. Chain.Blocks.Select(TestChain.Encode)];

    [Fact]
    public async Task Blocks_of_one_writer_after_another_are_taken()
    {
        using FollowingNode node = new(Chain.Genesis);
        string pipe = node.MakePipe();
        node.Follow(pipe);
        Assert.Equal(0UL, await node.RunAsync()); // Opening does not wait for a writer.
        for (int i = 0; i < 6; i += 2)
        {
            node.Append(pipe, Encoded[i], Encoded[i + 1]);
            await node.ReachAsync((ulong)i + 2);
        }
        Assert.Null(node.Source.Failure);
    }

    [Fact]
    public async Task A_writer_that_stays_is_read_in_odd_pieces()
    {
        using FollowingNode node = new(Chain.Genesis);
        string pipe = node.MakePipe();
        node.Follow(pipe);
        Random random = new(5);
        byte[] bytes = [.. Encoded.SelectMany(block => block)];
        using FileStream writer = new(pipe, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        int sent = 0;
        for (ulong block = 1; block <= 40; block++)
        {
            int end = Encoded.Take((int)block).Sum(each => each.Length);
            while (sent < end)
            {
                int piece = Math.Min(random.Next(1, 900), bytes.Length - sent);
                writer.Write(bytes, sent, piece);
                sent += piece;
            }
            await node.ReachAsync(block);
        }
    }

    [Fact]
    public async Task A_writer_that_ends_inside_a_block_leaves_no_trace()
    {
        using FollowingNode node = new(Chain.Genesis);
        string pipe = node.MakePipe();
        node.Follow(pipe);
        node.Append(pipe, Encoded[0], Encoded[1][..^7]);
        await node.ReachAsync(1);
        Assert.False(await node.GrowsAsync());
        Assert.Equal(NodeErrorCode.ChainFileTruncated, Assert.Single(node.Dropped).Code);
        node.Append(pipe, Encoded[1], Encoded[2]);
        await node.ReachAsync(3);
        Assert.Null(node.Source.Failure);
    }

    [Fact]
    public async Task Garbage_is_told_and_the_next_writer_begins_anew()
    {
        using FollowingNode node = new(Chain.Genesis);
        string pipe = node.MakePipe();
        node.Follow(pipe);
        using (FileStream writer = new(pipe, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0))
        {
            writer.Write([.. Encoded[0], 0x42, .. Encoded[1]]);
            await node.ReachAsync(1);
            Assert.Equal(NodeErrorCode.ChainFileMalformed, node.Source.Failure?.Code);
            Assert.Contains(pipe, node.Source.Failure?.Where, StringComparison.Ordinal);
            Assert.False(await node.GrowsAsync());
            writer.Write(Encoded[2]); // It can go on writing, and nothing of it counts.
            Assert.False(await node.GrowsAsync());
            Assert.False(node.Source.MustReopen);
        }
        Assert.False(await node.WaitAsync());
        node.Reopen();
        Assert.Null(node.Source.Failure);
        node.Append(pipe, Encoded[1]);
        await node.ReachAsync(2);
    }

    [Fact]
    public async Task A_block_without_its_parent_is_dropped_and_may_come_again_after_it()
    {
        using FollowingNode node = new(Chain.Genesis);
        string pipe = node.MakePipe();
        node.Follow(pipe);
        node.Append(pipe, Encoded[0], Encoded[2]);
        await node.ReachAsync(1);
        Assert.Equal(NodeErrorCode.ParentMissing, node.Source.Failure?.Code);
        Assert.False(await node.WaitAsync());
        node.Reopen();
        Assert.Equal(1UL, await node.RunAsync());
        Assert.Null(node.Source.Failure);
        node.Append(pipe, Encoded[1], Encoded[2]);
        await node.ReachAsync(3);
    }

    [Fact]
    public async Task What_was_spooled_and_not_stored_is_there_after_a_restart()
    {
        using FollowingNode node = new(Chain.Genesis);
        string pipe = node.MakePipe();
        node.Follow(pipe);
        node.Append(pipe, Encoded[0], Encoded[1], Encoded[2][..^3]);
        Assert.True(await node.WaitAsync());
        node.Source.Dispose();
        node.Follow(pipe);
        Assert.Equal(2UL, await node.RunAsync());
        node.Append(pipe, Encoded[2]);
        await node.ReachAsync(3);
    }

    [Fact]
    public async Task The_spool_is_bounded_and_the_writer_waits()
    {
        const int SpoolBytes = 6_000;
        using FollowingNode node = new(Chain.Genesis) { SpoolBytesMax = SpoolBytes };
        string pipe = node.MakePipe();
        node.Follow(pipe);
        int reopened = 0;
        long longest = 0;
        // Blocks of some 1 KB, written by another thread as fast as the pipe lets them in; a pipe holds 64 KiB by itself.
        Task writing = Task.Run(() =>
        {
            using FileStream writer = new(pipe, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            foreach (byte[] block in Encoded)
            {
                writer.Write(block);
            }
        });
        ulong head = 0;
        while (head < 40)
        {
            if (await node.WaitAsync())
            {
                longest = Math.Max(longest, new FileInfo(Path.Combine(node.SpoolFolder, "pipe-1.rlp")).Length);
                head = await node.RunAsync();
            }
            else
            {
                Assert.Null(node.Source.Failure);
                node.Reopen();
                reopened++;
            }
        }
        await writing;
        Assert.InRange(reopened, 3, 40);
        Assert.InRange(longest, 1, 3 * SpoolBytes);
        Assert.Empty(node.Dropped);
    }

    [Fact]
    public async Task A_pipe_that_is_made_anew_is_opened_again()
    {
        using FollowingNode node = new(Chain.Genesis);
        string pipe = node.MakePipe();
        node.Follow(pipe);
        node.Append(pipe, Encoded[0]);
        await node.ReachAsync(1);
        File.Delete(pipe);
        File.Move(node.MakePipe(), pipe);
        Assert.True(await node.WaitAsync()); // To tell it.
        Assert.Equal(NodeErrorCode.ChainFileChanged, node.Source.Failure?.Code);
        Assert.False(await node.WaitAsync());
        node.Reopen();
        node.Append(pipe, Encoded[1]);
        await node.ReachAsync(2);
    }
}
