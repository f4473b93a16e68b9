using NodeProto.Primitives;

namespace NodeProto.Trie.Tests;

/// <summary>Checks proofs with nothing but Keccak and RLP, as whoever receives one does.</summary>
internal static class ProofCheck
{
    /// <summary>The value that the nodes prove at a key; null when they prove that there is none.</summary>
    /// <exception cref="InvalidDataException">They prove nothing, or hold more than is needed.</exception>
    public static byte[]? ValueOf(Hash256 root, ReadOnlySpan<byte> key, IReadOnlyList<byte[]> nodes)
    {
        if (root == Keccak.OfEmptyTrie && nodes.Count == 0)
        {
            return null;
        }
        byte[] nibbles = new byte[key.Length * 2];
        for (int i = 0; i < nibbles.Length; i++)
        {
            nibbles[i] = (byte)(i % 2 == 0 ? key[i / 2] >> 4 : key[i / 2] & 15);
        }
        int used = 0;
        byte[] node = Take(root.Bytes, nodes, ref used);
        int depth = 0;
        while (true)
        {
            List<byte[]> items = ItemsOf(node);
            byte[] next;
            if (items.Count == 17)
            {
                if (depth == nibbles.Length)
                {
                    return End(Payload(items[16]), used, nodes);
                }
                next = items[nibbles[depth++]];
            }
            else
            {
                byte[] path = Payload(items[0]);
                byte[] part =
                [
                    .. (path[0] & 0x10) != 0 ? [(byte)(path[0] & 15)] : Array.Empty<byte>(),
                    .. path.Skip(1).SelectMany(b => new[] { (byte)(b >> 4), (byte)(b & 15) }),
                ];
                bool isLeaf = (path[0] & 0x20) != 0;
                bool isOnWay = nibbles.AsSpan(depth).StartsWith(part) && (!isLeaf || depth + part.Length == nibbles.Length);
                if (!isOnWay || isLeaf)
                {
                    return End(isOnWay ? Payload(items[1]) : [], used, nodes);
                }
                depth += part.Length;
                next = items[1];
            }
            if (next is [0x80])
            {
                return End([], used, nodes);
            }
            node = next[0] >= 0xC0 ? next : Take(Payload(next), nodes, ref used);
        }
    }

    private static byte[]? End(byte[] value, int used, IReadOnlyList<byte[]> nodes) =>
        used != nodes.Count ? throw new InvalidDataException($"{nodes.Count - used} nodes too many")
        : value.Length == 0 ? null
        : value;

    private static byte[] Take(ReadOnlySpan<byte> hash, IReadOnlyList<byte[]> nodes, ref int used)
    {
        if (used == nodes.Count || !Keccak.Hash(nodes[used]).Bytes.SequenceEqual(hash))
        {
            throw new InvalidDataException($"node {used} is missing or another one");
        }
        return nodes[used++];
    }

    /// <summary>The items of a list, each with its header.</summary>
    private static List<byte[]> ItemsOf(byte[] list)
    {
        List<byte[]> items = [];
        (int start, int length) = Extent(list);
        for (int at = start; at < start + length; )
        {
            (int payload, int bytes) = Extent(list.AsSpan(at));
            items.Add(list[at..(at + payload + bytes)]);
            at += payload + bytes;
        }
        return items;
    }

    private static byte[] Payload(byte[] item)
    {
        (int start, int length) = Extent(item);
        return item[start..(start + length)];
    }

    /// <summary>Where the payload of the first item begins, and its length.</summary>
    private static (int Start, int Length) Extent(ReadOnlySpan<byte> item)
    {
        byte first = item[0];
        if (first < 0x80)
        {
            return (0, 1);
        }
        int offset = first < 0xC0 ? 0x80 : 0xC0;
        if (first <= offset + 55)
        {
            return (1, first - offset);
        }
        int length = 0;
        for (int i = 1; i <= first - offset - 55; i++)
        {
            length = (length << 8) | item[i];
        }
        return (1 + first - offset - 55, length);
    }
}
