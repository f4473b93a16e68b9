using NodeProto.Consensus;
using NodeProto.Execution;
using NodeProto.Primitives;

namespace NodeProto.Stages.Tests;

public sealed class PipelineTests
{
    private static readonly ChainGeneratorOptions Options = new()
    {
        Blocks = 40,
        TransactionsPerBlock = 3,
        Senders = 10,
    };

    public static TheoryData<Fork> Forks => [Fork.Frontier, Fork.SpuriousDragon, Fork.Byzantium, Fork.London, Fork.Shanghai];

    [Theory]
    [MemberData(nameof(Forks))]
    public async Task One_chain_gives_the_same_rows_with_commits_of_any_size(Fork fork)
    {
        TestChain chain = TestChain.Generate(Options with { Spec = ChainSpec.AllFrom(fork, 1337) });
        Dictionary<string, string>? expected = null;
        foreach (long blocksPerCommit in new long[] { 1000, 7, 1 })
        {
            using TestNode node = new(chain.Genesis, blocksPerCommit);
            PipelineResult result = await node.ImportAsync(chain);
            Assert.Empty(result.Rejected);
            Assert.Equal(chain.Head.Header.Hash, result.Head.Hash);
            expected ??= node.Rows();
            Assert.Equal(expected, node.Rows());
        }
    }

    [Theory]
    [MemberData(nameof(Forks))]
    public async Task Going_back_leaves_what_a_shorter_import_leaves(Fork fork)
    {
        TestChain chain = TestChain.Generate(Options with { Spec = ChainSpec.AllFrom(fork, 1337) });
        using TestNode whole = new(chain.Genesis);
        await whole.ImportAsync(chain);
        foreach (int to in new[] { 23, 1, 0 })
        {
            whole.Create().Unwind(new((ulong)to), default);
            using TestNode part = new(chain.Genesis);
            await part.ImportAsync(chain with { Blocks = [.. chain.Blocks.Take(to)] });
            Assert.Equal(part.Rows(), whole.Rows());
        }
    }

    [Fact]
    public async Task An_import_that_is_stopped_at_every_commit_ends_as_one_run()
    {
        TestChain chain = TestChain.Generate(Options);
        using TestNode straight = new(chain.Genesis);
        await straight.ImportAsync(chain);
        using TestNode stopped = new(chain.Genesis, blocksPerCommit: 3);
        string file = stopped.Write(chain.Blocks);
        bool isStopped = true;
        for (int runs = 0; isStopped; runs++)
        {
            Assert.True(runs < 200);
            using CancellationTokenSource stop = new();
            using ChainFileSource source = ChainFileSource.Open([file], chain.Genesis.Hash);
            StopAfterCommits observer = new(stop, 1 + (runs % 3));
            Pipeline pipeline = new(
                stopped.Database,
                AllStages.Create(chain.Genesis.Spec, source, source),
                new PipelineOptions { Thresholds = new CommitThresholds { BlocksPerCommit = 3 } },
                observer: observer
            );
            isStopped = (await pipeline.RunAsync(PipelineTarget.Everything, stop.Token)).IsStopped;
        }
        Assert.Equal(straight.Rows(), stopped.Rows());
    }

    [RocksDbFact]
    public async Task RocksDB_and_memory_hold_the_same_rows_forward_and_back()
    {
        TestChain chain = TestChain.Generate(Options);
        using TestNode memory = new(chain.Genesis, blocksPerCommit: 9);
        using TestNode disk = new(chain.Genesis, blocksPerCommit: 9, isOnDisk: true);
        await memory.ImportAsync(chain);
        await disk.ImportAsync(chain);
        Assert.Equal(memory.Rows(), disk.Rows());
        memory.Create().Unwind(new(13), default);
        disk.Create().Unwind(new(13), default);
        Assert.Equal(memory.Rows(), disk.Rows());
    }

    [Fact]
    public async Task A_second_import_of_the_same_file_does_nothing()
    {
        TestChain chain = TestChain.Generate(Options);
        using TestNode node = new(chain.Genesis);
        await node.ImportAsync(chain);
        node.Events.Lines.Clear();
        await node.ImportAsync(chain);
        Assert.Empty(node.Events.Lines);
    }

