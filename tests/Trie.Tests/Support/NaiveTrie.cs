using NodeProto.Primitives;

namespace NodeProto.Trie.Tests;

/// <summary>The trie as appendix D of the yellow paper writes it down: a recursion over sets of pairs. Slow, and the measure of the rest.</summary>
internal static class NaiveTrie
{
    /// <summary>Root of any set of pairs, and the rows of its branches by path in hexadecimal digits.</summary>
    public static (Hash256 Root, SortedDictionary<string, string> Rows) Of(IEnumerable<KeyValuePair<byte[], byte[]>> pairs)
    {
        List<(byte[] Nibbles, byte[] Value)> items = [];
        foreach ((byte[] key, byte[] value) in pairs)
        {
            items.Add(([.. key.SelectMany(b => new[] { (byte)(b >> 4), (byte)(b & 15) })], value));
        }
        SortedDictionary<string, string> rows = new(StringComparer.Ordinal);
        return (Keccak.Hash(items.Count == 0 ? [0x80] : Structure(items, 0, rows)), rows);
    }

    /// <summary>c(I, i) of equation 199: leaf, extension or branch.</summary>
    private static byte[] Structure(List<(byte[] Nibbles, byte[] Value)> items, int depth, SortedDictionary<string, string> rows)
    {
        if (items.Count == 1)
        {
            return List(Text(HexPrefix(items[0].Nibbles[depth..], 1)), Text(items[0].Value));
        }
        int shared = items.Min(item => item.Nibbles.Zip(items[0].Nibbles).TakeWhile(pair => pair.First == pair.Second).Count());
        if (shared > depth)
        {
            return List(Text(HexPrefix(items[0].Nibbles[depth..shared], 0)), Reference(Structure(items, shared, rows), out _));
        }
        int mask = 0;
        int hashed = 0;
        List<byte> references = [];
        List<byte[]> cells = [];
        for (int nibble = 0; nibble < 16; nibble++)
        {
            List<(byte[] Nibbles, byte[] Value)> below = items
                .Where(item => item.Nibbles.Length > depth && item.Nibbles[depth] == nibble)
                .ToList();
            if (below.Count == 0)
            {
                cells.Add([0x80]);
                continue;
            }
            byte[] cell = Reference(Structure(below, depth + 1, rows), out bool isHash);
            cells.Add(cell);
            mask |= 1 << nibble;
            hashed |= isHash ? 1 << nibble : 0;
            references.AddRange(isHash ? cell.AsSpan(1) : cell);
        }
        cells.Add(Text(items.Where(item => item.Nibbles.Length == depth).Select(item => item.Value).FirstOrDefault([])));
        rows[Path(items[0].Nibbles.AsSpan(0, depth))] = $"{mask:x4}{hashed:x4}{Convert.ToHexStringLower([.. references])}";
        return List([.. cells]);
    }

    public static string Path(ReadOnlySpan<byte> nibbles)
    {
        string text = "";
        foreach (byte nibble in nibbles)
        {
            text += nibble.ToString("x");
        }
        return text;
    }

    private static byte[] Reference(byte[] node, out bool isHash)
    {
        isHash = node.Length >= 32;
        return isHash ? Text(Keccak.Hash(node).Bytes.ToArray()) : node;
    }

    private static byte[] HexPrefix(byte[] nibbles, int flag)
    {
        List<byte> all = nibbles.Length % 2 == 1 ? [(byte)((2 * flag) + 1), .. nibbles] : [(byte)(2 * flag), 0, .. nibbles];
        return [.. all.Chunk(2).Select(pair => (byte)((pair[0] << 4) | pair[1]))];
    }

    private static byte[] Text(byte[] value) => value.Length == 1 && value[0] < 0x80 ? value : [.. Header(0x80, value.Length), .. value];

    private static byte[] List(params byte[][] items)
    {
        byte[] payload = [.. items.SelectMany(item => item)];
        return [.. Header(0xC0, payload.Length), .. payload];
    }

    private static byte[] Header(int offset, int length)
    {
        if (length < 56)
        {
            return [(byte)(offset + length)];
        }
        List<byte> digits = [];
        for (int left = length; left > 0; left >>= 8)
        {
            digits.Insert(0, (byte)left);
        }
        return [(byte)(offset + 55 + digits.Count), .. digits];
    }
}
