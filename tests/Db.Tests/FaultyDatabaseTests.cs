using NodeProto.Primitives;

namespace NodeProto.Db.Tests;

/// <summary>Without a plan it is the database inside; with one it fails at the operation that the plan names, and nowhere else.</summary>
public sealed class FaultyDatabaseTests : DatabaseContract
{
    private static readonly BlockNumber One = new(1);

    protected override IDatabase Open() => new FaultyDatabase(new InMemoryDatabase());

    [Theory]
    [InlineData(FaultPoints.Begin, 0, false)]
    [InlineData(FaultPoints.Read, 0, false)]
    [InlineData(FaultPoints.Write, 1, false)]
    [InlineData(FaultPoints.BeforeCommit, 0, false)]
    [InlineData(FaultPoints.AfterCommit, 0, true)]
    public void The_planned_operation_fails_and_only_a_commit_that_was_made_leaves_a_trace(FaultPoints points, long after, bool isStored)
    {
        foreach (FaultKind kind in new[] { FaultKind.Failure, FaultKind.DiskFull, FaultKind.Crash })
        {
            using InMemoryDatabase disk = new();
            using FaultyDatabase database = new(disk);
            database.Plan(new FaultPlan(kind, points, after));
            Exception? error = Record.Exception(() => Work(database));
            Assert.Equal(
                kind switch
                {
                    FaultKind.Failure => NodeErrorCode.StorageFailed,
                    FaultKind.DiskFull => NodeErrorCode.DiskFull,
                    _ => null,
                },
                (error as NodeException)?.Code
            );
            Assert.Equal(kind == FaultKind.Crash, error is SimulatedCrashException);
            Assert.True(database.HasFailed);
            Assert.Equal(kind == FaultKind.Crash, database.IsDead);
            using (IReadTransaction tx = disk.BeginRead())
            {
                Assert.Equal(isStored, tx.TryGet(Tables.Headers, One, out _));
            }
        }
    }

    [Fact]
    public void After_a_failure_the_next_attempt_works()
    {
        using FaultyDatabase database = new(new InMemoryDatabase());
        database.Plan(new FaultPlan(FaultKind.Failure, FaultPoints.All, 2));
        Assert.Throws<NodeException>(() => Work(database));
        Work(database);
    }

    [Fact]
    public void A_full_disk_takes_nothing_until_there_is_space_and_can_be_read()
    {
        using FaultyDatabase database = new(new InMemoryDatabase());
        database.Plan(new FaultPlan(FaultKind.DiskFull, FaultPoints.BeforeCommit, 0));
        Assert.Equal(NodeErrorCode.DiskFull, Assert.Throws<NodeException>(() => Work(database)).Code);
        Assert.Equal(NodeErrorCode.DiskFull, Assert.Throws<NodeException>(() => Work(database)).Code);
        using (IReadTransaction tx = database.BeginRead())
        {
            Assert.False(tx.TryGet(Tables.Headers, One, out _));
        }
        database.FreeSpace();
        Work(database);
    }

    [Fact]
    public void A_dead_process_does_nothing_more_and_the_next_one_finds_what_was_committed()
    {
        using InMemoryDatabase disk = new();
        using FaultyDatabase database = new(disk);
        database.Plan(new FaultPlan(FaultKind.Crash, FaultPoints.AfterCommit, 0));
        Assert.Throws<SimulatedCrashException>(() => Work(database));
        Assert.Throws<SimulatedCrashException>(database.BeginRead);
        Assert.Throws<SimulatedCrashException>(database.BeginWrite);
        using FaultyDatabase next = new(disk);
        using IReadTransaction tx = next.BeginRead();
        Assert.True(tx.TryGet(Tables.Headers, One, out _));
    }

    [RocksDbFact]
    public void A_process_that_dies_between_the_steps_of_a_load_leaves_it_to_the_next_opening()
    {
        string folder = Directory.CreateTempSubdirectory("nodeproto-test-").FullName;
        DatabaseOptions options = new() { LoadAsFilesMinBytes = 1 };
        for (int after = 0; after < 4; after++)
        {
            string path = Path.Combine(folder, $"{after}");
            using (RocksDatabase disk = RocksDatabase.OpenOrCreate(path, options))
            using (FaultyDatabase database = new(disk))
            {
                database.Plan(new FaultPlan(FaultKind.Crash, FaultPoints.LoadStep, after));
                Assert.Throws<SimulatedCrashException>(() =>
                {
                    using IWriteTransaction tx = database.BeginWrite();
                    tx.OpenRawLoad(Tables.HeaderNumbers).Add(new byte[32], new byte[8]);
                    tx.Put(Tables.Headers, One, [1]);
                    tx.Commit();
                });
            }
            using RocksDatabase again = RocksDatabase.OpenOrCreate(path, options);
            using IReadTransaction view = again.BeginRead();
            // Up to the intent nothing has happened; from it on everything has.
            Assert.Equal(after > 0, view.TryGet(Tables.Headers, One, out _));
            Assert.Equal(after > 0, view.TryGet(Tables.HeaderNumbers, new byte[32], out _));
        }
        Directory.Delete(folder, recursive: true);
    }

    private static void Work(FaultyDatabase database)
    {
        using IWriteTransaction tx = database.BeginWrite();
        tx.TryGet(Tables.Headers, One, out _);
        tx.Put(Tables.Headers, One, [1]);
        tx.Append(Tables.CanonicalHashes, One, default(Hash256));
        tx.Commit();
    }
}
