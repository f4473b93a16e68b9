using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary><see cref="Tables.SideBlocks"/>: blocks whose header belongs to their key, with the sum of their branch's difficulties.</summary>
/// <remarks>The body may be any: it is checked when the branch becomes the canonical one, and a branch that never does may hold a wrong one.</remarks>
internal static class SideBlocksCheck
{
    /// <summary>Walks over the table.</summary>
    public static void Run(Verification run)
    {
        using Cursor<BlockKey, SideBlock> cursor = run.Tx.OpenCursor(Tables.SideBlocks);
        for (bool more = cursor.First(); more; more = cursor.Next())
        {
            run.Read(Tables.SideBlocks);
            if (
                run.TryDecodeKey(Tables.SideBlocks, cursor.KeyBytes, out BlockKey key)
                && run.TryDecode(Tables.SideBlocks, cursor.KeyBytes, cursor.ValueBytes, out SideBlock block)
                && Find(run, key, block, out string expected, out string found)
            )
            {
                run.Findings.Add(Tables.SideBlocks, HexText.Encode(cursor.KeyBytes), expected, found);
            }
        }
    }

    /// <summary>Finds what is wrong with a block; false when nothing is.</summary>
    private static bool Find(Verification run, in BlockKey key, scoped SideBlock block, out string expected, out string found)
    {
        RlpReader reader = new(block.Rlp);
        if (!reader.TryReadList(out RlpReader items) || !reader.IsEmpty || !items.TryReadItem(out ReadOnlySpan<byte> rlp))
        {
            (expected, found) = ("a block", "no RLP list of its length");
            return true;
        }
        if (!HeaderCodec.TryDecode(rlp, key.Hash, out Header header, out RlpError error))
        {
            (expected, found) = ("a block", $"{error}");
            return true;
        }
        Hash256 hash = Keccak.Hash(rlp);
        if (hash != key.Hash || header.Number != key.Number)
        {
            (expected, found) = ($"block {key.Number} {key.Hash}", $"block {header.Number} {hash}");
            return true;
        }
        UInt256? stored = block.TotalDifficulty;
        (expected, found) = ("", Text(stored));
        if (!TryFindTotal(run, key.Number, header.ParentHash, out UInt256? parent))
        {
            return false; // Blocks above which the chain went back keep their rows; what they stood on may be gone.
        }
        UInt256? total = header.Difficulty.IsZero || parent is not { } before ? null : before + header.Difficulty;
        expected = Text(total);
        return stored != total;
    }

    private static string Text(UInt256? total) => total is { } sum ? $"total difficulty {sum}" : "no total difficulty";

    /// <summary>The parent's total difficulty, on the canonical chain or beside it; false when the parent is not there.</summary>
    private static bool TryFindTotal(Verification run, BlockNumber number, in Hash256 parentHash, out UInt256? total)
    {
        total = null;
        if (number == BlockNumber.Genesis)
        {
            return false;
        }
        try
        {
            bool isThere = ChainHead.TryFind(run.Tx, number - 1, parentHash, out ChainHead parent);
            total = parent.TotalDifficulty;
            return isThere;
        }
        catch (DatabaseCorruptException)
        {
            return false; // The parent's row has a finding of its own.
        }
    }
}
