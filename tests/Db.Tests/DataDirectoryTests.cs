using System.Buffers.Binary;
using NodeProto.Primitives;

namespace NodeProto.Db.Tests;

public sealed class DataDirectoryTests : IDisposable
{
    private static readonly DataIdentity Mainnet = new(1, Keccak.OfEmpty, new byte[] { 1, 2, 3 });
    private static readonly DatabaseOptions Options = new() { CacheBytes = 8 << 20, WriteBufferBytes = 16 << 20 };

    private readonly string _root = Directory.CreateTempSubdirectory("nodeproto-test-").FullName;

    private string Folder => Path.Combine(_root, "data");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [RocksDbFact]
    public void A_new_directory_has_its_genesis_and_opens_again_without_being_told_the_chain()
    {
        Assert.False(DataDirectory.Exists(Folder));
        using (DataDirectory created = Create())
        {
            Assert.Equal(2026, created.Identity.Created.Year);
        }
        Assert.True(DataDirectory.Exists(Folder));
        using DataDirectory again = DataDirectory.OpenForWriting(Folder, Options);
        Assert.Equal((1ul, Keccak.OfEmpty), (again.Identity.ChainId, again.Identity.GenesisHash));
        Assert.Equal([1, 2, 3], again.Identity.Genesis.ToArray());
        using IReadTransaction tx = again.Database.BeginRead();
        Assert.Equal(Keccak.OfEmpty, tx.GetOrThrow(Tables.CanonicalHashes, BlockNumber.Genesis));
    }

    [RocksDbFact]
    public void An_interrupted_initialisation_is_begun_again()
    {
        Assert.Throws<InvalidOperationException>(() =>
            DataDirectory.OpenOrCreate(Folder, Mainnet, Options, _ => throw new InvalidOperationException(), TimeProvider.System)
        );
        Expect(NodeErrorCode.NotADataDirectory, () => DataDirectory.OpenForWriting(Folder, Options));
        Expect(NodeErrorCode.NotADataDirectory, () => DataDirectory.OpenForReading(Folder, Options));
        using DataDirectory created = Create();
        using IReadTransaction tx = created.Database.BeginRead();
        Assert.True(tx.Contains(Tables.CanonicalHashes, BlockNumber.Genesis));
    }

    [RocksDbFact]
    public void A_directory_of_another_chain_is_refused_naming_both()
    {
        Create().Dispose();
        DataIdentity other = new(5, Keccak.OfEmptyList, default);
        NodeException e = Expect(NodeErrorCode.OtherChain, () => DataDirectory.OpenForWriting(Folder, Options, other));
        Assert.Contains(
            $"holds chain 1 with genesis {Keccak.OfEmpty}, but chain 5 with genesis {Keccak.OfEmptyList}",
            e.What,
            StringComparison.Ordinal
        );
        Expect(NodeErrorCode.OtherChain, () => DataDirectory.OpenOrCreate(Folder, other, Options, _ => { }, TimeProvider.System));
        Expect(NodeErrorCode.OtherChain, () => DataDirectory.OpenForReading(Folder, Options, other));
    }

    [RocksDbTheory]
    [InlineData(0, NodeErrorCode.SchemaOlder)]
    [InlineData(99, NodeErrorCode.SchemaNewer)]
    public void Another_schema_version_is_refused_naming_both(int version, NodeErrorCode code)
    {
        using (DataDirectory directory = Create())
        using (IWriteTransaction tx = directory.Database.BeginWrite())
        {
            (Mainnet with { SchemaVersion = (ulong)version }).Write(tx);
            tx.Commit();
        }
        NodeException e = Expect(code, () => DataDirectory.OpenForWriting(Folder, Options));
        Assert.Contains(
            $"schema version {version}, this program has {DataIdentity.SchemaVersionCurrent}",
            e.What,
            StringComparison.Ordinal
        );
        Expect(code, () => DataDirectory.OpenForReading(Folder, Options));
    }

