using NodeProto.Consensus;

namespace NodeProto.Stages.Tests;

public sealed class RealChainTests
{
    [FixtureFact]
    public async Task The_first_thousand_blocks_of_mainnet_import_with_every_root_checked() =>
        await ImportMainnetAsync(new StateRootOptions { Checks = RootChecks.Every });

    [FixtureFact]
    public async Task The_first_thousand_blocks_of_mainnet_import_with_roots_checked_per_commit() =>
        await ImportMainnetAsync(StateRootOptions.Default);

    [FixtureFact]
    public async Task A_rebuild_gives_the_rows_that_updates_give()
    {
        using TestNode updated = new(Genesis("mainnet-first-1000"));
        using TestNode rebuilt = new(Genesis("mainnet-first-1000"), roots: new StateRootOptions { ChangesForRebuild = 1 });
        string file = Fixtures.Chain("mainnet-first-1000", "blocks.rlp");
        await updated.ImportFilesAsync(PipelineTarget.Everything, default, file);
        await rebuilt.ImportFilesAsync(PipelineTarget.Everything, default, file);
        Assert.Equal(updated.Rows(), rebuilt.Rows());
    }

    [FixtureFact]
    public async Task Going_back_to_500_equals_stopping_at_500()
    {
        using TestNode whole = new(Genesis("mainnet-first-1000"));
        using TestNode half = new(Genesis("mainnet-first-1000"));
        string file = Fixtures.Chain("mainnet-first-1000", "blocks.rlp");
        await whole.ImportFilesAsync(PipelineTarget.Everything, default, file);
        whole.Create().Unwind(new(500), default);
        await half.ImportFilesAsync(new PipelineTarget { ToBlock = new(500) }, default, file);
        Assert.Equal(half.Rows(), whole.Rows());
        Assert.Equal(500UL, half.CheckpointOf(StageId.Finish));
    }

    [FixtureFact]
    public Task The_chain_of_geth_passes_up_to_sender_recovery() => ImportToSendersAsync("geth-ethtest", "chain.rlp", 600);

    [FixtureFact]
    public Task The_chain_of_every_fork_passes_up_to_sender_recovery() => ImportToSendersAsync("rpc-compat", "chain.rlp", 54);

    [FixtureFact]
    public Task The_chain_of_ethereumjs_passes_up_to_sender_recovery() => ImportToSendersAsync("ejs-mixed", "chain.rlp", 300);

    private static async Task ImportMainnetAsync(StateRootOptions roots)
    {
        using TestNode node = new(Genesis("mainnet-first-1000"), roots: roots);
        PipelineResult result = await node.ImportFilesAsync(
            PipelineTarget.Everything,
            default,
            Fixtures.Chain("mainnet-first-1000", "blocks.rlp")
        );
        Assert.Empty(result.Rejected);
        Assert.Null(result.SourceFailure);
        Assert.Equal(999UL, result.Head.Number.Value);
        Assert.Equal("0xc31b362e591aa07faa977dbc492ae43cd47eef291920435153bbbf3acaf2fc2f", result.Head.Hash.ToString());
    }

    private static async Task ImportToSendersAsync(string chain, string file, ulong head)
    {
        using TestNode node = new(Genesis(chain));
        PipelineTarget target = new() { ToStage = StageId.SenderRecovery };
        PipelineResult result = await node.ImportFilesAsync(target, default, Fixtures.Chain(chain, file));
        Assert.Empty(result.Rejected);
        Assert.Null(result.SourceFailure);
        Assert.Equal(head, result.Head.Number.Value);
    }

    private static Genesis Genesis(string chain) => GenesisFile.Read(Fixtures.Chain(chain, "genesis.json"));
}
