using NodeProto.Primitives;

namespace NodeProto.EndToEnd.Tests;

/// <summary>Changes one item inside RLP, which may then be wrong in itself while everything around it is right.</summary>
internal static class RlpEdit
{
    /// <summary>The bytes with one item replaced.</summary>
    /// <param name="rlp">A list.</param>
    /// <param name="path">The item's index in its list, after those of the lists around it.</param>
    /// <param name="change">Gets the item's bytes and gives others.</param>
    public static byte[] Replace(ReadOnlySpan<byte> rlp, ReadOnlySpan<int> path, Func<byte[], byte[]> change)
    {
        if (path.IsEmpty)
        {
            return change(rlp.ToArray());
        }
        RlpReader reader = new(rlp);
        Assert.True(reader.TryReadList(out RlpReader items));
        RlpWriter writer = new();
        int mark = writer.BeginList();
        for (int i = 0; !items.IsEmpty; i++)
        {
            Assert.True(items.TryReadItem(out ReadOnlySpan<byte> item));
            writer.WriteRaw(i == path[0] ? Replace(item, path[1..], change) : item);
        }
        writer.EndList(mark);
        return writer.Written.ToArray();
    }
}
