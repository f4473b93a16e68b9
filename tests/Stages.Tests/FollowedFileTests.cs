using NodeProto.Execution;
using NodeProto.Primitives;

namespace NodeProto.Stages.Tests;

/// <summary>A source that goes on while its files grow.</summary>
public sealed class FollowedFileTests
{
    private static readonly TestChain Chain = TestChain.Generate(
        new ChainGeneratorOptions
        {
            Blocks = 30,
            TransactionsPerBlock = 2,
            Senders = 5,
        }
    );

    private static readonly byte[][] Encoded = [.. Chain.Blocks.Select(TestChain.Encode)];

    private static byte[] Bytes => [.. Encoded.SelectMany(block => block)];

    [Fact]
    public async Task Blocks_are_taken_as_they_are_appended()
    {
        using FollowingNode node = new(Chain.Genesis);
        string file = node.Write(Encoded[0]);
        node.Follow(file);
        Assert.Equal(1UL, await node.RunAsync());
        for (int i = 1; i < 6; i++)
        {
            node.Append(file, Encoded[i]);
            Assert.True(await node.WaitAsync());
            Assert.Equal((ulong)i + 1, await node.RunAsync());
        }
        Assert.All(node.Node.Checkpoints, checkpoint => Assert.Equal(6UL, checkpoint));
    }