    [Fact]
    public async Task Reset_of_a_stage_and_a_run_give_the_same_rows()
    {
        TestChain chain = TestChain.Generate(Options);
        using TestNode node = new(chain.Genesis);
        await node.ImportAsync(chain);
        Dictionary<string, string> before = node.Rows();
        foreach (StageId stage in AllStages.Order.Skip(1))
        {
            node.Create().Reset(stage, chain.Genesis);
            Assert.Equal(0UL, node.CheckpointOf(stage));
            await node.ImportAsync(chain);
            Assert.Equal(before, node.Rows());
        }
    }

    [Fact]
    public async Task A_dry_run_leaves_no_trace()
    {
        TestChain chain = TestChain.Generate(Options);
        using TestNode node = new(chain.Genesis);
        await node.ImportAsync(chain);
        Dictionary<string, string> before = node.Rows();
        foreach (StageId stage in AllStages.Order.Skip(2))
        {
            PipelineResult result = await node.Create().DryRunAsync(stage, new(11), new(ulong.MaxValue), default);
            Assert.Equal(10UL, result.Stages[0].From.Value);
            Assert.Equal(40UL, result.Stages[0].Checkpoint.Value);
            Assert.Equal(before, node.Rows());
        }
    }

    [Fact]
    public async Task Checkpoints_that_contradict_each_other_are_refused_until_their_stages_are_reset()
    {
        TestChain chain = TestChain.Generate(Options with { Blocks = 1 });
        using TestNode node = new(chain.Genesis);
        using (Db.IWriteTransaction tx = node.Database.BeginWrite())
        {
            Db.TypedAccess.Put(tx, Db.Tables.StageCheckpoints, StageId.Bodies.Name, new Db.StageCheckpoint(new(5), chain.Genesis.Hash));
            tx.Commit();
        }
        Pipeline pipeline = node.Create();
        NodeException refused = await Assert.ThrowsAsync<NodeException>(() => pipeline.RunAsync(PipelineTarget.Everything, default));
        Assert.Equal(NodeErrorCode.CheckpointsContradict, refused.Code);
        Assert.Equal(refused.Message, Assert.Throws<NodeException>(() => pipeline.Unwind(new BlockNumber(0), default)).Message);
        pipeline.Reset(StageId.Bodies, chain.Genesis);
        Assert.Empty((await node.ImportAsync(chain)).Rejected);
    }

    [Fact]
    public async Task A_stage_without_a_checkpoint_is_refused_before_anything_is_done_until_it_is_reset()
    {
        TestChain chain = TestChain.Generate(Options with { Blocks = 1 });
        using TestNode node = new(chain.Genesis);
        using (Db.IWriteTransaction tx = node.Database.BeginWrite())
        {
            tx.Delete(Db.Tables.StageCheckpoints, System.Text.Encoding.UTF8.GetBytes(StageId.Bodies.Name));
            tx.Commit();
        }
        Dictionary<string, string> before = node.Rows();
        Pipeline pipeline = node.Create();
        NodeException refused = await Assert.ThrowsAsync<NodeException>(() => pipeline.RunAsync(PipelineTarget.Everything, default));
        Assert.Equal(NodeErrorCode.CheckpointMissing, refused.Code);
        Assert.StartsWith("`nodeproto stage reset bodies`", refused.WhatToDo, StringComparison.Ordinal);
        Assert.Equal(before, node.Rows());
        pipeline.Reset(StageId.Bodies, chain.Genesis);
        Assert.Empty((await node.ImportAsync(chain)).Rejected);
    }

    private sealed class StopAfterCommits(CancellationTokenSource stop, int commits) : IPipelineObserver
    {
        private int _left = commits;

        public void Committed(StageId stage, Db.StageCheckpoint checkpoint, TimeSpan commit)
        {
            if (--_left == 0)
            {
                stop.Cancel();
            }
        }
    }
}
