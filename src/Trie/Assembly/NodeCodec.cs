using System.Numerics;

namespace NodeProto.Trie;

/// <summary>The three nodes of the trie in RLP, written into a buffer of the length computed before (yellow paper, appendix D).</summary>
internal static class NodeCodec
{
    private const byte EmptyString = 0x80;

    /// <summary>Length of a leaf's list payload.</summary>
    /// <param name="nibbles">Rest of the path, in nibbles.</param>
    /// <param name="value">The leaf's value.</param>
    public static int LeafPayload(int nibbles, ReadOnlySpan<byte> value) => PathLength(nibbles) + RlpItem.LengthOf(value);

    /// <summary>Length of an extension's list payload.</summary>
    public static int ExtensionPayload(int nibbles, int referenceLength) => PathLength(nibbles) + ReferenceLength(referenceLength);

    /// <summary>Length of a branch's list payload.</summary>
    public static int BranchPayload(ushort children, ushort hashed, int embeddedBytes, int valueItem) =>
        (16 - BitOperations.PopCount(children)) + (33 * BitOperations.PopCount(hashed)) + embeddedBytes + valueItem;

    /// <summary>Length of a list with this payload.</summary>
    public static int ListLength(int payload) => NodeProto.Primitives.RlpWriter.HeaderLength(payload) + payload;

    /// <summary>Writes a leaf.</summary>
    public static void WriteLeaf(Span<byte> target, int payload, ReadOnlySpan<byte> path, ReadOnlySpan<byte> value)
    {
        int at = RlpItem.WriteListHeader(target, payload);
        at += WritePath(target[at..], path, isLeaf: true);
        RlpItem.WriteString(target[at..], value);
    }

    /// <summary>Writes an extension.</summary>
    public static void WriteExtension(Span<byte> target, int payload, ReadOnlySpan<byte> path, ReadOnlySpan<byte> reference)
    {
        int at = RlpItem.WriteListHeader(target, payload);
        at += WritePath(target[at..], path, isLeaf: false);
        WriteReference(target[at..], reference);
    }

    /// <summary>Writes a branch from the pool.</summary>
    public static void WriteBranch(Span<byte> target, int payload, BranchPool pool, int branch)
    {
        int at = RlpItem.WriteListHeader(target, payload);
        int children = pool.State(branch).Children;
        for (int nibble = 0; nibble < 16; nibble++)
        {
            if ((children >> nibble & 1) == 0)
            {
                target[at++] = EmptyString;
            }
            else
            {
                at += WriteReference(target[at..], pool.Child(branch, nibble));
            }
        }
        if (pool.Value(branch) is { } value)
        {
            RlpItem.WriteString(target[at..], value);
        }
        else
        {
            target[at] = EmptyString;
        }
    }

    /// <summary>Length of the branch node that a row describes.</summary>
    public static int BranchPayload(in BranchRow row, int rowLength)
    {
        int embedded = rowLength - BranchRow.HeaderBytes - (32 * BitOperations.PopCount(row.Hashed));
        return BranchPayload(row.Children, row.Hashed, embedded, valueItem: 1);
    }

    /// <summary>Writes the branch node that a row describes.</summary>
    public static void WriteBranch(Span<byte> target, int payload, in BranchRow row)
    {
        int at = RlpItem.WriteListHeader(target, payload);
        for (int nibble = 0; nibble < 16; nibble++)
        {
            if (row.Has(nibble))
            {
                at += WriteReference(target[at..], row.Reference(nibble));
            }
            else
            {
                target[at++] = EmptyString;
            }
        }
        target[at] = EmptyString;
    }

    private static int ReferenceLength(int length) => length == 32 ? 33 : length;

    private static int WriteReference(Span<byte> target, ReadOnlySpan<byte> reference)
    {
        if (reference.Length == 32)
        {
            target[0] = EmptyString + 32;
            reference.CopyTo(target[1..]);
            return 33;
        }
        reference.CopyTo(target);
        return reference.Length;
    }

    /// <summary>Length of the hex-prefix encoding as an RLP string (yellow paper, appendix C); its first byte is below 0x40.</summary>
    private static int PathLength(int nibbles) => nibbles <= 1 ? 1 : 2 + (nibbles / 2);

    private static int WritePath(Span<byte> target, ReadOnlySpan<byte> nibbles, bool isLeaf)
    {
        int length = 1 + (nibbles.Length / 2);
        int at = 0;
        if (length > 1)
        {
            target[at++] = (byte)(EmptyString + length);
        }
        byte flag = (byte)(isLeaf ? 0x20 : 0);
        if ((nibbles.Length & 1) != 0)
        {
            target[at++] = (byte)(flag | 0x10 | nibbles[0]);
            nibbles = nibbles[1..];
        }
        else
        {
            target[at++] = flag;
        }
        Nibbles.Pack(nibbles, target[at..]);
        return at + (nibbles.Length / 2);
    }
}