    [Fact]
    public async Task A_file_may_be_empty_at_first_and_may_begin_with_our_genesis()
    {
        using FollowingNode node = new(Chain.Genesis);
        string file = node.Write([]);
        node.Follow(file);
        Assert.Equal(0UL, await node.RunAsync());
        node.Append(file, TestChain.Encode(Chain.Genesis.Block), Encoded[0]);
        Assert.True(await node.WaitAsync());
        Assert.Equal(1UL, await node.RunAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Growing_in_odd_pieces_it_delivers_each_block_when_it_is_whole(int seed)
    {
        using FollowingNode node = new(Chain.Genesis);
        string file = node.Write([]);
        node.Follow(file);
        Random random = new(seed);
        byte[] bytes = Bytes;
        ulong head = 0;
        for (int done = 0; done < bytes.Length; )
        {
            // Often within the first bytes of a block, where the lengths stand.
            int piece = Math.Min(random.Next(3) == 0 ? random.Next(1, 12) : random.Next(1, 3000), bytes.Length - done);
            node.Append(file, bytes.AsSpan(done, piece).ToArray());
            done += piece;
            int whole = 0;
            int blocks = Encoded.TakeWhile(block => (whole += block.Length) <= done).Count();
            if (blocks > (int)head)
            {
                Assert.True(await node.WaitAsync());
                head = await node.RunAsync();
            }
            Assert.Equal((ulong)blocks, head);
            Assert.Null(node.Source.Failure);
        }
        Assert.Equal(30UL, head);
        Assert.Equal(0, node.Source.HalfBlockBytes);
    }

    [Fact]
    public async Task Nothing_new_is_delivered_while_no_one_waits_for_it()
    {
        using FollowingNode node = new(Chain.Genesis);
        string file = node.Write(Encoded[0]);
        node.Follow(file);
        node.Append(file, Encoded[1]);
        Assert.Equal(1UL, await node.RunAsync());
        Assert.True(await node.WaitAsync());
        Assert.Equal(2UL, await node.RunAsync());
    }

    [Fact]
    public async Task Half_a_block_is_waited_for_and_the_wait_ends_when_it_is_stopped()
    {
        using FollowingNode node = new(Chain.Genesis);
        string file = node.Write([.. Encoded[0], .. Encoded[1][..^1]]);
        node.Follow(file);
        using CancellationTokenSource stop = new();
        Task<bool> waiting = node.Source.WaitForHeaderAsync(1, stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Null(node.Source.Failure);
        Assert.Equal(Encoded[1].Length - 1, node.Source.HalfBlockBytes);
    }

    [Theory]
    [InlineData(new byte[] { 0x42 }, 0)]
    [InlineData(new byte[] { 0xF9, 0x02, 0x05, 0x42 }, 3)] // Half a block, and what follows can be no header.
    [InlineData(new byte[] { 0xFB, 0x7F, 0xFF, 0xFF, 0xFF }, 0)] // Longer than any block.
    public async Task What_can_never_become_a_block_ends_the_file_and_a_corrected_one_is_taken(byte[] garbage, int at)
    {
        using FollowingNode node = new(Chain.Genesis);
        string file = node.Write([.. Encoded[0], .. Encoded[1]]);
        node.Follow(file);
        node.Append(file, Encoded[2], garbage);
        Assert.True(await node.WaitAsync());
        Assert.Equal(3UL, await node.RunAsync());
        Assert.Equal(NodeErrorCode.ChainFileMalformed, node.Source.Failure?.Code);
        int offset = Encoded.Take(3).Sum(block => block.Length) + at;
        Assert.Equal($"{file}, offset {offset}", node.Source.Failure?.Where);
        node.Append(file, Encoded[3]); // Of no use behind garbage.
        Assert.False(await node.GrowsAsync());
        Assert.False(node.Source.MustReopen);
        node.Replace(file, [.. Encoded.Take(5).SelectMany(block => block)]);
        Assert.False(await node.WaitAsync());
        node.Reopen();
        Assert.Null(node.Source.Failure);
        Assert.Equal(5UL, await node.RunAsync());
    }

    [Fact]
    public async Task A_file_that_is_corrected_in_its_place_is_taken_too()
    {
        using FollowingNode node = new(Chain.Genesis);
        string file = node.Write([.. Encoded[0], 0x42, .. Encoded[1][1..]]);
        node.Follow(file);
        Assert.Equal(1UL, await node.RunAsync());
        Assert.Equal(NodeErrorCode.ChainFileMalformed, node.Source.Failure?.Code);
        using (FileStream stream = File.OpenWrite(file))
        {
            stream.Position = Encoded[0].Length;
            stream.Write(Encoded[1].AsSpan(0, 1));
        }
        Assert.False(await node.WaitAsync());
        node.Reopen();
        Assert.Equal(2UL, await node.RunAsync());
    }

    [Fact]
    public async Task A_file_that_shrinks_is_told_and_read_from_its_begin()
    {
        using FollowingNode node = new(Chain.Genesis);
        string file = node.Write([.. Encoded[0], .. Encoded[1], .. Encoded[2]]);
        node.Follow(file);
        await node.RunAsync();
        using (FileStream stream = File.OpenWrite(file))
        {
            stream.SetLength(Encoded[0].Length + 5);
        }
        Assert.True(await node.WaitAsync()); // To tell it.
        Assert.Equal(3UL, await node.RunAsync());
        Assert.False(await node.WaitAsync());
        Assert.Equal(NodeErrorCode.ChainFileChanged, node.Source.Failure?.Code);
        Assert.Equal($"{file}, offset {Encoded[0].Length + 5}", node.Source.Failure?.Where);
        node.Reopen();
        Assert.Equal(3UL, await node.RunAsync()); // What is stored is kept.
        node.Append(file, Encoded[1][5..], Encoded[2], Encoded[3]);
        Assert.True(await node.WaitAsync());
        Assert.Equal(4UL, await node.RunAsync());
    }

    [Fact]
    public async Task A_file_that_is_cut_while_its_blocks_are_read_harms_nothing()
    {
        using FollowingNode node = new(Chain.Genesis);
        string file = node.Write(Bytes);
        node.Follow(file);
        File.WriteAllBytes(file, []);
        NodeException cut = await Assert.ThrowsAsync<NodeException>(() => node.RunAsync());
        Assert.Equal(NodeErrorCode.ChainFileChanged, cut.Code);
        Assert.Equal(0UL, node.Node.CheckpointOf(StageId.Bodies)); // The headers were in memory still.
        File.WriteAllBytes(file, Bytes);
        node.Reopen();
        Assert.Equal(30UL, await node.RunAsync());
    }

    [Fact]
    public async Task A_file_that_is_replaced_is_first_read_to_its_end()
    {
        using FollowingNode node = new(Chain.Genesis);
        string file = node.Write([.. Encoded[0], .. Encoded[1]]);
        node.Follow(file);
        await node.RunAsync();
        node.Append(file, Encoded[2]);
        node.Replace(file, [.. Encoded[3], .. Encoded[4]]);
        Assert.True(await node.WaitAsync());
        Assert.Equal(3UL, await node.RunAsync());
        Assert.Equal(NodeErrorCode.ChainFileChanged, node.Source.Failure?.Code);
        Assert.False(await node.WaitAsync());
        node.Reopen();
        Assert.Equal(5UL, await node.RunAsync());
    }

    [Fact]
    public async Task A_file_that_is_gone_is_told_and_waited_for()
    {
        using FollowingNode node = new(Chain.Genesis);
        string file = node.Write(Encoded[0]);
        node.Follow(file);
        await node.RunAsync();
        File.Delete(file);
        Assert.True(await node.WaitAsync()); // To tell it, once.
        Assert.Equal(NodeErrorCode.ChainFileChanged, node.Source.Failure?.Code);
        Assert.Equal(1UL, await node.RunAsync());
        Assert.False(await node.GrowsAsync());
        Assert.False(node.Source.MustReopen);
        File.WriteAllBytes(file, [.. Encoded[0], .. Encoded[1]]);
        Assert.False(await node.WaitAsync());
        node.Reopen();
        Assert.Equal(2UL, await node.RunAsync());
    }

    [Fact]
    public async Task Garbage_alone_ends_the_wait_once_and_a_corrected_file_is_taken()
    {
        using FollowingNode node = new(Chain.Genesis);
        string file = node.Write(Encoded[0]);
        node.Follow(file);
        await node.RunAsync();
        Task<bool> waiting = node.WaitAsync();
        node.Append(file, "garbage garbage"u8.ToArray());
        Assert.True(await waiting);
        Assert.Equal(NodeErrorCode.ChainFileMalformed, node.Source.Failure?.Code);
        Assert.Equal(new BlockNumber(1), node.Source.LastBlock);
        Assert.Equal(1UL, await node.RunAsync());
        Assert.False(await node.GrowsAsync());
        node.Replace(file, [.. Encoded[0], .. Encoded[1]]);
        Assert.False(await node.WaitAsync());
        node.Reopen();
        Assert.Null(node.Source.Failure);
        Assert.Equal(2UL, await node.RunAsync());
    }

    [Fact]
    public async Task A_file_that_is_emptied_ends_the_wait_and_can_be_filled_again()
    {
        using FollowingNode node = new(Chain.Genesis);
        string file = node.Write([.. Encoded[0], .. Encoded[1]]);
        node.Follow(file);
        await node.RunAsync();
        Task<bool> waiting = node.WaitAsync();
        File.WriteAllBytes(file, []);
        Assert.True(await waiting);
        Assert.Equal(NodeErrorCode.ChainFileChanged, node.Source.Failure?.Code);
        Assert.Null(node.Source.LastBlock);
        Assert.Equal(2UL, await node.RunAsync());
        Assert.False(await node.WaitAsync());
        node.Reopen();
        Assert.Null(node.Source.Failure);
        node.Append(file, Encoded[2]);
        Assert.True(await node.WaitAsync());
        Assert.Equal(3UL, await node.RunAsync());
    }

    [Fact]
    public async Task A_second_file_that_breaks_is_told_after_the_first()
    {
        using FollowingNode node = new(Chain.Genesis);
        string[] files = [node.Write([.. Encoded[0], 0x42]), node.Write(Encoded[1])];
        node.Follow(files);
        await node.RunAsync();
        Assert.StartsWith(files[0], node.Source.Failure?.Where, StringComparison.Ordinal);
        node.Append(files[1], [0x42]);
        Assert.True(await node.WaitAsync());
        Assert.StartsWith(files[1], node.Source.Failure?.Where, StringComparison.Ordinal);
        Assert.False(await node.GrowsAsync());
    }

    [Fact]
    public async Task Another_file_goes_on_while_one_is_broken()
    {
        using FollowingNode node = new(Chain.Genesis);
        string first = node.Write([.. Encoded[0], 0x42]);
        string second = node.Write(Encoded[1]);
        node.Follow(first, second);
        Assert.Equal(2UL, await node.RunAsync());
        node.Append(second, Encoded[2]);
        Assert.True(await node.WaitAsync());
        Assert.Equal(3UL, await node.RunAsync());
        Assert.StartsWith(first, node.Source.Failure?.Where, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_grow_beside_each_other()
    {
        using FollowingNode node = new(Chain.Genesis);
        string[] files = [node.Write(Encoded[0]), node.Write([])];
        node.Follow(files);
        await node.RunAsync();
        for (int i = 1; i < 8; i++)
        {
            node.Append(files[i % 2], Encoded[i]);
            Assert.True(await node.WaitAsync());
            Assert.Equal((ulong)i + 1, await node.RunAsync());
        }
    }

    [Fact]
    public async Task A_block_without_its_parent_is_told_and_the_file_is_waited_for()
    {
        using FollowingNode node = new(Chain.Genesis);
        string file = node.Write([.. Encoded[0]]);
        node.Follow(file);
        await node.RunAsync();
        node.Append(file, Encoded[2]);
        Assert.True(await node.WaitAsync());
        Assert.Equal(1UL, await node.RunAsync());
        Assert.Equal(NodeErrorCode.ParentMissing, node.Source.Failure?.Code);
        Assert.False(await node.GrowsAsync());
        node.Replace(file, [.. Encoded.Take(3).SelectMany(block => block)]);
        Assert.False(await node.WaitAsync());
        node.Reopen();
        Assert.Equal(3UL, await node.RunAsync());
    }

    [Fact]
    public async Task A_packed_file_is_refused_as_such_until_a_plain_one_is_in_its_place()
    {
        using FollowingNode node = new(Chain.Genesis);
        string file = node.Write([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0]);
        node.Follow(file);
        await node.RunAsync();
        Assert.Contains("a packed file, gzip or era1, cannot be followed", node.Source.Failure!.Message, StringComparison.Ordinal);
        node.Replace(file, [.. Encoded.Take(3).SelectMany(block => block)]);
        Assert.False(await node.WaitAsync());
        node.Reopen();
        Assert.Equal(3UL, await node.RunAsync());
    }

    [Fact]
    public async Task A_refused_block_keeps_what_is_good_and_another_branch_is_taken_when_it_comes()
    {
        using FollowingNode node = new(Chain.Genesis);
        TestChain broken = Chain.RelinkedFrom(5, header => header with { StateRoot = Keccak.OfEmpty });
        string file = node.Write([.. broken.Blocks.Take(8).SelectMany(TestChain.Encode)]);
        node.Follow(file);
        Assert.Equal(4UL, await node.RunAsync());
        Assert.Equal(5UL, Assert.Single(node.Last!.Rejected).Block.Number.Value);
        Assert.Null(node.Source.Failure);
        node.Append(file, [.. Encoded.Skip(4).Take(3).SelectMany(block => block)]);
        Assert.True(await node.WaitAsync());
        Assert.Equal(7UL, await node.RunAsync());
        Assert.Empty(node.Last!.Rejected);
    }

    [Fact]
    public async Task A_reorganisation_comes_through_the_same_pipeline()
    {
        ChainGeneratorOptions options = new()
        {
            Spec = Consensus.ChainSpec.AllFrom(Fork.Byzantium, 1337),
            Blocks = 12,
            TransactionsPerBlock = 1,
            Senders = 8,
            BranchFirst = 7,
        };
        TestChain light = TestChain.Generate(options with { BranchSalt = 1, BranchSecondsPerBlock = 30 });
        TestChain heavy = TestChain.Generate(options with { BranchSalt = 2, BranchSecondsPerBlock = 5 });
        using FollowingNode node = new(light.Genesis);
        string file = node.Write([]);
        node.Follow(file);
        foreach (Block block in light.Blocks)
        {
            node.Append(file, TestChain.Encode(block));
            Assert.True(await node.WaitAsync());
            Assert.Equal(block.Header.Number.Value, await node.RunAsync());
        }
        foreach (Block block in heavy.Blocks.Skip(6))
        {
            node.Append(file, TestChain.Encode(block));
            Assert.True(await node.WaitAsync());
            await node.RunAsync();
        }
        Assert.Equal(heavy.Head.Header.Hash, node.Last!.Head.Hash);
    }
}
