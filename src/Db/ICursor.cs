namespace NodeProto.Db;

/// <summary>A position in the ordered rows of a table. Every move returns false, and leaves no position, when there is no such row.</summary>
/// <remarks>
/// A new cursor has no position; without one, <see cref="Next"/> and <see cref="Previous"/> return false.
/// In a write transaction every move sees all writes made so far. The cursor stands on a key: a move starts from it even
/// when its row has been deleted meanwhile. <see cref="Key"/> and <see cref="Value"/> are valid until the next move or write.
/// A failed read throws; it never looks like the end.
/// </remarks>
public interface ICursor : IDisposable
{
    /// <summary>Bytes of the current key.</summary>
    ReadOnlySpan<byte> Key { get; }

    /// <summary>Bytes of the current value.</summary>
    ReadOnlySpan<byte> Value { get; }

    /// <summary>Moves to the first row at or after the key.</summary>
    bool Seek(ReadOnlySpan<byte> key);

    /// <summary>Moves to the row with exactly this key.</summary>
    bool SeekExact(ReadOnlySpan<byte> key);

    /// <summary>Moves to the last row at or before the key.</summary>
    bool SeekForPrevious(ReadOnlySpan<byte> key);

    /// <summary>Moves to the first row.</summary>
    bool First();

    /// <summary>Moves to the last row.</summary>
    bool Last();

    /// <summary>Moves one row on.</summary>
    bool Next();

    /// <summary>Moves one row back.</summary>
    bool Previous();
}
