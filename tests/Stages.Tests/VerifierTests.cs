using System.Globalization;
using System.Text;
using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Execution;
using NodeProto.Primitives;

namespace NodeProto.Stages.Tests;

/// <summary>A sound database has no finding; a damaged one has a finding that names the damaged table.</summary>
public sealed class VerifierTests
{
    private const int RowsPerTable = 5;

    private static readonly Table[] NeedDeep = [Tables.Senders, Tables.AccountChanges, Tables.StorageChanges];

    private static readonly Lazy<TestNode> Node = new(() => MakeAsync().GetAwaiter().GetResult());

    /// <summary>What no other row tells, table by table.</summary>
    private static bool IsUndetectable(Table table, string damage, ReadOnlySpan<byte> key) =>
        // A branch that is not canonical may be there or not.
        (table == Tables.SideBlocks && damage == "delete")
        // Its body is checked when it becomes canonical.
        || (table == Tables.SideBlocks && damage.StartsWith("byte", StringComparison.Ordinal) && damage is not ("byte 0" or "byte 1"))
        // When the directory was made is between it and its maker.
        || (table == Tables.Metadata && Encoding.UTF8.GetString(key) == "created")
        // A stage's own notes; it looks at them itself and begins anew when they are not its own.
        || table == Tables.StageProgress;

    /// <summary>Tables that may be named instead: a change under a wrong key is told from a wrong list by no root when its slot was set and cleared within the block; a code that no block lists is all there is of a lost list.</summary>
    private static Table OrElse(Table table) =>
        table == Tables.StorageChanges ? Tables.StorageHistory
        : table == Tables.NewCodes ? Tables.Codes
        : table;

    public static TheoryData<string> TableNames => [.. Tables.All.Select(table => table.Name)];

    [Fact]
    public async Task A_sound_database_has_no_finding()
    {
        AssertSound(Node.Value);
        ChainGeneratorOptions options = new()
        {
            Blocks = EveryFork.BlocksMin,
            TransactionsPerBlock = 2,
            Contracts = true,
        };
        TestChain chain = TestChain.Generate(options with { Spec = EveryFork.Over(options) });
        using TestNode node = new(chain.Genesis);
        AssertSound(node);
        await node.ImportAsync(chain);
        AssertSound(node);
        node.Create().Unwind(new BlockNumber(17), default);
        AssertSound(node);
        await node.ImportAsync(chain, new PipelineTarget { ToStage = StageId.Execution }); // State is ahead of the tries.
        AssertSound(node);
    }

    [Theory]
    [MemberData(nameof(TableNames))]
    public void Every_damage_to_a_row_is_a_finding_about_its_table(string name)
    {
        Table table = Tables.Find(name)!;
        List<byte[]> keys = Keys(table);
        int step = Math.Max(1, keys.Count / RowsPerTable);
        List<string> missed = [];
        int tried = 0;
        for (int i = 0; i < keys.Count; i += step)
        {
            foreach ((string what, Action<IWriteTransaction> damage) in Damages(table, keys[i]))
            {
                if (IsUndetectable(table, what, keys[i]))
                {
                    continue;
                }
                using IWriteTransaction tx = Node.Value.Database.BeginWrite();
                damage(tx);
                VerificationReport report = DatabaseVerifier.Verify(
                    tx,
                    Node.Value.Genesis.Spec,
                    new VerificationOptions { IsDeep = Array.IndexOf(NeedDeep, table) >= 0, Threads = 1 }
                );
                tried++;
                if (!report.Findings.Any(finding => finding.Table == table || finding.Table == OrElse(table)))
                {
                    string others = string.Join(
                        ", ",
                        report.Findings.Select(finding => finding.Table.Name).Distinct(StringComparer.Ordinal)
                    );
                    missed.Add($"{what} {HexText.Encode(keys[i])}: {(others.Length == 0 ? "nothing" : others)}");
                }
            }
        }
        Assert.True(missed.Count == 0, string.Join("\n", missed));
        Assert.True(tried > 0 || keys.Count == 0 || table == Tables.StageProgress, "no row was damaged");
    }

