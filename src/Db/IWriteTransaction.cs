namespace NodeProto.Db;

/// <summary>
/// Writes that become visible and durable together at <see cref="Commit"/>, or not at all. Reads see the transaction's own
/// writes. Dispose without commit leaves no trace.
/// </summary>
public interface IWriteTransaction : IReadTransaction
{
    /// <summary>Writes a row, replacing the one that is there.</summary>
    void Put(Table table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value);

    /// <summary>
    /// Writes a row as <see cref="Put"/> does: the way for rows that come in ascending order and are not read back in this
    /// transaction, because it leaves out the index that reads need until one happens.
    /// </summary>
    void Append(Table table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value);

    /// <summary>Removes a row; nothing happens when there is none.</summary>
    void Delete(Table table, ReadOnlySpan<byte> key);

    /// <summary>Removes all rows from <paramref name="first"/> (inclusive) to <paramref name="end"/> (exclusive; empty means to the table's end).</summary>
    void DeleteRange(Table table, ReadOnlySpan<byte> first, ReadOnlySpan<byte> end);

    /// <summary>
    /// Removes all rows below a key of which no reader wants to know any more, because an earlier commit said so: whole files of such rows
    /// go at once, without being read, when the transaction is committed.
    /// </summary>
    /// <remarks>A crash during the commit may leave some of the rows gone and others not: the caller repeats it.</remarks>
    void DropBelow(Table table, ReadOnlySpan<byte> end);

    /// <summary>Opens the one load of a table, to hand over many rows in ascending order: the fast way for rows that would lie scattered.</summary>
    /// <exception cref="Primitives.InvariantException">The table has its load already.</exception>
    IBulkLoad OpenRawLoad(Table table);

    /// <summary>Makes a sorter for rows that come in any order; it belongs to the caller and is disposed before the database.</summary>
    /// <param name="memoryBytes">Memory that it may take; above it, it spills to files beside the database.</param>
    RowSorter OpenSorter(long memoryBytes);

    /// <summary>Bytes of keys and values written so far, the measure for commit thresholds.</summary>
    long WrittenBytes { get; }

    /// <summary>About how much memory its writes take until the commit, which for a moment takes as much again; 0 where the rows stay in memory anyway.</summary>
    long HeldBytes { get; }

    /// <summary>Makes all writes visible and, unless configured otherwise, durable. The transaction can only be disposed afterwards.</summary>
    void Commit();
}
