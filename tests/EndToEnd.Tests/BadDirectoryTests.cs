using NodeProto.Db;

namespace NodeProto.EndToEnd.Tests;

/// <summary>A data directory that cannot be used is refused with its code, and is afterwards what it was.</summary>
public sealed class BadDirectoryTests
{
    [Fact]
    public async Task The_data_directory_of_another_chain()
    {
        using DataFolder folder = await Chains.ImportedAsync(20);
        string other = folder.Write("other.json", Consensus.GenesisFile.Write(Chains.Other.Genesis));
        string[] both = [Chains.Short.Genesis.Hash.ToString(), Chains.Other.Genesis.Hash.ToString()];
        ProgramRun import = await NodeProcess.Run("import", folder.ChainFile, "--chain", other, "--datadir", folder.Data, "--json");
        import.RefusedWith("NP3106", 4, both);
        (await NodeProcess.Run("stage", "list", "--chain", other, "--datadir", folder.Data, "--json")).RefusedWith("NP3106", 4, both);
        Assert.Equal(await Chains.ShortChecksumAsync(20), await folder.ChecksumAsync());
    }

    [Theory]
    [InlineData(0, "NP3104")]
    [InlineData(1000, "NP3105")]
    public async Task A_data_directory_of_another_schema_version(int version, string code)
    {
        using DataFolder folder = await Chains.ImportedAsync(20);
        byte[] original = SetVersion(folder, [0, 0, 0, 0, 0, 0, (byte)(version >> 8), (byte)version]);
        string[] parts = [$"schema version {version},"];
        (await NodeProcess.Run(folder.Import())).RefusedWith(code, 4, parts);
        (await NodeProcess.Run("db", "checksum", "--datadir", folder.Data, "--json")).RefusedWith(code, 4, parts);
        SetVersion(folder, original);
        Assert.Equal(await Chains.ShortChecksumAsync(20), await folder.ChecksumAsync());
    }

    [Fact]
    public async Task A_data_directory_in_use()
    {
        using DataFolder folder = await Chains.ImportedAsync(20);
        using (RocksDatabase.OpenOrCreate(Path.Combine(folder.Data, "db"), new DatabaseOptions()))
        {
            string holder = $"process {Environment.ProcessId}";
            (await NodeProcess.Run(folder.Import())).RefusedWith("NP3101", 4, holder);
            string[] unwind = ["stage", "unwind", "--to", "3", "--datadir", folder.Data, "--json"];
            (await NodeProcess.Run(unwind)).RefusedWith("NP3101", 4, holder);
            (await NodeProcess.Run("stage", "list", "--datadir", folder.Data, "--json")).EndedWith(0);
        }
        Assert.Equal(await Chains.ShortChecksumAsync(20), await folder.ChecksumAsync());
    }

    [Fact]
    public async Task A_directory_that_cannot_be_made_because_a_file_is_in_its_way()
    {
        using DataFolder folder = new(Chains.Short);
        folder.Data = Path.Combine(folder.Genesis, "data");
        (await NodeProcess.Run(folder.Import())).RefusedWith("NP3103", 4, "data");
    }

    [ForeignFolderFact]
    public async Task A_directory_of_another_user()
    {
        using DataFolder folder = await Chains.ImportedAsync(20);
        using (ForeignFolder foreign = new(folder.Data))
        {
            using NodeProcess import = NodeProcess.Start(folder.Import(), limit: foreign.Limit);
            (await import.EndAsync()).RefusedWith("NP3103", 4, folder.Data);
            string[] checksum = ["db", "checksum", "--datadir", folder.Data, "--json"];
            using NodeProcess reader = NodeProcess.Start(checksum, limit: foreign.Limit);
            Assert.Equal(await Chains.ShortChecksumAsync(20), (await reader.EndAsync()).EndedWith(0).Checksum);
        }
        (await NodeProcess.Run(folder.Import("--to-block", "21"))).EndedWith(0);
    }

    [Fact]
    public async Task A_disk_that_gives_errors()
    {
        using DataFolder folder = await Chains.ImportedAsync(20);
        string current = Path.Combine(folder.Data, "db", "CURRENT");
        byte[] sound = await File.ReadAllBytesAsync(current);
        File.Delete(current);
        File.CreateSymbolicLink(current, "/proc/self/mem"); // Reading it at 0, where no memory is, gives EIO, as a broken sector does.
        (await NodeProcess.Run(folder.Import())).RefusedWith("NP3109", 4, "Input/output error", current);
        (await NodeProcess.Run("db", "checksum", "--datadir", folder.Data, "--json")).RefusedWith("NP3109", 4, "Input/output error");
        File.Delete(current);
        await File.WriteAllBytesAsync(current, sound);
        Assert.Equal(await Chains.ShortChecksumAsync(20), await folder.ChecksumAsync());
        Assert.Equal(
            await Chains.ShortChecksumAsync(Chains.Short.Head),
            (await NodeProcess.Run(folder.Import("--checksum"))).EndedWith(0).Checksum
        );
    }

    [MountFact]
    public async Task A_read_only_file_system()
    {
        using DataFolder folder = new(Chains.Short);
        Directory.CreateDirectory(folder.Data);
        using MountedFolder mounted = new(folder.Data, "64m");
        await Chains.WriteImportedAsync(folder, 20);
        mounted.Remount("ro");
        (await NodeProcess.Run(folder.Import())).RefusedWith("NP3103", 4, folder.Data);
        (await NodeProcess.Run("stage", "unwind", "--to", "3", "--datadir", folder.Data, "--json")).RefusedWith("NP3103", 4, folder.Data);
        Assert.Equal(await Chains.ShortChecksumAsync(20), await folder.ChecksumAsync()); // Reading needs no permission.
    }

    [MountFact]
    public async Task A_full_disk()
    {
        using DataFolder folder = new(Chains.Short);
        Directory.CreateDirectory(folder.Data);
        using MountedFolder mounted = new(folder.Data, "64m");
        await Chains.WriteImportedAsync(folder, 20);
        foreach (int free in (int[])[0, 120])
        {
            mounted.Remount($"size={UsedKilobytes(folder.Data) + free}k");
            (await NodeProcess.Run(folder.Import("--commit-blocks", "5", "--disk.min-free", "0"))).RefusedWith("NP3102", 1, folder.Data);
        }
        mounted.Remount("size=64m");
        ProgramRun run = (await NodeProcess.Run(folder.Import("--checksum"))).EndedWith(0);
        Assert.Equal(await Chains.ShortChecksumAsync(Chains.Short.Head), run.Checksum);
    }

    [Fact]
    public async Task A_folder_that_is_no_data_directory()
    {
        using DataFolder folder = new(Chains.Short);
        (await NodeProcess.Run("stage", "list", "--datadir", folder["nowhere"], "--json")).RefusedWith("NP3107", 4, "nowhere");
        (await NodeProcess.Run("db", "checksum", "--datadir", folder["."], "--json")).RefusedWith("NP3107", 4, "init");
    }

    /// <summary>Writes the row that holds the schema version; gives the one that was there.</summary>
    private static byte[] SetVersion(DataFolder folder, byte[] version)
    {
        using RocksDatabase database = RocksDatabase.OpenOrCreate(Path.Combine(folder.Data, "db"), new DatabaseOptions());
        using IWriteTransaction tx = database.BeginWrite();
        byte[] before = tx.GetOrThrow(Tables.Metadata, "schema-version").ToArray();
        tx.Put(Tables.Metadata, "schema-version", version);
        tx.Commit();
        return before;
    }

    private static long UsedKilobytes(string path) =>
        new DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => (file.Length + 4095) / 4096 * 4);
}