    [Theory]
    [MemberData(nameof(TableNames))]
    public async Task What_the_report_says_mends_a_damaged_table(string name)
    {
        Table table = Tables.Find(name)!;
        List<byte[]> keys = Keys(table);
        if (keys.Count == 0 || table == Tables.Metadata)
        {
            return; // Nothing to damage; and a directory that is not what it says is imported anew.
        }
        byte[] key = keys[keys.Count / 2];
        foreach ((string what, Action<IWriteTransaction> damage) in Damages(table, key).DistinctBy(damage => damage.What[0])) // One of each kind.
        {
            if (IsUndetectable(table, what, key) || (table == Tables.StageCheckpoints && what == "extra"))
            {
                continue; // A checkpoint of no stage does no harm and stays.
            }
            using TestNode node = new(Node.Value.Genesis);
            await node.ImportAsync(Chain(0).Blocks, Chain(1).Blocks.Skip(7).Take(2));
            Dictionary<string, string> sound = node.Rows();
            using (IWriteTransaction tx = node.Database.BeginWrite())
            {
                damage(tx);
                tx.Commit();
            }
            string remedy = Mend(node);
            await node.ImportAsync(Chain(0).Blocks, Chain(1).Blocks.Skip(7).Take(2));
            AssertSound(node);
            Assert.True(sound.SequenceEqual(node.Rows()), $"{what}: {remedy}");
        }
    }

    [Fact]
    public async Task A_pruned_database_is_sound_until_a_row_above_is_missing_or_one_below_is_left()
    {
        using TestNode node = await PrunedNodes.ImportedAsync(PrunedNodes.Narrow);
        using TestNode whole = await PrunedNodes.ImportedAsync(null);
        AssertSound(node);
        foreach (PruneSegment segment in PruneSegment.All)
        {
            foreach (Table table in segment.Tables.Where(table => table.MaxKeySize == sizeof(ulong)))
            {
                using IWriteTransaction tx = node.Database.BeginWrite();
                using IReadTransaction all = whole.Database.BeginRead();
                BlockNumber first = Retention.FirstBlock(tx, segment);
                byte[] key = new byte[sizeof(ulong)];
                first.WriteTo(key);
                tx.Delete(table, key);
                Assert.Contains(DatabaseVerifier.Verify(tx, node.Genesis.Spec).Findings, finding => finding.Table == table);
                all.TryGet(table, key, out ReadOnlySpan<byte> row);
                tx.Put(table, key, row);
                Assert.True(DatabaseVerifier.Verify(tx, node.Genesis.Spec).IsSound);
                (first - 1).WriteTo(key);
                all.TryGet(table, key, out row);
                tx.Put(table, key, row);
                Assert.Contains(DatabaseVerifier.Verify(tx, node.Genesis.Spec).Findings, finding => finding.Table == table);
            }
        }
    }

    [Fact]
    public async Task What_the_report_says_mends_bodies_without_transactions()
    {
        TestChain chain = TestChain.Generate(new ChainGeneratorOptions { Blocks = 10, TransactionsPerBlock = 0 });
        foreach (byte[]? body in new byte[]?[] { null, [0xC1] })
        {
            using TestNode node = new(chain.Genesis);
            await node.ImportAsync(chain);
            Dictionary<string, string> sound = node.Rows();
            Damage(node, Tables.Bodies, new BlockNumber(5), body);
            Assert.Throws<DatabaseCorruptException>(() => node.Create().Unwind(new BlockNumber(4), default)); // Why it is not proposed.
            Assert.Equal("transaction-lookup failed", node.Events.Lines[^1]); // Told to whoever counts errors.
            string remedy = Mend(node);
            await node.ImportAsync(chain);
            Assert.True(sound.SequenceEqual(node.Rows()), remedy);
        }
    }

