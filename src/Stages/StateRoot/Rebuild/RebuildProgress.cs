using System.Buffers.Binary;
using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>How far a rebuild of the tries has come: everything before this place is in the tables.</summary>
/// <param name="IsInAccounts">Whether every storage trie is done and the account trie has its turn.</param>
/// <param name="Owner">Account whose storage trie is next; zero once the account trie has its turn.</param>
/// <param name="Path">Nibbles of the first key in that trie that is not done; empty when the whole trie is to be done.</param>
internal readonly record struct RebuildPosition(bool IsInAccounts, Hash256 Owner, NibblePath Path)
{
    /// <summary>Nothing is done.</summary>
    public static RebuildPosition Start => default;

    /// <summary>All storage tries are done.</summary>
    public static RebuildPosition AccountsFrom(NibblePath path) => new(true, Hash256.Zero, path);
}

/// <summary>
/// The stage's row in <see cref="Tables.StageProgress"/>. While it is there the trie tables are being rebuilt: they hold the rows of
/// a part of the tries after the noted block, and nothing of any other block.
/// </summary>
/// <param name="Target">The block whose state the tries are built from.</param>
/// <param name="Position">Where it goes on.</param>
internal readonly record struct RebuildProgress(StageCheckpoint Target, RebuildPosition Position)
{
    private const int BytesMin = sizeof(ulong) + Hash256.Size + 1 + Hash256.Size;

    /// <summary>Whether the tries are being rebuilt, so that the tables belong to no block.</summary>
    public static bool Exists(IReadTransaction tx) => tx.Contains(Tables.StageProgress, StageId.StateRoot.Name);

    /// <summary>Reads the row; null when no rebuild is under way.</summary>
    public static RebuildProgress? Find(IReadTransaction tx)
    {
        if (!tx.TryGet(Tables.StageProgress, StageId.StateRoot.Name, out ReadOnlySpan<byte> row))
        {
            return null;
        }
        try
        {
            ReadOnlySpan<byte> rest = row[BytesMin..];
            StageCheckpoint target = new(new BlockNumber(BinaryPrimitives.ReadUInt64BigEndian(row)), Hash256.ReadFrom(row[8..]));
            return new RebuildProgress(target, new RebuildPosition(row[40] != 0, Hash256.ReadFrom(row[41..]), NibblePath.ReadFrom(rest)));
        }
        catch (ArgumentException e)
        {
            throw new DatabaseCorruptException(
                nameof(Tables.StageProgress),
                StageId.StateRoot.Name,
                "the row is no progress of state-root",
                e
            );
        }
    }

    /// <summary>Writes the row.</summary>
    public void Write(IWriteTransaction tx)
    {
        Span<byte> row = stackalloc byte[BytesMin + NibblePath.MaxSize];
        BinaryPrimitives.WriteUInt64BigEndian(row, Target.Number.Value);
        Target.Hash.WriteTo(row[8..]);
        row[40] = Position.IsInAccounts ? (byte)1 : (byte)0;
        Position.Owner.WriteTo(row[41..]);
        int length = BytesMin + Position.Path.WriteTo(row[BytesMin..]);
        tx.Put(Tables.StageProgress, StageId.StateRoot.Name, row[..length]);
    }

    /// <summary>Removes the row: the tables are whole, or empty.</summary>
    public static void Delete(IWriteTransaction tx)
    {
        if (Exists(tx))
        {
            tx.Delete(Tables.StageProgress, StageId.StateRoot.Name);
        }
    }
}
