using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages.Tests;

/// <summary>The history stages over made-up changes on both sides of the ends of shards.</summary>
public sealed class HistoryStageTests
{
    private static readonly Hash256 Often = Keccak.Hash([1]);
    private static readonly Hash256 Seldom = Keccak.Hash([2]);
    private static readonly StorageKey Slot = new(Seldom, Often);
    private static readonly BlockNumber First = new(65_400);
    private static readonly BlockNumber Last = new(65_400 + 400);

    // The often changed account in every block but each tenth, the others on both sides of the end of shard 0.
    private static readonly ulong[] SeldomIn = [65_401, 65_535, 65_536, 65_800];

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Each_row_lists_its_blocks_whatever_the_size_of_commits(ulong blocksPerCommit)
    {
        using InMemoryDatabase database = Create();
        Run(database, First, Last, blocksPerCommit);
        using IReadTransaction tx = database.BeginRead();
        Assert.Equal(
            [
                (new AccountHistoryKey(Often, 0), Blocks(OftenIn().Where(block => block < 65_536))),
                (new AccountHistoryKey(Often, 1), Blocks(OftenIn().Where(block => block >= 65_536))),
                (new AccountHistoryKey(Seldom, 0), Blocks(SeldomIn[..2])),
                (new AccountHistoryKey(Seldom, 1), Blocks(SeldomIn[2..])),
            ],
            Rows(tx, Tables.AccountHistory, key => key.Shard).OrderBy(row => row.Key.AddressHash != Often).ThenBy(row => row.Key.Shard)
        );
        Assert.Equal(
            [(new StorageHistoryKey(Slot, 0), Blocks(SeldomIn[..2])), (new StorageHistoryKey(Slot, 1), Blocks(SeldomIn[2..]))],
            Rows(tx, Tables.StorageHistory, key => key.Shard)
        );
    }

    [Theory]
    [InlineData(65_799)]
    [InlineData(65_536)]
    [InlineData(65_535)]
    [InlineData(65_534)]
    [InlineData(65_410)]
    [InlineData(65_400)]
    public void Going_back_leaves_what_a_shorter_run_leaves(ulong to)
    {
        using InMemoryDatabase shorter = Create();
        using InMemoryDatabase database = Create();
        Run(shorter, First, new(to), 1000);
        Run(database, First, Last, 1000);
        using (IWriteTransaction tx = database.BeginWrite())
        {
            foreach (IStage stage in Stages())
            {
                stage.Unwind(tx, new UnwindInput(Last, new(to), NewMeter(stage, 1000)));
            }
            tx.Commit();
        }
        Assert.Equal(DatabaseRows.Read(shorter), DatabaseRows.Read(database));
        Run(database, new(to), Last, 7); // And forward again.
        Run(shorter, new(to), Last, 1000);
        Assert.Equal(DatabaseRows.Read(shorter), DatabaseRows.Read(database));
    }

    [Fact]
    public void The_first_change_later_than_a_block_is_found_in_this_shard_or_in_the_next()
    {
        using InMemoryDatabase database = Create();
        Run(database, First, Last, 1000);
        using IReadTransaction tx = database.BeginRead();
        using HistoryLookup<AccountHistoryKey> lookup = new(tx, Tables.AccountHistory);
        foreach (
            (ulong from, ulong? expected) in new (ulong, ulong?)[] { (0, 65_401), (65_401, 65_401), (65_402, 65_535), (65_535, 65_535) }
        )
        {
            Assert.Equal(expected, Find(lookup, Seldom, from));
        }
        Assert.Equal(65_536UL, Find(lookup, Seldom, 65_536));
        Assert.Equal(65_800UL, Find(lookup, Seldom, 65_537));
        Assert.Null(Find(lookup, Seldom, 65_801));
        Assert.Null(Find(lookup, Seldom, 200_000));
        Assert.Null(Find(lookup, Keccak.OfEmpty, 0));
    }

    [Fact]
    public void An_unwind_without_the_row_that_lists_its_block_is_told_as_damage()
    {
        using InMemoryDatabase database = Create();
        Run(database, First, Last, 1000);
        using IWriteTransaction tx = database.BeginWrite();
        tx.Delete(Tables.AccountHistory, new AccountHistoryKey(Often, 1));
        AccountHistoryStage stage = new(1);
        Assert.Throws<DatabaseCorruptException>(() => stage.Unwind(tx, new UnwindInput(Last, new(65_700), NewMeter(stage, 1000))));
    }

    private static IStage[] Stages() => [new AccountHistoryStage(1), new StorageHistoryStage(1)];

    private static IEnumerable<ulong> OftenIn() =>
        Enumerable.Range((int)First.Value + 1, 400).Where(block => block % 10 != 0).Select(block => (ulong)block);

    private static InMemoryDatabase Create()
    {
        InMemoryDatabase database = new();
        using IWriteTransaction tx = database.BeginWrite();
        ChangeSetWriter writer = new(tx);
        for (BlockNumber block = First + 1; block <= Last; block += 1)
        {
            writer.Begin(block);
            SortedSet<Hash256> changed = [];
            if (block.Value % 10 != 0)
            {
                changed.Add(Often);
            }
            if (SeldomIn.Contains(block.Value))
            {
                changed.Add(Seldom);
            }
            foreach (Hash256 addressHash in changed)
            {
                writer.Add(addressHash, null);
            }
            if (SeldomIn.Contains(block.Value))
            {
                writer.Add(Slot, UInt256.One);
            }
            writer.End();
        }
        tx.Commit();
        return database;
    }

    private static void Run(InMemoryDatabase database, BlockNumber checkpoint, BlockNumber target, ulong blocksPerCommit)
    {
        foreach (IStage stage in Stages())
        {
            Run(database, stage, checkpoint, target, blocksPerCommit);
        }
    }

    private static void Run(InMemoryDatabase database, IStage stage, BlockNumber checkpoint, BlockNumber target, ulong blocksPerCommit)
    {
        while (checkpoint < target)
        {
            using IWriteTransaction tx = database.BeginWrite();
            Meter meter = NewMeter(stage, blocksPerCommit);
            meter.BeginCommit(tx, checkpoint, target);
            checkpoint = stage.Execute(tx, new ExecutionInput(checkpoint, target, meter)).Checkpoint;
            tx.Commit();
        }
    }

    private static Meter NewMeter(IStage stage, ulong blocksPerCommit) =>
        new(stage.Id, TimeProvider.System, new CommitThresholds { BlocksPerCommit = (long)blocksPerCommit });

    private static ulong? Find(HistoryLookup<AccountHistoryKey> lookup, Hash256 addressHash, ulong from) =>
        lookup.TryFind(new AccountHistoryKey(addressHash, from >> 16), new(from), out BlockNumber block) ? block.Value : null;

    private static string Blocks(IEnumerable<ulong> blocks) => string.Join(' ', blocks);

    private static List<(TKey Key, string Blocks)> Rows<TKey>(
        IReadTransaction tx,
        Table<TKey, HistoryShard> table,
        Func<TKey, ulong> shardOf
    )
        where TKey : struct, IKey<TKey>
    {
        List<(TKey, string)> rows = [];
        using Cursor<TKey, HistoryShard> cursor = tx.OpenCursor(table);
        for (bool more = cursor.First(); more; more = cursor.Next())
        {
            List<ulong> blocks = [];
            foreach (ushort offset in cursor.Value)
            {
                blocks.Add(HistoryShard.BlockAt(shardOf(cursor.Key), offset).Value);
            }
            rows.Add((cursor.Key, Blocks(blocks)));
        }
        return rows;
    }
}
