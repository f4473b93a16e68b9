using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages.Tests;

public sealed class IndexSampleTests
{
    [Theory]
    [InlineData(100)]
    [InlineData(500)]
    [InlineData(900)]
    public void A_sample_of_a_large_index_comes_within_a_tenth_of_what_goes(ulong limit)
    {
        const int Rows = 30_000;
        using InMemoryDatabase database = new();
        using (IWriteTransaction tx = database.BeginWrite())
        {
            Span<byte> seed = stackalloc byte[sizeof(int)];
            for (int i = 0; i < Rows; i++)
            {
                BitConverter.TryWriteBytes(seed, i);
                tx.Put(Tables.TransactionLookup, Keccak.Hash(seed), new TransactionLocation(new BlockNumber((ulong)i % 1_000), 0));
            }
            tx.Commit();
        }
        TableSize size = database.MeasureTables()[Tables.TransactionLookup.Index];
        using IReadTransaction view = database.BeginRead();
        TablePlan exact = IndexSample.Plan(view, size, new BlockNumber(limit));
        Assert.Equal(Rows * limit / 1_000, exact.RowsGoing);
        TablePlan sampled = IndexSample.Plan(view, size, new BlockNumber(limit), rowsReadMax: 8_192);
        Assert.Equal(exact.RowsGoing, (double)sampled.RowsGoing, exact.RowsGoing / 10.0);
        Assert.Equal(exact.BytesGoing, (double)sampled.BytesGoing, exact.BytesGoing / 10.0);
        Assert.Equal(size.Bytes, sampled.BytesGoing + sampled.BytesStaying);
    }
}
