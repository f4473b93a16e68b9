namespace NodeProto.Db;

/// <summary>What has been read from and written to a table since the database was opened.</summary>
/// <param name="Table">The table.</param>
/// <param name="ReadBytes">Bytes of stored values that transactions read, counted when they end.</param>
/// <param name="WrittenBytes">Bytes of keys and values that were committed, deletes included.</param>
public readonly record struct TableTraffic(Table Table, long ReadBytes, long WrittenBytes);

/// <summary>The sums over all transactions that have ended. Thread-safe.</summary>
/// <remarks>A transaction counts in an array of its own, one add for each row, and hands it over at its end.</remarks>
internal sealed class TrafficCounters
{
    private readonly long[] _read = NewCounts();
    private readonly long[] _written = NewCounts();

    /// <summary>One count for each table.</summary>
    public static long[] NewCounts() => new long[Tables.All.Count];

    /// <summary>Takes over what a transaction read.</summary>
    public void AddRead(ReadCounts counts) => Add(_read, counts.Bytes);

    /// <summary>Takes over what a transaction committed.</summary>
    public void AddWritten(long[] bytes) => Add(_written, bytes);

    /// <summary>The sums, in the order of <see cref="Tables.All"/>.</summary>
    public IReadOnlyList<TableTraffic> Read()
    {
        TableTraffic[] traffic = new TableTraffic[Tables.All.Count];
        foreach (Table table in Tables.All)
        {
            traffic[table.Index] = new(table, Volatile.Read(ref _read[table.Index]), Volatile.Read(ref _written[table.Index]));
        }
        return traffic;
    }

    private static void Add(long[] sums, long[] bytes)
    {
        for (int i = 0; i < sums.Length; i++)
        {
            if (bytes[i] != 0)
            {
                Interlocked.Add(ref sums[i], bytes[i]);
            }
        }
    }
}
