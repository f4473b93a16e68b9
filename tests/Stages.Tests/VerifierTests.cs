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
        // A slot that was set and cleared again within its block: no root knows of it, only the history will.
        || (table == Tables.StorageChanges && damage.StartsWith("byte", StringComparison.Ordinal))
        // When the directory was made is between it and its maker.
        || (table == Tables.Metadata && Encoding.UTF8.GetString(key) == "created")
        // A stage's own notes; it looks at them itself and begins anew when they are not its own.
        || table == Tables.StageProgress;

    /// <summary>Tables whose rows <c>db verify</c> does not look at yet: their check comes after their stages.</summary>
    private static readonly Table[] Unverified = [Tables.AccountHistory, Tables.StorageHistory];

    public static TheoryData<string> TableNames => [.. Tables.All.Except(Unverified).Select(table => table.Name)];

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
                if (!report.Findings.Any(finding => finding.Table == table))
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

    private static void AssertSound(TestNode node)
    {
        using IReadTransaction tx = node.Database.BeginRead();
        VerificationReport report = DatabaseVerifier.Verify(tx, node.Genesis.Spec, new VerificationOptions { IsDeep = true });
        Assert.Equal([], report.Findings);
        Assert.True(report.IsSound);
        Assert.Null(report.Remedy);
    }
}
