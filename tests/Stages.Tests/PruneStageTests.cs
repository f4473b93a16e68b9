using NodeProto.Db;
using NodeProto.Primitives;
using static NodeProto.Stages.Tests.PrunedNodes;

namespace NodeProto.Stages.Tests;

public sealed class PruneStageTests
{
    [Fact]
    public async Task Every_segment_is_kept_from_the_block_on_that_head_and_mode_say()
    {
        using TestNode node = await ImportedAsync(Narrow);
        foreach ((PruneSegment segment, PruneMode mode) in Narrow)
        {
            ulong first = mode.FirstBlock(new BlockNumber(Head), segment).Value;
            Assert.True(first > 0, segment.Name);
            Assert.Equal(first, FirstBlock(node, segment));
            if (segment.Rows is { } rows)
            {
                Assert.InRange(FirstRow(node, rows), first, first + 5); // A block without changes has no row of them.
            }
        }
        foreach (Table table in new Table[] { Tables.Headers, Tables.CanonicalHashes, Tables.TotalDifficulties })
        {
            Assert.Equal(0UL, FirstRow(node, table));
        }
    }

    [Fact]
    public async Task Nothing_is_pruned_until_somebody_says_so()
    {
        using TestNode node = await ImportedAsync(null);
        Assert.All(PruneSegment.All, segment => Assert.Equal(0UL, FirstBlock(node, segment)));
        Assert.Equal(0UL, FirstRow(node, Tables.Receipts));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task Pruned_while_importing_or_afterwards_in_one_commit_or_many_the_rows_are_the_same(long blocksPerCommit)
    {
        using TestNode afterwards = await ImportedAsync(null, blocksPerCommit);
        Choose(afterwards, Narrow);
        await PruneAsync(afterwards);
        Assert.Equal(await NarrowRowsAsync(), afterwards.Rows());
        using TestNode many = await ImportedAsync(Narrow, blocksPerCommit);
        Assert.Equal(await NarrowRowsAsync(), many.Rows());
    }

    [Theory]
    [InlineData(3)]
    [InlineData(15)]
    public async Task Pruned_step_by_step_as_the_chain_grows_the_rows_are_the_same(ulong step)
    {
        using TestNode growing = Create();
        Choose(growing, Narrow);
        for (ulong to = 65; to < Head; to += step)
        {
            await growing.ImportAsync(Chain, new PipelineTarget { ToBlock = new BlockNumber(to) });
        }
        await growing.ImportAsync(Chain);
        Assert.Equal(await NarrowRowsAsync(), growing.Rows());
    }

    [RocksDbFact]
    public async Task On_disk_the_rows_are_the_same_as_in_memory()
    {
        using TestNode disk = await ImportedAsync(Narrow, isOnDisk: true);
        Assert.Equal(await NarrowRowsAsync(), disk.Rows());
    }

    [Fact]
    public Task Stopped_after_any_commit_it_goes_on_and_the_rows_are_the_same() => StopAfterEachCommitAsync(isOnDisk: false);

    [RocksDbFact]
    public Task Stopped_after_any_commit_on_disk_it_goes_on_and_the_rows_are_the_same() => StopAfterEachCommitAsync(isOnDisk: true);

    [Fact]
    public async Task The_plan_counts_the_rows_that_go_and_a_sample_of_an_index_comes_near()
    {
        using TestNode node = await ImportedAsync(null);
        using IReadTransaction tx = node.Database.BeginRead();
        PrunePlan plan = PrunePlan.Of(node.Database, tx, Narrow);
        Choose(node, Narrow);
        IReadOnlyList<TableSize> before = node.Database.MeasureTables();
        await PruneAsync(node);
        IReadOnlyList<TableSize> after = node.Database.MeasureTables();
        foreach (TablePlan table in plan.Segments.SelectMany(segment => segment.Tables))
        {
            ulong freed = before[table.Table.Index].Bytes - after[table.Table.Index].Bytes;
            Assert.True(table.RowsGoing > 0, table.Table.Name);
            Assert.Equal(before[table.Table.Index].RowsEstimate - after[table.Table.Index].RowsEstimate, table.RowsGoing);
            Assert.Equal(freed, (double)table.BytesGoing, 1 + (freed / 100.0)); // In memory nothing is estimated.
        }
    }

    [Fact]
    public async Task A_narrower_mode_prunes_more_and_a_wider_one_brings_nothing_back()
    {
        using TestNode node = await ImportedAsync(
            new Dictionary<PruneSegment, PruneMode> { [PruneSegment.Receipts] = PruneMode.Last(100) }
        );
        Assert.Equal(11UL, FirstBlock(node, PruneSegment.Receipts));
        Choose(node, new Dictionary<PruneSegment, PruneMode> { [PruneSegment.Receipts] = PruneMode.All });
        await PruneAsync(node);
        Assert.Equal(11UL, FirstBlock(node, PruneSegment.Receipts));
        Choose(node, new Dictionary<PruneSegment, PruneMode> { [PruneSegment.Receipts] = PruneMode.Last(64) });
        await PruneAsync(node);
        Assert.Equal(47UL, FirstBlock(node, PruneSegment.Receipts));
        Assert.Equal(47UL, FirstRow(node, Tables.Receipts));
    }

    private static async Task StopAfterEachCommitAsync(bool isOnDisk)
    {
        using TestNode stopped = await ImportedAsync(null, isOnDisk: isOnDisk);
        Choose(stopped, Narrow);
        int runs = 0;
        for (bool isStopped = true; isStopped; runs++)
        {
            Assert.True(runs < 100);
            using CancellationTokenSource stop = new();
            stopped.Events.OnCommit = stop.Cancel;
            isStopped = (await PruneAsync(stopped, stop.Token)).IsStopped;
            foreach (PruneSegment segment in PruneSegment.All)
            {
                if (segment.Rows is { } rows && FirstBlock(stopped, segment) is > 0 and { } first)
                {
                    // What the checkpoint promises is there at every moment.
                    using IReadTransaction tx = stopped.Database.BeginRead();
                    using ICursor cursor = tx.OpenRawCursor(rows);
                    byte[] key = new byte[sizeof(ulong)];
                    new BlockNumber(first).WriteTo(key);
                    Assert.True(cursor.Seek(key));
                    Assert.InRange(BlockNumber.ReadFrom(cursor.Key).Value, first, first + 5);
                }
            }
        }
        Assert.True(runs > 5, $"{runs} runs");
        Assert.Equal(await NarrowRowsAsync(), stopped.Rows());
    }
}
