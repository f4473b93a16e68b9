using System.Diagnostics;
using NodeProto.Primitives;

namespace NodeProto.Db.Tests;

/// <summary>A commit with loads is cut off between any two of its steps: by a copy of the disk as a kill would leave it, or by an error.</summary>
public sealed class LoadRecoveryTests : IDisposable
{
    private static readonly DatabaseOptions Options = new() { LoadAsFilesMinBytes = 1000 };

    private readonly string _root = Directory.CreateTempSubdirectory("nodeproto-test-").FullName;

    private string Folder => Path.Combine(_root, "db");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [RocksDbFact]
    public void A_kill_after_any_step_leaves_all_of_the_commit_or_nothing()
    {
        List<LoadStep> steps = [];
        using (RocksDatabase database = RocksDatabase.OpenOrCreate(Folder, Options))
        {
            Commit(database, mark: 1);
            using IReadTransaction before = database.BeginRead(); // With a snapshot open, RocksDB writes numbers into the files.
            database.LoadStepReached = step =>
            {
                Copy(Path.Combine(_root, $"{steps.Count}"));
                steps.Add(step);
                using RocksDatabase beside = RocksDatabase.OpenForReading(Folder, Options);
                bool isUnfinished = step is LoadStep.IntentWritten or LoadStep.TableIngested;
                Assert.Equal(isUnfinished, beside.UnfinishedLoads.Count > 0);
            };
            Commit(database, mark: 2);
            Check(before, mark: 1);
        }
        Assert.Equal(
            [LoadStep.FilesWritten, LoadStep.IntentWritten, LoadStep.TableIngested, LoadStep.TableIngested, LoadStep.BatchWritten],
            steps
        );
        for (int i = 0; i < steps.Count; i++)
        {
            Check(Path.Combine(_root, $"{i}", "db"), mark: (byte)(steps[i] == LoadStep.FilesWritten ? 1 : 2));
        }
        Check(Folder, mark: 2);
    }

    [RocksDbFact]
    public void A_kill_while_an_opening_finishes_a_commit_is_finished_by_the_next()
    {
        string cut = Path.Combine(_root, "cut");
        using (RocksDatabase database = RocksDatabase.OpenOrCreate(Folder, Options))
        {
            Commit(database, mark: 1);
            using IReadTransaction before = database.BeginRead();
            bool isFirst = true;
            database.LoadStepReached = step =>
            {
                if (step == LoadStep.TableIngested && isFirst)
                {
                    isFirst = false;
                    Copy(cut);
                }
            };
            Commit(database, mark: 2);
        }
        string half = Path.Combine(_root, "half");
        List<LoadStep> steps = [];
        RocksDatabase
            .OpenOrCreate(
                Path.Combine(cut, "db"),
                Options,
                step =>
                {
                    if (steps.Count == 0)
                    {
                        CopyOf(cut, half);
                    }
                    steps.Add(step);
                }
            )
            .Dispose();
        Assert.Equal([LoadStep.TableIngested, LoadStep.TableIngested, LoadStep.BatchWritten], steps);
        Check(Path.Combine(half, "db"), mark: 2);
        Check(Path.Combine(cut, "db"), mark: 2);
    }

    [RocksDbFact]
    public void A_log_that_loses_its_last_record_after_a_load_still_opens_with_the_load()
    {
        string cut = Path.Combine(_root, "cut");
        using (RocksDatabase database = RocksDatabase.OpenOrCreate(Folder, Options))
        {
            Commit(database, mark: 1);
            Commit(database, mark: 2);
            Copy(cut); // As a kill leaves it: the files of the load are gone already.
        }
        string log = Directory.GetFiles(Path.Combine(cut, "db"), "*.log").Order(StringComparer.Ordinal).Last();
        using (FileStream stream = File.OpenWrite(log))
        {
            stream.SetLength(stream.Length - 1);
        }
        Check(Path.Combine(cut, "db"), mark: 2);
    }

