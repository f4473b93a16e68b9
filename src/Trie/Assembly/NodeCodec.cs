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
    /// <param name="target">Exactly as long as the list.</param>
    /// <param name="payload">Length of the list's payload.</param>
    /// <param name="key">The whole key.</param>
    /// <param name="start">Nibbles of the key that lie above the leaf.</param>
    /// <param name="value">The leaf's value.</param>
    public static void WriteLeaf(Span<byte> target, int payload, ReadOnlySpan<byte> key, int start, ReadOnlySpan<byte> value)
    {
        int at = RlpItem.WriteListHeader(target, payload);
        ReadOnlySpan<byte> whole = key[((start + 1) / 2)..];
        if (whole.Length > 0)
        {
            target[at++] = (byte)(EmptyString + 1 + whole.Length);
        }
        target[at++] = (byte)((start & 1) == 0 ? 0x20 : 0x30 | (key[start / 2] & 0xF)); // Flags of a leaf, and the odd nibble.
        whole.CopyTo(target[at..]);
        RlpItem.WriteString(target[(at + whole.Length)..], value);
    }

    /// <summary>Writes an extension.</summary>
    public static void WriteExtension(Span<byte> target, int payload, ReadOnlySpan<byte> path, ReadOnlySpan<byte> reference)
    {
        int at = RlpItem.WriteListHeader(target, payload);
        at += WriteExtensionPath(target[at..], path);
        WriteReference(target[at..], reference);
    }

    /// <summary>Writes a branch from the pool.</summary>
    public static void WriteBranch(Span<byte> target, int payload, BranchPool pool, int branch)
    {
        target = target[RlpItem.WriteListHeader(target, payload)..];
        int children = pool.State(branch).Children;
        for (int nibble = 0; nibble < 16; nibble++)
        {
            int length = 1;
            if ((children >> nibble & 1) == 0)
            {
                target[0] = EmptyString;
            }
            else
            {
                length = WriteReference(target, pool.Child(branch, nibble));
            }
            target = target[length..];
        }
        if (pool.Value(branch) is { } value)
        {
            RlpItem.WriteString(target, value);
        }
        else
        {
            target[0] = EmptyString;
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
            BranchPool.CopyHash(reference, target[1..]);
            return 33;
        }
        reference.CopyTo(target);
        return reference.Length;
    }

    /// <summary>Length of the hex-prefix encoding as an RLP string (yellow paper, appendix C); its first byte is below 0x40.</summary>
    private static int PathLength(int nibbles) => nibbles <= 1 ? 1 : 2 + (nibbles / 2);

    private static int WriteExtensionPath(Span<byte> target, ReadOnlySpan<byte> nibbles)
    {
        int length = 1 + (nibbles.Length / 2);
        int at = 0;
        if (length > 1)
        {
            target[at++] = (byte)(EmptyString + length);
        }
        if ((nibbles.Length & 1) != 0)
        {
            target[at++] = (byte)(0x10 | nibbles[0]);
            nibbles = nibbles[1..];
        }
        else
        {
            target[at++] = 0;
        }
        Nibbles.Pack(nibbles, target[at..]);
        return at + (nibbles.Length / 2);
    }
}
