using NodeProto.Db;
using NodeProto.Node.Chaos;

namespace NodeProto.Node.Tests.Chaos;

/// <summary>What a power failure may do to the end of the log, done to real ones: each commit is there as a whole or not at all.</summary>
public sealed class TornLogTests
{
    private const int Block = 32 * 1024; // Of RocksDB's log format.
    private const byte Commits = 5;
    private const int Seeds = 4; // Of those that a database is opened for.

    private static readonly DatabaseOptions Options = new() { CacheBytes = 8 << 20, WriteBufferBytes = 16 << 20 };

    [Theory]
    [InlineData(10)]
    [InlineData(40_000)] // Each commit is in two or three blocks of the log.
    [InlineData(150_000)] // In five or more.
    public void Every_damage_costs_the_last_commit_and_no_other(int bytes)
    {
        using TestFolder folder = new();
        string log = WriteCommits(folder, bytes, out _);
        Assert.InRange(new FileInfo(log).Length, Commits * bytes, long.MaxValue); // All of it is in the one log.
        HashSet<bool> isCut = [];
        for (int seed = 0; seed < Seeds; seed++)
        {
            (int stored, string how) = TearAndOpen(folder, seed);
            isCut.Add(how.Contains("cut off", StringComparison.Ordinal));
            Assert.True(stored == Commits - 1, $"seed {seed}: {stored} of {Commits} commits are left ({how})");
        }
        Assert.Equal(2, isCut.Count);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(8160)] // The fourth commit ends four bytes before the end of a block, where no header fits.
    [InlineData(40_000)]
    [InlineData(150_000)]
    public void No_damage_is_before_the_last_commit_and_some_is_in_each_part_of_it(int bytes)
    {
        using TestFolder folder = new();
        string log = WriteCommits(folder, bytes, out long last);
        Assert.True(bytes != 8160 || last == Block - 4);
        byte[] whole = File.ReadAllBytes(log);
        bool[] isHit = new bool[4];
        for (int seed = 0; seed < 100; seed++)
        {
            File.WriteAllBytes(log, whole);
            string? how = TornLog.Tear(folder["made"], new Random(seed));
            byte[] torn = File.ReadAllBytes(log);
            int same = torn.AsSpan().CommonPrefixLength(whole);
            Assert.True(same >= last && same < whole.Length, $"seed {seed}: {how}, and the last commit begins at {last} of {whole.Length}");
            isHit[(same - last) * isHit.Length / (whole.Length - last)] = true;
        }
        Assert.DoesNotContain(false, isHit);
    }

    [Fact]
    public void Damage_to_what_was_written_ahead_with_zeros_costs_nothing_and_before_it_the_last_commit()
    {
        using TestFolder folder = new();
        string log = WriteCommits(folder, 3000, out _);
        using (FileStream stream = File.OpenWrite(log))
        {
            stream.SetLength(stream.Length + 3000);
        }
        HashSet<int> found = [];
        for (int seed = 0; seed < Seeds; seed++)
        {
            (int stored, string how) = TearAndOpen(folder, seed);
            Assert.True(stored is Commits or Commits - 1, $"seed {seed}: {stored} of {Commits} commits are left ({how})");
            found.Add(stored);
        }
        Assert.Equal(2, found.Count);
    }

    [Fact]
    public void The_newest_log_with_anything_in_it_is_damaged()
    {
        using TestFolder folder = new();
        string log = WriteCommits(folder, 10, out _);
        string older = folder.Write("made/000001.log", File.ReadAllBytes(log));
        string newer = folder.Write("made/999999.log", []);
        byte[] before = File.ReadAllBytes(log);
        Assert.StartsWith(Path.GetFileName(log), TornLog.Tear(folder["made"], new Random(1)), StringComparison.Ordinal);
        Assert.NotEqual(before, File.ReadAllBytes(log));
        Assert.Equal(before, File.ReadAllBytes(older));
        Assert.Empty(File.ReadAllBytes(newer));
    }

    [Fact]
    public void Without_anything_in_a_log_nothing_is_done()
    {
        using TestFolder folder = new();
        Assert.Null(TornLog.Tear(folder.Path, new Random(1)));
        RocksDatabase.OpenOrCreate(folder["made"], Options).Dispose();
        Assert.Equal(0, new FileInfo(LogOf(folder)).Length);
        Assert.Null(TornLog.Tear(folder["made"], new Random(1)));
    }

    /// <summary>Makes a database as a kill leaves it, of commits with a row in each of two tables; gives its log, and where in it the last begins.</summary>
    private static string WriteCommits(TestFolder folder, int bytes, out long last)
    {
        last = 0;
        using (RocksDatabase database = RocksDatabase.OpenOrCreate(folder["living"], Options))
        {
            Random random = new(bytes);
            byte[] value = new byte[bytes];
            for (byte commit = 1; commit <= Commits; commit++)
            {
                random.NextBytes(value);
                last = new FileInfo(Assert.Single(Directory.GetFiles(folder["living"], "*.log"))).Length;
                using IWriteTransaction tx = database.BeginWrite();
                tx.Put(Tables.Metadata, [commit], [commit]);
                tx.Put(Tables.Codes, [commit], value);
                tx.Commit();
            }
            Inspection.Copy(folder["living"], folder["made"]);
        }
        return LogOf(folder);
    }

    private static string LogOf(TestFolder folder) => Assert.Single(Directory.GetFiles(folder["made"], "*.log"));

    /// <summary>Damages the log of a copy, opens it as the next start does, and counts the commits that are there.</summary>
    private static (int Stored, string How) TearAndOpen(TestFolder folder, int seed)
    {
        string copy = folder[$"copy-{seed}"];
        Inspection.Copy(folder["made"], copy);
        string how = TornLog.Tear(copy, new Random(seed))!;
        Assert.NotEqual(File.ReadAllBytes(LogOf(folder)), File.ReadAllBytes(Path.Combine(copy, Path.GetFileName(LogOf(folder)))));
        using RocksDatabase database = RocksDatabase.OpenOrCreate(copy, Options);
        using IReadTransaction tx = database.BeginRead();
        byte stored = 0;
        for (byte commit = 1; commit <= Commits; commit++)
        {
            bool isThere = tx.TryGet(Tables.Metadata, [commit], out _);
            Assert.Equal(isThere, tx.TryGet(Tables.Codes, [commit], out _)); // As a whole or not at all.
            if (isThere)
            {
                Assert.Equal(++stored, commit); // None is missing before one that is there.
            }
        }
        return (stored, how);
    }
}
