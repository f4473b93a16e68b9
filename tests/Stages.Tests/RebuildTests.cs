using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Execution;
using NodeProto.Primitives;
using Xunit.Abstractions;

namespace NodeProto.Stages.Tests;

/// <summary>State roots at depth: rebuilt over many commits, interrupted anywhere, with chains that move meanwhile.</summary>
public sealed class RebuildTests(ITestOutputHelper output)
{
    private static readonly StateRootOptions Small = new()
    {
        ChangesForRebuild = 1,
        ChangesInMemory = 7,
        LeavesPerPiece = 5,
        Threads = 3,
    };

    private static readonly Lazy<WipeChain> Chain = new(Make);

    // What the trie tables hold after each block.
    private static readonly Lazy<SortedDictionary<string, string>[]> Expected = new(ExpectAll);

    [Theory]
    [InlineData(1, 1, 60)]
    [InlineData(3, 2_000, 5)]
    [InlineData(2, 100_000, 0)]
    public Task Stopped_at_every_commit_a_rebuild_goes_on_where_it_was(int threads, long bytesPerCommit, int commitsMin) =>
        StopAtEveryCommitAsync(threads, bytesPerCommit, commitsMin, isOnDisk: false);

    [RocksDbFact]
    public Task On_disk_too() => StopAtEveryCommitAsync(3, 1_000, 10, isOnDisk: true);

    [RocksDbFact]
    public Task On_disk_as_sorted_files_too() => StopAtEveryCommitAsync(3, 2_000, 5, isOnDisk: true, filesFromBytes: 1);

    [Theory]
    [InlineData(RootChecks.Commit)]
    [InlineData(RootChecks.Every)]
    public async Task A_stage_that_goes_back_and_forth_keeps_no_rows_of_another_block(RootChecks checks)
    {
        using TestNode node = new(Chain.Value.Genesis, blocksPerCommit: 3, roots: new StateRootOptions { Checks = checks });
        using ChainFileSource source = ChainFileSource.Open([node.Write(Chain.Value.Blocks)], Chain.Value.Genesis.Hash);
        Pipeline pipeline = node.Create(AllStages.Create(Chain.Value.Genesis.Spec, source, source, node.Roots));
        foreach (int to in new[] { 3, 12, 5, 6, 19, 1, 20 })
        {
            BlockNumber block = new((ulong)to);
            if (block.Value < node.CheckpointOf(StageId.StateRoot))
            {
                pipeline.Unwind(block, default);
            }
            else
            {
                await pipeline.RunAsync(PipelineTarget.Everything with { ToBlock = block }, default);
            }
            Assert.Equal(block.Value, node.CheckpointOf(StageId.StateRoot));
            Assert.Equal(Expected.Value[to], PlainTries.Stored(node.Database));
        }
    }

    [Fact]
    public async Task The_pieces_do_not_change_the_rows()
    {
        foreach (int leaves in new[] { 1, 2, 16, 1_000 })
        {
            using TestNode node = new(Chain.Value.Genesis, roots: Small with { LeavesPerPiece = leaves });
            await node.ImportAsync(Chain.Value.Blocks);
            Assert.Equal(Expected.Value[^1], PlainTries.Stored(node.Database));
        }
    }

    [Fact]
    public async Task While_a_rebuild_is_under_way_the_checkpoint_stays()
    {
        using TestNode node = await ExecutedAsync(12);
        await RunStoppedAsync(node, commits: 1, bytesPerCommit: 1);
        Assert.Equal(0UL, node.CheckpointOf(StageId.StateRoot));
        Assert.NotNull(ProgressOf(node));
        await node.Create().RunAsync(PipelineTarget.Everything, default);
        Assert.Null(ProgressOf(node));
        Assert.Equal(12UL, node.CheckpointOf(StageId.StateRoot));
    }

    [Fact]
    public async Task What_is_executed_meanwhile_does_not_cost_the_progress()
    {
        using TestNode node = await ExecutedAsync(10);
        await RunStoppedAsync(node, commits: 12, bytesPerCommit: 1);
        RebuildProgress begun = ProgressOf(node)!.Value;
        Assert.NotEqual(RebuildPosition.Start, begun.Position);
        await node.ImportAsync(Chain.Value.Blocks.Take(14), PipelineTarget.Everything with { ToStage = StageId.Execution });

        node.Roots = Small with { ChangesForRebuild = 100_000 };
        await RunStoppedAsync(node, commits: 1, bytesPerCommit: 1);
        RebuildProgress later = ProgressOf(node)!.Value;
        Assert.Equal(begun.Target, later.Target); // Still block 10, a piece further.
        Assert.NotEqual(begun.Position, later.Position);

        node.Events.Lines.Clear();
        await node.Create().RunAsync(PipelineTarget.Everything, default);
        Assert.Contains("state-root 10", node.Events.Lines, StringComparer.Ordinal);
        Assert.Equal(Expected.Value[14], PlainTries.Stored(node.Database));
    }

