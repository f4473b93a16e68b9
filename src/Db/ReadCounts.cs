namespace NodeProto.Db;

/// <summary>Bytes that a transaction has read from each table: one add for each row, handed over at its end.</summary>
internal sealed class ReadCounts
{
    /// <summary>The counts, in the order of <see cref="Tables.All"/>; for the one thread that reads.</summary>
    public long[] Bytes { get; } = TrafficCounters.NewCounts();

    /// <summary>The sum over all tables.</summary>
    public long Sum
    {
        get
        {
            long sum = 0;
            foreach (long each in Bytes)
            {
                sum += each;
            }
            return sum;
        }
    }

    /// <summary>Takes over what a view has read, when it is disposed.</summary>
    public void Add(ReadCounts view)
    {
        for (int i = 0; i < Bytes.Length; i++)
        {
            Bytes[i] += view.Bytes[i];
        }
    }
}
