using NodeProto.Primitives;

namespace NodeProto.Fuzz.Tests;

/// <summary>
/// Changes to whole items of RLP: dropped, doubled, exchanged, of another kind or length. Mostly the lists around the item get their new
/// length, so that the change is found by whoever reads the item and not by the first look at a length.
/// </summary>
internal static class RlpItems
{
    private const int SiblingsMax = 4_096;

    /// <summary>One change to a random item; null when there is none.</summary>
    public static byte[]? TryChange(byte[] bytes, byte[] other, Random random)
    {
        List<Item> path = [];
        if (!TryPick(bytes, random, path, out int siblingEnd))
        {
            return null;
        }
        Item item = path[^1];
        byte[] with = Replacement(bytes, item, siblingEnd, other, random, out int end);
        byte[] changed = Bytes.Replace(bytes, item.First, end, with);
        return random.Next(8) == 0 ? changed : Repair(changed, path, with.Length - (end - item.First));
    }

    /// <summary>An RLP header for a payload of any length, true or not.</summary>
    public static byte[] Header(int offset, long length)
    {
        if (length <= 55)
        {
            return [(byte)(offset + length)];
        }
        byte[] number = BitConverter.GetBytes(length);
        Array.Reverse(number);
        byte[] digits = number[Array.FindIndex(number, digit => digit != 0)..];
        return [(byte)(offset + 55 + digits.Length), .. digits];
    }

    private static byte[] Replacement(byte[] bytes, Item item, int siblingEnd, byte[] other, Random random, out int end)
    {
        end = item.End;
        byte[] whole = bytes[item.First..item.End];
        byte[] payload = bytes[item.Payload..item.End];
        int offset = item.IsList ? 0xC0 : 0x80;
        switch (random.Next(16))
        {
            case 0:
                return [];
            case 1:
                return [.. whole, .. whole];
            case 2: // Exchanged with the next one.
                end = siblingEnd;
                return [.. bytes[item.End..siblingEnd], .. whole];
            case 3:
                return [(byte)offset];
            case 4: // The other kind, the same payload.
                return [.. Header(offset ^ 0x40, payload.Length), .. payload];
            case 5: // One level deeper.
                return [.. Header(0xC0, whole.Length), .. whole];
            case 6:
                return [.. Header(0x80, whole.Length), .. whole];
            case 7: // One level less.
                return payload;
            case 8: // A byte more or less: a hash, an address, a number too long by one.
                byte[] resized = random.Next(2) == 0 ? [(byte)random.Next(2), .. payload] : payload[Math.Min(1, payload.Length)..];
                return [.. Header(offset, resized.Length), .. resized];
            case 9: // A number of some length.
                byte[] number = new byte[random.Next(34)];
                random.NextBytes(number);
                return [.. Header(0x80, number.Length), .. number];
            case 10: // A length with a leading zero, or in the long form for no reason.
                return [(byte)(offset + 57), 0, (byte)payload.Length, .. payload];
            case 11: // A length that nothing stands behind.
                return [.. Header(offset, 1L << random.Next(64)), .. payload];
            case 12:
                return [.. Nested(1 << random.Next(random.Next(16) == 0 ? 15 : 8))];
            case 13: // Many of them.
                int copies = Math.Min(1 << random.Next(8), 64 * 1024 / Math.Max(1, whole.Length));
                byte[] many = new byte[whole.Length * copies];
                for (int i = 0; i < copies; i++)
                {
                    whole.CopyTo(many, i * whole.Length);
                }
                return many;
            case 14:
                List<Item> path = [];
                return TryPick(other, random, path, out _) ? other[path[^1].First..path[^1].End] : [];
            default:
                byte[] inside = Bytes.Change(payload, other, random);
                return [.. Header(offset, inside.Length), .. inside];
        }
    }

    /// <summary>Lists in lists, each with its true length.</summary>
    private static byte[] Nested(int depth)
    {
        List<byte> reversed = [];
        for (int i = 0; i < depth; i++)
        {
            byte[] header = Header(0xC0, reversed.Count);
            Array.Reverse(header);
            reversed.AddRange(header);
        }
        reversed.Reverse();
        return [.. reversed];
    }

    /// <summary>Walks down to a random item, and notes the items around it.</summary>
    private static bool TryPick(byte[] bytes, Random random, List<Item> path, out int siblingEnd)
    {
        siblingEnd = 0;
        int first = 0;
        int end = bytes.Length;
        while (true)
        {
            first += TypeByte(bytes, first, end);
            int count = 0;
            for (int at = first; count < SiblingsMax && TryRead(bytes, at, end, out Item each); at = each.End)
            {
                count++;
            }
            if (count == 0)
            {
                return path.Count > 0;
            }
            Item item = default;
            int next = first;
            for (int left = random.Next(count); left >= 0 && TryRead(bytes, next, end, out item); left--)
            {
                next = item.End;
            }
            path.Add(item);
            siblingEnd = TryRead(bytes, next, end, out Item sibling) ? sibling.End : next;
            bool isContainer = item.IsList || TypeByte(bytes, item.Payload, item.End) > 0;
            if (!isContainer || random.Next(4) == 0)
            {
                return true;
            }
            (first, end) = (item.Payload, item.End);
        }
    }

    /// <summary>1 where a transaction or receipt with a type begins (EIP-2718).</summary>
    private static int TypeByte(byte[] bytes, int at, int end) => at + 1 < end && bytes[at] is > 0 and < 5 && bytes[at + 1] >= 0xC0 ? 1 : 0;

    private static bool TryRead(byte[] bytes, int at, int end, out Item item)
    {
        item = default;
        if (!RlpReader.TryMeasure(bytes.AsSpan(at, end - at), out int length, out _) || length > end - at)
        {
            return false;
        }
        byte prefix = bytes[at];
        int shortForm = prefix - (prefix >= 0xC0 ? 0xC0 : 0x80);
        int header =
            shortForm < 0 ? 0
            : shortForm <= 55 ? 1
            : 1 + shortForm - 55;
        item = new Item(at, at + header, at + length, prefix >= 0xC0);
        return true;
    }

    /// <summary>Gives every item around the changed one its new length, from the inside out.</summary>
    private static byte[] Repair(byte[] bytes, List<Item> path, int grown)
    {
        for (int i = path.Count - 2; i >= 0; i--)
        {
            Item around = path[i];
            byte[] header = Header(around.IsList ? 0xC0 : 0x80, around.End - around.Payload + grown);
            bytes = Bytes.Replace(bytes, around.First, around.Payload, header);
            grown += header.Length - (around.Payload - around.First);
        }
        return bytes;
    }

    /// <summary>An item: where it begins, where its payload does, where it ends.</summary>
    private readonly record struct Item(int First, int Payload, int End, bool IsList);
}
