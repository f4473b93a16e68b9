using System.Buffers.Binary;
using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Execution;
using NodeProto.Primitives;

namespace NodeProto.Stages.Tests;

public sealed class TransactionLookupTests
{
    [Fact]
    public async Task Every_transaction_of_every_type_is_found_by_its_hash_and_nothing_else_is()
    {
        TestChain chain = TestChain.Generate(
            new ChainGeneratorOptions
            {
                Spec = ChainSpec.AllFrom(Fork.Prague, 1337),
                Blocks = 12,
                TransactionsPerBlock = 9,
                Senders = 10,
                Contracts = true,
            }
        );
        using TestNode node = new(chain.Genesis);
        await node.ImportAsync(chain);
        using IReadTransaction tx = node.Database.BeginRead();
        HashSet<TransactionType> types = [];
        int count = 0;
        foreach (Block block in chain.Blocks)
        {
            for (int i = 0; i < block.Body.Transactions.Count; i++)
            {
                Transaction transaction = block.Body.Transactions[i];
                types.Add(transaction.Type);
                Assert.Equal(new TransactionLocation(block.Header.Number, i), tx.GetOrThrow(Tables.TransactionLookup, transaction.Hash));
                count++;
            }
        }
        Assert.True(types.Count >= 4, $"only {string.Join(", ", types)}");
        Assert.Equal(count, CountRows(tx));
    }

    [RocksDbFact]
    public void What_does_not_fit_in_memory_is_spilled_and_the_rows_are_the_same()
    {
        Genesis genesis = TestChain.Generate(new ChainGeneratorOptions { Blocks = 0 }).Genesis;
        using TestNode onDisk = new(genesis, isOnDisk: true);
        using TestNode inMemory = new(genesis);
        Assert.Equal(LookUp(inMemory), LookUp(onDisk));
    }

    [Fact]
    public void A_missing_body_is_named()
    {
        using TestNode node = new(TestChain.Generate(new ChainGeneratorOptions { Blocks = 0 }).Genesis);
        using IWriteTransaction tx = node.Database.BeginWrite();
        WriteBodies(tx, first: 1, last: 2);
        WriteBodies(tx, first: 4, last: 4);
        DatabaseCorruptException e = Assert.Throws<DatabaseCorruptException>(() => Execute(tx, 4));
        Assert.Equal(("Bodies", "3"), (e.Table, e.Key));
    }

    /// <summary>Runs the stage over 32,000 hashes, which are nearly twice the memory of its sorter; gives all rows.</summary>
    private static Dictionary<string, string> LookUp(TestNode node)
    {
        using (IWriteTransaction tx = node.Database.BeginWrite())
        {
            WriteBodies(tx, first: 1, last: 128);
            Execute(tx, 128);
            tx.Commit();
        }
        using IReadTransaction read = node.Database.BeginRead();
        Assert.Equal(128 * 250, CountRows(read));
        return DatabaseRows.Read(read);
    }

    private static void Execute(IWriteTransaction tx, ulong to)
    {
        TransactionLookupStage stage = new(RowSorter.MemoryBytesMin);
        Meter meter = new(stage.Id, TimeProvider.System, CommitThresholds.Default);
        meter.BeginCommit(tx, BlockNumber.Genesis, new BlockNumber(to));
        stage.Execute(tx, new ExecutionInput(BlockNumber.Genesis, new BlockNumber(to), meter));
    }

    /// <summary>Bodies of 250 transactions, of which only the hashed bytes matter here: a type and a number.</summary>
    private static void WriteBodies(IWriteTransaction tx, ulong first, ulong last)
    {
        RlpWriter body = new();
        Span<byte> transaction = stackalloc byte[1 + sizeof(ulong)];
        transaction[0] = 2;
        for (ulong block = first; block <= last; block++)
        {
            body.Clear();
            int outer = body.BeginList();
            int list = body.BeginList();
            for (ulong i = 0; i < 250; i++)
            {
                BinaryPrimitives.WriteUInt64BigEndian(transaction[1..], (block * 250) + i);
                body.Write(transaction);
            }
            body.EndList(list);
            body.EndList(body.BeginList());
            body.EndList(outer);
            tx.Append(Tables.Bodies, new BlockNumber(block), body.Written);
        }
    }

    private static int CountRows(IReadTransaction tx)
    {
        using ICursor cursor = tx.OpenRawCursor(Tables.TransactionLookup);
        int rows = 0;
        for (bool found = cursor.First(); found; found = cursor.Next())
        {
            rows++;
        }
        return rows;
    }
}