    /// <summary>Each row is the first one that is kept, or one above it; bodies are those of blocks whose lookup is pruned.</summary>
    [Theory]
    [InlineData("senders receipts transaction-lookup")]
    [InlineData("bodies senders receipts account-history storage-history transaction-lookup")]
    public async Task What_the_report_says_mends_a_pruned_database(string segments)
    {
        Dictionary<PruneSegment, PruneMode> modes = PrunedNodes
            .Narrow.Where(mode => segments.Split(' ').Contains(mode.Key.Name))
            .ToDictionary();
        using TestNode straight = await PrunedNodes.ImportedAsync(modes);
        Dictionary<string, string> sound = straight.Rows();
        foreach (Table table in new Table[] { Tables.Codes, Tables.Bodies, Tables.Senders, Tables.Receipts, Tables.AccountChanges })
        {
            using TestNode node = await PrunedNodes.ImportedAsync(modes);
            byte[] key = new byte[sizeof(ulong)];
            BlockNumber
                .Max(new BlockNumber(25), new BlockNumber(PruneSegment.Of(table) is { } own ? PrunedNodes.FirstBlock(node, own) : 0))
                .WriteTo(key);
            using (IWriteTransaction tx = node.Database.BeginWrite())
            {
                using ICursor cursor = tx.OpenRawCursor(table);
                Assert.True(cursor.Seek(key));
                tx.Delete(table, cursor.Key.ToArray());
                tx.Commit();
            }
            string remedy = Mend(node);
            await node.ImportAsync(PrunedNodes.Chain);
            Assert.True(sound.SequenceEqual(node.Rows()), $"{table}: {remedy}");
        }
    }

    [Fact]
    public async Task Tries_that_are_being_rebuilt_are_left_out_and_the_state_under_them_is_compared()
    {
        using TestNode node = new(Node.Value.Genesis);
        await node.ImportAsync(Chain(0));
        using IWriteTransaction tx = node.Database.BeginWrite();
        new RebuildProgress(CheckpointStore.Read(tx, StageId.Execution), RebuildPosition.Start).Write(tx);
        tx.Clear(Tables.AccountTrie);
        VerificationReport report = DatabaseVerifier.Verify(tx, node.Genesis.Spec);
        Assert.True(report.IsSound, string.Join('\n', report.Findings));
        Assert.Contains(report.NotChecked, reason => reason.Contains("rebuilding", StringComparison.Ordinal));
        tx.Clear(Tables.AccountHistory); // As if a load into these were half done.
        tx.Clear(Tables.TransactionLookup);
        VerificationOptions halfDone = new() { Unfinished = [Tables.AccountHistory, Tables.TransactionLookup] };
        Assert.True(DatabaseVerifier.Verify(tx, node.Genesis.Spec, halfDone).IsSound);
        Assert.False(DatabaseVerifier.Verify(tx, node.Genesis.Spec).IsSound);
        tx.Clear(Tables.Storage);
        Assert.Contains(DatabaseVerifier.Verify(tx, node.Genesis.Spec).Findings, finding => finding.Table == Tables.Accounts);
        CheckpointStore.Write(tx, StageId.StateRoot, BlockNumber.Genesis);
        VerificationOptions tooFar = new() { ChangesMax = 0 };
        report = DatabaseVerifier.Verify(tx, node.Genesis.Spec, tooFar); // As well the header could be wrong, which nobody has compared yet.
        Assert.DoesNotContain(report.Findings, finding => finding.Table == Tables.Accounts);
        Assert.Contains(report.NotChecked, reason => reason.Contains("whether state or the header", StringComparison.Ordinal));
    }

    [Fact]
    public void A_wrong_value_of_the_state_is_named_with_its_key_and_a_row_that_is_gone_with_how_it_begins()
    {
        foreach (Table table in new Table[] { Tables.Accounts, Tables.Storage })
        {
            List<byte[]> keys = Keys(table);
            for (int i = 0; i < keys.Count; i += Math.Max(1, keys.Count / 8))
            {
                byte[] good =
                    table == Tables.Accounts
                        ? Tables.Accounts.Codec.Encode(new Account(7, 7, Keccak.OfEmpty), new ByteBuffer()).ToArray()
                        : [.. Value(table, keys[i]), 1];
                string wrong = Assert.Single(FindingsOf(tx => tx.Put(table, keys[i], good), table)).Key;
                Assert.Equal(HexText.Encode(keys[i]), wrong);
                Finding gone = Assert.Single(FindingsOf(tx => tx.Delete(table, keys[i]), table));
                string digits = gone.Expected.Split("begin with 0x")[^1];
                string own = HexText.Encode(keys[i].AsSpan(^Hash256.Size..));
                Assert.True(
                    own.StartsWith("0x" + digits, StringComparison.Ordinal)
                        || gone.Expected.EndsWith("any digit", StringComparison.Ordinal),
                    gone.Expected
                );
            }
        }
    }

    private static List<Finding> FindingsOf(Action<IWriteTransaction> damage, Table table)
    {
        using IWriteTransaction tx = Node.Value.Database.BeginWrite();
        damage(tx);
        return [.. DatabaseVerifier.Verify(tx, Node.Value.Genesis.Spec).Findings.Where(finding => finding.Table == table)];
    }