    [Fact]
    public async Task When_too_much_is_executed_meanwhile_it_begins_again_at_the_head()
    {
        using TestNode node = await ExecutedAsync(5);
        await RunStoppedAsync(node, commits: 3, bytesPerCommit: 1);
        await node.ImportAsync(Chain.Value.Blocks.Take(20), PipelineTarget.Everything with { ToStage = StageId.Execution });
        node.Events.Lines.Clear();
        await node.Create().RunAsync(PipelineTarget.Everything, default);
        Assert.DoesNotContain("state-root 5", node.Events.Lines, StringComparer.Ordinal);
        Assert.Equal(Expected.Value[20], PlainTries.Stored(node.Database));
    }

    [Fact]
    public async Task An_unwind_of_the_block_that_it_is_for_makes_it_begin_again()
    {
        using TestNode node = await ExecutedAsync(12);
        await RunStoppedAsync(node, commits: 9, bytesPerCommit: 1);
        node.Create().Unwind(new BlockNumber(7), default);
        await node.Create().RunAsync(PipelineTarget.Everything, default);
        Assert.Equal(Expected.Value[7], PlainTries.Stored(node.Database));
    }

    [Fact]
    public async Task An_unwind_below_a_checkpoint_whose_tries_are_gone_builds_them_there()
    {
        using TestNode node = await ExecutedAsync(9);
        await node.Create().RunAsync(PipelineTarget.Everything, default);
        await node.ImportAsync(Chain.Value.Blocks.Take(15), PipelineTarget.Everything with { ToStage = StageId.Execution });
        await RunStoppedAsync(node, commits: 4, bytesPerCommit: 1);
        Assert.Equal(9UL, node.CheckpointOf(StageId.StateRoot));
        Assert.Equal(15UL, ProgressOf(node)!.Value.Target.Number.Value);
        node.Thresholds = node.Thresholds with { BytesPerCommit = 1 };
        node.Create().Unwind(new BlockNumber(4), default);
        Assert.Null(ProgressOf(node));
        Assert.Equal(4UL, node.CheckpointOf(StageId.StateRoot));
        Assert.Equal(Expected.Value[4], PlainTries.Stored(node.Database));
    }

    [Fact]
    public async Task A_reset_in_the_middle_leaves_genesis_and_no_progress()
    {
        using TestNode node = await ExecutedAsync(12);
        await RunStoppedAsync(node, commits: 5, bytesPerCommit: 1);
        node.Create().Reset(StageId.StateRoot, node.Genesis);
        Assert.Null(ProgressOf(node));
        Assert.Equal(Expected.Value[0], PlainTries.Stored(node.Database));
    }

    [Theory]
    [InlineData("state-root")]
    [InlineData("execution")]
    public async Task After_a_reset_in_the_middle_it_begins_anew_and_ends_right(string stage)
    {
        using TestNode node = await ExecutedAsync(12);
        await RunStoppedAsync(node, commits: 12, bytesPerCommit: 1);
        Assert.NotEqual(RebuildPosition.Start, ProgressOf(node)!.Value.Position);
        node.Create().Reset(new StageId(stage), node.Genesis);
        await node.ImportAsync(Chain.Value.Blocks.Take(12), PipelineTarget.Everything with { ToStage = StageId.Execution });
        await RunStoppedAsync(node, commits: 1, bytesPerCommit: 1);
        Assert.Equal(RebuildPosition.Start, ProgressOf(node)!.Value.Position);
        PipelineResult result = await node.Create().RunAsync(PipelineTarget.Everything, default);
        Assert.Empty(result.Rejected);
        Assert.Equal(12UL, result.Head.Number.Value);
        Assert.Equal(Expected.Value[12], PlainTries.Stored(node.Database));
    }

