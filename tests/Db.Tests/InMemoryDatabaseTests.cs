namespace NodeProto.Db.Tests;

public sealed class InMemoryDatabaseTests : DatabaseContract
{
    protected override IDatabase Open() => new InMemoryDatabase();
}
