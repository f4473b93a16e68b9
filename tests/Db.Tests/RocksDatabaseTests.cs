namespace NodeProto.Db.Tests;

public sealed class RocksDatabaseTests : DatabaseContract, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nodeproto-test-").FullName;
    private int _opened;

    protected override IDatabase Open() =>
        RocksDatabase.OpenOrCreate(
            Path.Combine(_folder, $"db{_opened++}"),
            new DatabaseOptions { Sync = DbSync.None, LoadAsFilesMinBytes = 1000 } // So that a load of a few rows takes the other way.
        );

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