    private static IEnumerable<(string What, Action<IWriteTransaction> Damage)> Damages(Table table, byte[] key)
    {
        byte[] value = Value(table, key);
        yield return ("delete", tx => tx.Delete(table, key));
        yield return ("longer", tx => tx.Put(table, key, [.. value, 1]));
        if (value.Length > 0)
        {
            yield return ("shorter", tx => tx.Put(table, key, value.AsSpan(..^1)));
        }
        foreach (int at in new SortedSet<int> { 0, 1, value.Length / 3, value.Length / 2, value.Length - 2, value.Length - 1 })
        {
            if (at >= 0 && at < value.Length)
            {
                byte[] changed = [.. value];
                changed[at] ^= 1;
                yield return ($"byte {at}", tx => tx.Put(table, key, changed));
            }
        }
        byte[] other = [.. key];
        if (other.Length > 0)
        {
            other[^1] ^= 1;
            bool isTaken = Keys(table).Any(taken => taken.AsSpan().SequenceEqual(other));
            byte[] extra = isTaken ? [.. key, 0] : other;
            yield return ("extra", tx => tx.Put(table, extra, value));
        }
    }

    private static List<byte[]> Keys(Table table)
    {
        List<byte[]> keys = [];
        using IReadTransaction tx = Node.Value.Database.BeginRead();
        using ICursor cursor = tx.OpenRawCursor(table);
        for (bool more = cursor.First(); more; more = cursor.Next())
        {
            keys.Add(cursor.Key.ToArray());
        }
        return keys;
    }

    private static byte[] Value(Table table, byte[] key)
    {
        using IReadTransaction tx = Node.Value.Database.BeginRead();
        tx.TryGet(table, key, out ReadOnlySpan<byte> value);
        return value.ToArray();
    }

    private static TestChain Chain(ulong salt) =>
        TestChain.Generate(
            new ChainGeneratorOptions
            {
                Spec = ChainSpec.AllFrom(Fork.London, 1337),
                Blocks = 10,
                TransactionsPerBlock = 4,
                Senders = 6,
                Contracts = true,
                BranchFirst = 8,
                BranchSalt = salt,
            }
        );

    /// <summary>A chain of contracts with a branch beside it, and rows in every table.</summary>
    private static async Task<TestNode> MakeAsync()
    {
        TestChain chain = Chain(0);
        TestNode node = new(chain.Genesis);
        await node.ImportAsync(chain.Blocks, Chain(1).Blocks.Skip(7).Take(2));
        using IWriteTransaction tx = node.Database.BeginWrite();
        new DataIdentity(chain.Genesis.Spec.ChainId, chain.Genesis.Hash, GenesisFile.Write(chain.Genesis)).Write(tx);
        tx.Commit();
        return node;
    }

    private static void Damage(TestNode node, Table table, BlockNumber number, byte[]? value)
    {
        byte[] key = new byte[sizeof(ulong)];
        number.WriteTo(key);
        using IWriteTransaction tx = node.Database.BeginWrite();
        if (value is null)
        {
            tx.Delete(table, key);
        }
        else
        {
            tx.Put(table, key, value);
        }
        tx.Commit();
    }

    /// <summary>Does what the report says, and returns it.</summary>
    private static string Mend(TestNode node)
    {
        string remedy = Verify(node, isDeep: true).Remedy!;
        string[] words = remedy.Split(' ');
        if (words[2] == "reset")
        {
            node.Create().Reset(new StageId(words[3]), node.Genesis);
        }
        else
        {
            node.Create().Unwind(new BlockNumber(ulong.Parse(words[4], CultureInfo.InvariantCulture)), default);
        }
        return remedy;
    }

    private static void AssertSound(TestNode node)
    {
        VerificationReport report = Verify(node, isDeep: true);
        Assert.True(report.IsSound, string.Join('\n', report.Findings));
        Assert.Null(report.Remedy);
    }

    private static VerificationReport Verify(TestNode node, bool isDeep)
    {
        using IReadTransaction tx = node.Database.BeginRead();
        return DatabaseVerifier.Verify(tx, node.Genesis.Spec, new VerificationOptions { IsDeep = isDeep });
    }
}