    [RocksDbFact]
    public void A_directory_in_use_is_refused_naming_the_process()
    {
        using DataDirectory directory = Create();
        NodeException e = Expect(NodeErrorCode.DatabaseLocked, () => DataDirectory.OpenForWriting(Folder, Options));
        Assert.Contains($"process {Environment.ProcessId}", e.What, StringComparison.Ordinal);
        Assert.Contains(Folder, e.Where, StringComparison.Ordinal);
    }

    [RocksDbFact]
    public void A_reader_works_beside_the_writer()
    {
        using DataDirectory writer = Create();
        using (DataDirectory reader = DataDirectory.OpenForReading(Folder, Options))
        {
            using IReadTransaction tx = reader.Database.BeginRead();
            Assert.Equal(Keccak.OfEmpty, tx.GetOrThrow(Tables.CanonicalHashes, BlockNumber.Genesis));
            Put(writer, 1);
            Assert.False(tx.Contains(Tables.CanonicalHashes, new BlockNumber(1))); // Its view is that of its opening.
            Expect(NodeErrorCode.OpenedForReading, () => reader.Database.BeginWrite());
            using Cursor<BlockNumber, Hash256> cursor = tx.OpenCursor(Tables.CanonicalHashes);
            Assert.True(cursor.Last());
            Assert.Equal(BlockNumber.Genesis, cursor.Key);
        }
        using (DataDirectory later = DataDirectory.OpenForReading(Folder, Options))
        using (IReadTransaction tx = later.Database.BeginRead())
        {
            Assert.True(tx.Contains(Tables.CanonicalHashes, new BlockNumber(1)));
        }
    }

    [RocksDbFact]
    public void A_reader_sees_whole_commits_alone_while_the_writer_flushes_and_merges_its_files()
    {
        DatabaseOptions small = Options with { WriteBufferBytes = 256 * 1024 };
        using DataDirectory writer = DataDirectory.OpenOrCreate(Folder, Mainnet, small, WriteGenesis, new Clock());
        byte[] value = new byte[20_000];
        ulong last = 0;
        for (int reads = 0; reads < 20; reads++)
        {
            ulong first = last + 1;
            ulong end = first + 20; // Each time the writer comes to rest, however slow the reader is.
            Thread writing = new(() =>
            {
                for (ulong number = first; number < end; number++)
                {
                    using IWriteTransaction tx = writer.Database.BeginWrite();
                    tx.Append(Tables.Headers, new BlockNumber(number), value);
                    tx.Append(Tables.Bodies, new BlockNumber(number), value);
                    tx.Commit();
                }
            });
            writing.Start();
            try
            {
                using DataDirectory reader = DataDirectory.OpenForReading(Folder, small);
                using IReadTransaction tx = reader.Database.BeginRead();
                ulong headers = CountWithoutGap(tx, Tables.Headers);
                Assert.Equal(headers, CountWithoutGap(tx, Tables.Bodies));
                Assert.InRange(headers, last, end - 1);
            }
            finally
            {
                writing.Join();
            }
            last = end - 1;
        }
    }

    [RocksDbFact]
    public void A_folder_that_is_none_is_refused()
    {
        Expect(NodeErrorCode.NotADataDirectory, () => DataDirectory.OpenForReading(Folder, Options));
        Directory.CreateDirectory(Folder);
        Expect(NodeErrorCode.NotADataDirectory, () => DataDirectory.OpenForWriting(Folder, Options));
    }

    [RocksDbFact]
    public void A_folder_that_cannot_be_made_is_refused()
    {
        File.WriteAllText(Folder, "a file");
        Expect(NodeErrorCode.DirectoryNotWritable, () => Create());
    }