    [Fact]
    public async Task Before_Byzantium_execution_waits_until_the_tries_are_whole_again()
    {
        TestChain chain = TestChain.Generate(
            new ChainGeneratorOptions
            {
                Spec = ChainSpec.AllFrom(Fork.Homestead, 1337),
                Blocks = 20,
                TransactionsPerBlock = 2,
                Senders = 10,
            }
        );
        PipelineTarget executed = PipelineTarget.Everything with { ToStage = StageId.Execution };
        using TestNode node = new(chain.Genesis, roots: Small);
        await node.ImportAsync(chain.Blocks.Take(10), executed);
        await RunStoppedAsync(node, commits: 2, bytesPerCommit: 1);
        Assert.NotNull(ProgressOf(node));

        NodeException alone = await Assert.ThrowsAsync<NodeException>(() => node.ImportAsync(chain.Blocks, executed));
        Assert.Equal(NodeErrorCode.TriesUnfinished, alone.Code);
        Assert.Empty((await node.ImportAsync(chain)).Rejected);
        using TestNode straight = new(chain.Genesis);
        await straight.ImportAsync(chain);
        Assert.Equal(straight.Rows(), node.Rows());
    }

    [Fact]
    public async Task A_dry_run_of_a_rebuild_leaves_no_trace()
    {
        using TestNode node = await ExecutedAsync(12);
        Dictionary<string, string> before = node.Rows();
        node.Thresholds = node.Thresholds with { BytesPerCommit = 1 };
        await node.Create().DryRunAsync(StageId.StateRoot, null, new BlockNumber(12), default);
        Assert.Equal(before, node.Rows());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(13)]
    [InlineData(20)]
    public async Task A_wrong_root_of_a_rebuild_is_traced_to_its_block(int wrong)
    {
        TestChain chain = new TestChain(Chain.Value.Genesis, Chain.Value.Blocks).RelinkedFrom(
            wrong,
            header => header with { StateRoot = Keccak.Hash(header.StateRoot.Bytes) }
        );
        using TestNode node = new(chain.Genesis, roots: Small);
        node.Thresholds = node.Thresholds with { BytesPerCommit = 3_000 };
        PipelineResult result = await node.ImportAsync(chain);
        Assert.Equal(wrong, (int)Assert.Single(result.Rejected).Block.Number.Value);
        Assert.Equal((ulong)wrong - 1, node.CheckpointOf(StageId.Finish));
        Assert.Equal(Expected.Value[wrong - 1], PlainTries.Stored(node.Database));
        Assert.Null(ProgressOf(node));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public Task Whatever_happens_the_tables_are_those_of_a_rebuild(int seed) => LiveAsync(seed, isOnDisk: false);

    [RocksDbFact]
    public Task Whatever_happens_on_disk_the_tables_are_those_of_a_rebuild() => LiveAsync(4, isOnDisk: true);

    /// <summary>Runs, stops, unwinds and resets in any order, with settings that change each time.</summary>
    private async Task LiveAsync(int seed, bool isOnDisk)
    {
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        using TestNode node = new(Chain.Value.Genesis, roots: Small, isOnDisk: isOnDisk);
        int resumed = 0;
        int compared = 0;
        for (int step = 0; step < 80; step++)
        {
            node.Thresholds = new CommitThresholds
            {
                BlocksPerCommit = random.Next(1, 30),
                BytesPerCommit = random.Next(4) == 0 ? long.MaxValue : random.Next(1, 1_500),
            };
            node.Roots = new StateRootOptions
            {
                Checks = random.Next(4) == 0 ? RootChecks.Every : RootChecks.Commit,
                ChangesForRebuild = random.Next(3) == 0 ? random.Next(800) : random.Next(20),
                ChangesInMemory = random.Next(1, 50),
                LeavesPerPiece = random.Next(1, 40),
                Threads = random.Next(1, 4),
            };
            RebuildProgress? before = ProgressOf(node);
            int action = random.Next(12);
            int to = random.Next((int)node.CheckpointOf(StageId.Headers), Chain.Value.Blocks.Count) + 1;
            switch (action)
            {
                case 0:
                    node.Create().Unwind(new BlockNumber((ulong)random.Next((int)node.CheckpointOf(StageId.Headers) + 1)), default);
                    break;
                case 1 or 2:
                    node.Create().Reset(StageId.StateRoot, node.Genesis);
                    break;
                case 3 or 4:
                    await node.ImportAsync(Chain.Value.Blocks.Take(to), PipelineTarget.Everything with { ToStage = StageId.Execution });
                    break;
                case 5:
                    await node.ImportAsync(Chain.Value.Blocks.Take(to), PipelineTarget.Everything);
                    break;
                default:
                    await RunStoppedAsync(node, random.Next(1, 4));
                    break;
            }
            resumed += before is { } progress && ProgressOf(node) is { } later && progress.Target == later.Target ? 1 : 0;
            if (ProgressOf(node) is null)
            {
                Assert.Equal(Expected.Value[node.CheckpointOf(StageId.StateRoot)], PlainTries.Stored(node.Database));
                compared++;
            }
        }
        Assert.True(resumed > 3 && compared > 10, $"resumed {resumed}, compared {compared}");
    }

    private static async Task StopAtEveryCommitAsync(
        int threads,
        long bytesPerCommit,
        int commitsMin,
        bool isOnDisk,
        long? filesFromBytes = null
    )
    {
        using TestNode node = await ExecutedAsync(Chain.Value.Blocks.Count, isOnDisk, filesFromBytes);
        node.Roots = Small with { Threads = threads };
        List<RebuildPosition> positions = [];
        while (node.CheckpointOf(StageId.StateRoot) == 0)
        {
            await RunStoppedAsync(node, commits: 1, bytesPerCommit);
            if (ProgressOf(node) is { } progress)
            {
                positions.Add(progress.Position);
            }
        }
        Assert.Equal(positions.Distinct().Count(), positions.Count); // None is done twice.
        Assert.True(positions.Count >= commitsMin, $"{positions.Count} commits");
        Assert.True(commitsMin == 0 || positions.Exists(position => position.Path.Length > 0 && !position.IsInAccounts));
        Assert.Equal(Expected.Value[^1], PlainTries.Stored(node.Database));
    }

    /// <summary>A node that has executed the first blocks of the chain.</summary>
    private static async Task<TestNode> ExecutedAsync(int blocks, bool isOnDisk = false, long? filesFromBytes = null)
    {
        DatabaseOptions database = filesFromBytes is { } bytes
            ? new DatabaseOptions { LoadAsFilesMinBytes = bytes }
            : new DatabaseOptions();
        TestNode node = new(Chain.Value.Genesis, roots: Small, isOnDisk: isOnDisk, database: database);
        await node.ImportAsync(Chain.Value.Blocks.Take(blocks), PipelineTarget.Everything with { ToStage = StageId.Execution });
        return node;
    }

    /// <summary>Goes on and stops after so many commits.</summary>
    private static async Task RunStoppedAsync(TestNode node, int commits, long? bytesPerCommit = null)
    {
        CommitThresholds thresholds = node.Thresholds;
        node.Thresholds = thresholds with { BytesPerCommit = bytesPerCommit ?? thresholds.BytesPerCommit };
        using CancellationTokenSource stop = new();
        node.Events.OnCommit = () =>
        {
            if (--commits == 0)
            {
                stop.Cancel();
            }
        };
        await node.Create().RunAsync(PipelineTarget.Everything, stop.Token);
        node.Events.OnCommit = null;
        node.Thresholds = thresholds;
    }

    private static RebuildProgress? ProgressOf(TestNode node)
    {
        using IReadTransaction tx = node.Database.BeginRead();
        return RebuildProgress.Find(tx);
    }

    private static SortedDictionary<string, string>[] ExpectAll()
    {
        using TestNode node = new(Chain.Value.Genesis);
        SortedDictionary<string, string>[] expected = new SortedDictionary<string, string>[Chain.Value.Blocks.Count + 1];
        for (int i = 0; i < expected.Length; i++)
        {
            if (i > 0)
            {
                node.ImportAsync(Chain.Value.Blocks.Skip(i - 1).Take(1)).GetAwaiter().GetResult();
            }
            Assert.Equal((ulong)i, node.CheckpointOf(StageId.Finish));
            expected[i] = PlainTries.Expected(node.Database);
        }
        return expected;
    }

    private static WipeChain Make()
    {
        Random random = new(7);
        WipeChain chain = new(Fork.Shanghai, slots: 300, accounts: 150);
        for (int number = 1; number <= 20; number++)
        {
            List<Transaction> transactions = [];
            for (int i = random.Next(4); i >= 0; i--)
            {
                int contract = random.Next(1, 5);
                ulong first = (ulong)random.Next(60);
                transactions.Add(
                    random.Next(7) switch
                    {
                        0 => chain.Destroy(contract),
                        1 or 2 => chain.Create(contract),
                        3 => chain.Pay(random.Next(1, 300)),
                        _ => chain.Store(first, first + (ulong)random.Next(1, 30), (ulong)random.Next(1, 1000), contract),
                    }
                );
            }
            if (number % 6 == 2)
            {
                transactions.Add(chain.Store(first: 250, end: 310, value: (ulong)number)); // Of the large one.
            }
            if (number == 17)
            {
                transactions.Add(chain.Destroy());
            }
            if (number == 18)
            {
                transactions.Add(chain.Create());
                transactions.Add(chain.Store(1, 120, 3));
            }
            chain.Add([.. transactions]);
        }
        return chain;
    }
}