    [RocksDbFact]
    public void A_reader_beside_a_cut_off_commit_reads_and_leaves_it_to_the_writer()
    {
        string cut = Path.Combine(_root, "cut");
        using (RocksDatabase database = RocksDatabase.OpenOrCreate(Folder, Options))
        {
            Commit(database, mark: 1);
            database.LoadStepReached = step =>
            {
                if (step == LoadStep.IntentWritten)
                {
                    Copy(cut);
                }
            };
            Commit(database, mark: 2);
        }
        using (RocksDatabase reader = RocksDatabase.OpenForReading(Path.Combine(cut, "db"), Options))
        using (IReadTransaction tx = reader.BeginRead())
        {
            Check(tx, mark: 1);
        }
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(cut, "db.load")));
        Check(Path.Combine(cut, "db"), mark: 2);
    }

    [RocksDbTheory]
    [InlineData(LoadStep.FilesWritten, 1)]
    [InlineData(LoadStep.IntentWritten, 2)]
    [InlineData(LoadStep.TableIngested, 2)]
    public void An_error_after_any_step_leaves_things_as_before_or_to_the_next_opening(object step, byte mark)
    {
        using (RocksDatabase database = RocksDatabase.OpenOrCreate(Folder, Options))
        {
            Commit(database, mark: 1);
            database.LoadStepReached = reached =>
            {
                if (reached == (LoadStep)step)
                {
                    throw new IOException("as if the disk had failed");
                }
            };
            Assert.Throws<IOException>(() => Commit(database, mark: 2));
            database.LoadStepReached = null;
            if (mark == 1)
            {
                Commit(database, mark: 1); // Nothing happened: it goes on.
            }
            else
            {
                NodeException e = Assert.Throws<NodeException>(() => database.BeginWrite());
                Assert.Equal(NodeErrorCode.StorageFailed, e.Code);
                Assert.Contains("as if the disk had failed", e.What, StringComparison.Ordinal);
            }
        }
        Check(Folder, mark);
    }

    [RocksDbFact]
    public void Files_without_an_intent_are_removed_by_the_next_writer()
    {
        RocksDatabase.OpenOrCreate(Folder, Options).Dispose();
        Directory.CreateDirectory(Folder + ".load");
        File.WriteAllText(Path.Combine(Folder + ".load", "000001.sst"), "half a file");
        File.WriteAllText(Path.Combine(Folder + ".load", "000002.rows"), "");
        RocksDatabase.OpenOrCreate(Folder, Options).Dispose();
        Assert.False(Directory.Exists(Folder + ".load"));
    }

    [RocksDbFact]
    public void A_missing_file_of_a_committed_load_is_named()
    {
        string cut = Path.Combine(_root, "cut");
        using (RocksDatabase database = RocksDatabase.OpenOrCreate(Folder, Options))
        {
            database.LoadStepReached = step =>
            {
                if (step == LoadStep.IntentWritten)
                {
                    Copy(cut);
                }
            };
            Commit(database, mark: 2);
        }
        Directory.Delete(Path.Combine(cut, "db.load"), recursive: true);
        DatabaseCorruptException e = Assert.Throws<DatabaseCorruptException>(() =>
            RocksDatabase.OpenOrCreate(Path.Combine(cut, "db"), Options)
        );
        Assert.Equal(Tables.Accounts.Name, e.Table);
        Assert.Contains("000001.sst", e.Message, StringComparison.Ordinal);
    }

    /// <summary>Loads two tables and puts into a third, over the rows of the commit before.</summary>
    private static void Commit(RocksDatabase database, byte mark)
    {
        using IWriteTransaction tx = database.BeginWrite();
        foreach (Table table in (Table[])[Tables.Accounts, Tables.Codes])
        {
            IBulkLoad load = tx.OpenRawLoad(table);
            for (int i = 0; i < 300; i++)
            {
                load.Add([(byte)(i >> 8), (byte)i], [mark, mark, mark]);
            }
        }
        tx.Put(Tables.Metadata, [1], [mark]);
        tx.Commit();
    }

    private static void Check(string folder, byte mark)
    {
        using RocksDatabase database = RocksDatabase.OpenOrCreate(folder, Options);
        Assert.False(Directory.Exists(folder + ".load"));
        using (IReadTransaction tx = database.BeginRead())
        {
            Check(tx, mark);
        }
        Commit(database, mark: 3); // And it is as good as any.
        using IReadTransaction after = database.BeginRead();
        Check(after, mark: 3);
    }

    private static void Check(IReadTransaction tx, byte mark)
    {
        foreach (Table table in (Table[])[Tables.Accounts, Tables.Codes])
        {
            int rows = 0;
            using ICursor cursor = tx.OpenRawCursor(table);
            for (bool found = cursor.First(); found; found = cursor.Next())
            {
                Assert.Equal([mark, mark, mark], cursor.Value.ToArray());
                rows++;
            }
            Assert.Equal(300, rows);
        }
        Assert.True(tx.TryGet(Tables.Metadata, [1], out ReadOnlySpan<byte> value));
        Assert.Equal([mark], value.ToArray());
    }

    private void Copy(string target) => CopyOf(_root, target);

    /// <summary>Copies the database and the folder beside it, as they are on the disk now; what is one file by two names stays one.</summary>
    private static void CopyOf(string source, string target)
    {
        Directory.CreateDirectory(target);
        string[] folders = [.. new[] { "db", "db.load" }.Select(name => Path.Combine(source, name)).Where(Directory.Exists)];
        using Process copy = Process.Start("cp", ["-a", .. folders, target]);
        copy.WaitForExit();
        Assert.Equal(0, copy.ExitCode);
    }
}
