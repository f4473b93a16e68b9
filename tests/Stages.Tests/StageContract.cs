using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Execution;
using NodeProto.Primitives;

namespace NodeProto.Stages.Tests;

/// <summary>What every stage promises, whatever it does.</summary>
public abstract class StageContract
{
    private static readonly TestChain Chain = TestChain.Generate(
        new ChainGeneratorOptions
        {
            Spec = ChainSpec.AllFrom(Fork.London, 1337),
            Blocks = 30,
            TransactionsPerBlock = 3,
            Senders = 10,
            Contracts = true, // Storage too.
        }
    );

    protected abstract StageId Stage { get; }

    private int Index => AllStages.Order.ToList().IndexOf(Stage);

    [Fact]
    public async Task Over_genesis_alone_there_is_nothing_to_do()
    {
        using TestNode node = new(Chain.Genesis);
        Dictionary<string, string> before = node.Rows();
        await node.Create().RunStageAsync(Stage, new(ulong.MaxValue), default);
        Assert.Equal(before, node.Rows());
        Assert.Empty(node.Events.Lines);
    }

    [Fact]
    public async Task At_the_target_there_is_nothing_to_do()
    {
        using TestNode node = await RunAsync(1000);
        Dictionary<string, string> before = node.Rows();
        node.Events.Lines.Clear();
        await RunStageAsync(node, default);
        Assert.Equal(before, node.Rows());
        Assert.Empty(node.Events.Lines);
    }

    [Fact]
    public async Task It_writes_its_own_tables_alone()
    {
        using TestNode node = await PrepareAsync(1000);
        Dictionary<string, string> before = node.Rows([.. OwnTables, nameof(Tables.StageCheckpoints)]);
        await RunStageAsync(node, default);
        Assert.Equal(30UL, node.CheckpointOf(Stage));
        Assert.Equal(before, node.Rows([.. OwnTables, nameof(Tables.StageCheckpoints)]));
    }

    [Theory]
    [InlineData(29)]
    [InlineData(12)]
    [InlineData(0)]
    public async Task Execute_and_then_unwind_restores_every_byte(ulong to)
    {
        using TestNode shorter = await PrepareAsync(1000);
        if (to > 0)
        {
            await RunStageAsync(shorter, default, to);
        }
        using TestNode node = await RunAsync(1000);
        IStage stage = AllStages.Create(Chain.Genesis.Spec).Stages[Index];
        using IWriteTransaction tx = node.Database.BeginWrite();
        Meter meter = new(Stage, TimeProvider.System, CommitThresholds.Default);
        Assert.Equal(to, stage.Unwind(tx, new UnwindInput(new(30), new(to), meter)).Checkpoint.Value);
        Assert.Equal(shorter.Rows(nameof(Tables.StageCheckpoints)), DatabaseRows.Read(tx, nameof(Tables.StageCheckpoints)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task One_commit_or_many_give_the_same_rows(long blocksPerCommit)
    {
        using TestNode one = await RunAsync(1000);
        using TestNode many = await RunAsync(blocksPerCommit);
        Assert.Equal(one.Rows(), many.Rows());
    }

    [Fact]
    public async Task Stopped_and_resumed_at_any_commit_it_gives_the_same_rows()
    {
        using TestNode one = await RunAsync(1000);
        using TestNode stopped = await PrepareAsync(4);
        for (int runs = 0; stopped.CheckpointOf(Stage) < 30; runs++)
        {
            Assert.True(runs < 100);
            using CancellationTokenSource stop = new();
            stopped.Events.OnCommit = stop.Cancel;
            await RunStageAsync(stopped, stop.Token);
        }
        Assert.Equal(one.Rows(), stopped.Rows());
    }

    private string[] OwnTables => [.. AllStages.Create(Chain.Genesis.Spec).Stages[Index].OwnTables.Select(table => table.Name)];

    private async Task<TestNode> RunAsync(long blocksPerCommit)
    {
        TestNode node = await PrepareAsync(blocksPerCommit);
        await RunStageAsync(node, default);
        return node;
    }

    /// <summary>A node on which every stage before this one is at the head.</summary>
    private async Task<TestNode> PrepareAsync(long blocksPerCommit)
    {
        TestNode node = new(Chain.Genesis, blocksPerCommit);
        if (Index > 0)
        {
            await node.ImportAsync(Chain, new PipelineTarget { ToStage = AllStages.Order[Index - 1] });
        }
        return node;
    }

    private async Task RunStageAsync(TestNode node, CancellationToken stop, ulong to = ulong.MaxValue)
    {
        using ChainFileSource source = ChainFileSource.Open([node.Write(Chain.Blocks)], Chain.Genesis.Hash);
        await node.Create(AllStages.Create(Chain.Genesis.Spec, source, source)).RunStageAsync(Stage, new BlockNumber(to), stop);
    }
}

public sealed class HeadersStageTests : StageContract
{
    protected override StageId Stage => StageId.Headers;
}

public sealed class BodiesStageTests : StageContract
{
    protected override StageId Stage => StageId.Bodies;
}

public sealed class SenderRecoveryStageTests : StageContract
{
    protected override StageId Stage => StageId.SenderRecovery;
}

public sealed class ExecutionStageTests : StageContract
{
    protected override StageId Stage => StageId.Execution;
}

public sealed class StateRootStageTests : StageContract
{
    protected override StageId Stage => StageId.StateRoot;
}

public sealed class TransactionLookupStageTests : StageContract
{
    protected override StageId Stage => StageId.TransactionLookup;
}

public sealed class PruneStageContractTests : StageContract
{
    protected override StageId Stage => StageId.Prune;
}

public sealed class AccountHistoryStageTests : StageContract
{
    protected override StageId Stage => StageId.AccountHistory;
}

public sealed class StorageHistoryStageTests : StageContract
{
    protected override StageId Stage => StageId.StorageHistory;
}

public sealed class FinishStageTests : StageContract
{
    protected override StageId Stage => StageId.Finish;
}
