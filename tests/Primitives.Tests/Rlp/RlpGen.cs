using FsCheck;
using FsCheck.Fluent;

namespace NodeProto.Primitives.Tests;

/// <summary>Values for properties of RLP.</summary>
internal static class RlpGen
{
    private static readonly Gen<byte[]> Bytes = Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf();

    /// <summary>Strings of 0 to some 300 bytes, those around 1 and 55 bytes included.</summary>
    public static readonly Gen<byte[][]> Items = Gen.OneOf(
            Bytes,
            Gen.Choose(0, 255).Select(b => new[] { (byte)b }),
            Gen.Choose(53, 300).Select(length => new byte[length])
        )
        .ArrayOf();

    /// <summary>Bytes at random, and nested lists of which some bytes were changed.</summary>
    public static readonly Gen<byte[]> AlmostRlp = Gen.OneOf(
        Bytes,
        from items in Items
        from depth in Gen.Choose(0, 3)
        from position in Gen.Choose(0, 10_000)
        from value in Gen.Choose(-256, 255)
        select Spoil(Nest(items, depth), position, value)
    );

    /// <summary>Reads whatever the reader holds next and writes it again.</summary>
    public static bool TryCopy(ref RlpReader reader, RlpWriter copy)
    {
        if (!reader.IsNextList)
        {
            bool isRead = reader.TryReadString(out ReadOnlySpan<byte> value);
            copy.Write(value);
            return isRead;
        }
        if (!reader.TryReadList(out RlpReader items))
        {
            return false;
        }
        int mark = copy.BeginList();
        while (!items.IsEmpty)
        {
            if (!TryCopy(ref items, copy))
            {
                return reader.Fail(items.Error);
            }
        }
        copy.EndList(mark);
        return true;
    }

    /// <summary>Sets one byte; a negative value leaves all as they are.</summary>
    public static byte[] Spoil(byte[] bytes, int position, int value)
    {
        if (value >= 0 && bytes.Length > 0)
        {
            bytes[position % bytes.Length] = (byte)value;
        }
        return bytes;
    }

    private static byte[] Nest(byte[][] items, int depth)
    {
        RlpWriter writer = new();
        int[] marks = new int[depth + 1];
        for (int i = 0; i <= depth; i++)
        {
            marks[i] = writer.BeginList();
            writer.Write([]);
        }
        foreach (byte[] item in items)
        {
            writer.Write(item);
        }
        for (int i = depth; i >= 0; i--)
        {
            writer.EndList(marks[i]);
        }
        return writer.Written.ToArray();
    }
}