    [RocksDbFact]
    public void A_damaged_block_is_an_error_and_not_the_end()
    {
        using (DataDirectory directory = Create())
        {
            using IWriteTransaction tx = directory.Database.BeginWrite();
            Random random = new(1);
            byte[] value = new byte[200];
            for (ulong i = 0; i < 20_000; i++)
            {
                random.NextBytes(value);
                tx.Append(Tables.Headers, new BlockNumber(i), value);
            }
            tx.Commit();
        }
        DataDirectory.OpenForWriting(Folder, Options).Dispose(); // Recovery writes the rows of the log to a sorted file.
        string file = new DirectoryInfo(Path.Combine(Folder, "db")).GetFiles("*.sst").MaxBy(f => f.Length)!.FullName;
        byte[] bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 2] ^= 0x40;
        File.WriteAllBytes(file, bytes);
        using DataDirectory damaged = DataDirectory.OpenForReading(Folder, Options);
        using IReadTransaction read = damaged.Database.BeginRead();
        DatabaseCorruptException e = Assert.Throws<DatabaseCorruptException>(() => DatabaseChecksum.Compute(read));
        Assert.Equal("Headers", e.Table);
        Assert.Contains(".sst", e.Message, StringComparison.Ordinal);
    }

    [RocksDbTheory]
    [InlineData("MANIFEST-*")]
    [InlineData("CURRENT")]
    [InlineData("*.sst")]
    public void A_missing_file_is_an_error_when_opening(string files)
    {
        using (DataDirectory directory = Create())
        {
            Put(directory, 1);
        }
        DataDirectory.OpenForWriting(Folder, Options).Dispose(); // Recovery writes the rows of the log to sorted files.
        foreach (string file in Directory.GetFiles(Path.Combine(Folder, "db"), files))
        {
            string aside = Path.Combine(Folder, "aside");
            File.Move(file, aside);
            Assert.Throws<DatabaseCorruptException>(() => DataDirectory.OpenForReading(Folder, Options));
            Assert.Throws<DatabaseCorruptException>(() => DataDirectory.OpenForWriting(Folder, Options));
            Assert.Throws<DatabaseCorruptException>(Create);
            File.Move(aside, file, overwrite: true);
        }
        DataDirectory.OpenForReading(Folder, Options).Dispose();
    }

    [RocksDbFact]
    public void A_reader_passes_over_the_damaged_end_of_a_log_as_the_writer_does()
    {
        using (DataDirectory directory = Create())
        {
            Put(directory, 1);
            Put(directory, 2);
        }
        string log = new DirectoryInfo(Path.Combine(Folder, "db"))
            .GetFiles("*.log")
            .MaxBy(file => file.Name, StringComparer.Ordinal)!
            .FullName;
        byte[] bytes = File.ReadAllBytes(log);
        bytes[^1] ^= 1;
        File.WriteAllBytes(log, bytes);
        using (DataDirectory reader = DataDirectory.OpenForReading(Folder, Options))
        using (DataDirectory writer = DataDirectory.OpenForWriting(Folder, Options))
        {
            foreach (DataDirectory directory in new[] { reader, writer })
            {
                using IReadTransaction tx = directory.Database.BeginRead();
                Assert.True(tx.Contains(Tables.CanonicalHashes, new BlockNumber(1)));
                Assert.False(tx.Contains(Tables.CanonicalHashes, new BlockNumber(2)));
            }
        }
    }

    [RocksDbFact]
    public void A_reader_writes_nothing_into_the_database()
    {
        using (DataDirectory directory = Create())
        {
            Put(directory, 1);
        }
        HashSet<string> before = Files();
        Assert.DoesNotContain(before, file => file.EndsWith(".dbtmp", StringComparison.Ordinal)); // Nor does the writer leave any.
        using (DataDirectory.OpenForReading(Folder, Options))
        {
            Assert.Equal(before, Files());
        }
        Assert.Equal(before, Files());
        HashSet<string> Files() => [.. Directory.GetFiles(Path.Combine(Folder, "db"))];
    }

    [RocksDbFact]
    public void A_table_that_ends_before_its_checkpoint_is_found()
    {
        using DataDirectory directory = Create();
        using IWriteTransaction tx = directory.Database.BeginWrite();
        (string, Table)[] stages = [("headers", Tables.CanonicalHashes)];
        tx.Put(Tables.StageCheckpoints, "headers", new StageCheckpoint(BlockNumber.Genesis, Keccak.OfEmpty));
        NewestRows.Check(tx, stages);
        tx.Put(Tables.StageCheckpoints, "headers", new StageCheckpoint(new BlockNumber(7), Keccak.OfEmpty));
        NodeException e = Expect(NodeErrorCode.RowsContradictCheckpoint, () => NewestRows.Check(tx, stages));
        Assert.Contains("stage headers is at block 7, but table CanonicalHashes ends at block 0", e.What, StringComparison.Ordinal);
        tx.Clear(Tables.CanonicalHashes);
        Expect(NodeErrorCode.RowsContradictCheckpoint, () => NewestRows.Check(tx, stages));
    }

    [Fact]
    public void Memory_is_a_data_directory_too()
    {
        using DataDirectory directory = DataDirectory.CreateInMemory(Mainnet, WriteGenesis, TimeProvider.System);
        using IReadTransaction tx = directory.Database.BeginRead();
        Assert.Equal(1ul, DataIdentity.Read(tx)!.ChainId);
        Assert.True(tx.Contains(Tables.CanonicalHashes, BlockNumber.Genesis));
    }

    [Theory]
    [InlineData("IO error: No space left on device: While appending to file: x.sst: No space left on device", NodeErrorCode.DiskFull)]
    [InlineData("IO error: While lock file: x/LOCK: Resource temporarily unavailable", NodeErrorCode.DatabaseLocked)]
    [InlineData("IO error: While open a file for appending: x/LOG: Permission denied", NodeErrorCode.DirectoryNotWritable)]
    [InlineData("IO error: While open a file for random read: 000012.sst: Too many open files", NodeErrorCode.OpenFilesTooFew)]
    [InlineData("IO error: While fsync: x: Input/output error", NodeErrorCode.StorageFailed)]
    public void RocksDB_speaks_and_we_say_what_it_means(string text, NodeErrorCode code) =>
        Assert.Equal(code, Assert.IsType<NodeException>(RocksDbError.Of(text, "x", "")).Code);

    [Theory]
    [InlineData("Corruption: block checksum mismatch: stored = 1, computed = 2, type = 4  in 000012.sst offset 3 size 4")]
    [InlineData("Corruption: IO error: No such file or directory: While open a file for random read: 000009.ldb")]
    public void A_damaged_file_is_corruption(string text) =>
        Assert.Contains(
            text,
            Assert.IsType<DatabaseCorruptException>(RocksDbError.Of(text, "x", "Headers")).Message,
            StringComparison.Ordinal
        );

    private DataDirectory Create() => DataDirectory.OpenOrCreate(Folder, Mainnet, Options, WriteGenesis, new Clock());

    private static ulong CountWithoutGap(IReadTransaction tx, Table table)
    {
        ulong count = 0;
        using ICursor rows = tx.OpenRawCursor(table);
        for (bool more = rows.First(); more; more = rows.Next())
        {
            count++;
            Assert.Equal(count, BinaryPrimitives.ReadUInt64BigEndian(rows.Key));
        }
        return count;
    }

    private static void WriteGenesis(IWriteTransaction tx) => tx.Put(Tables.CanonicalHashes, BlockNumber.Genesis, Keccak.OfEmpty);

    private static void Put(DataDirectory directory, ulong number)
    {
        using IWriteTransaction tx = directory.Database.BeginWrite();
        tx.Put(Tables.CanonicalHashes, new BlockNumber(number), Keccak.OfEmpty);
        tx.Commit();
    }

    private static NodeException Expect(NodeErrorCode code, Func<IDisposable> open) => Expect(code, () => open().Dispose());

    private static NodeException Expect(NodeErrorCode code, Action action)
    {
        NodeException e = Assert.Throws<NodeException>(action);
        Assert.Equal(code, e.Code);
        return e;
    }

    private sealed class Clock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    }
}
