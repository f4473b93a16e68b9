using NodeProto.Primitives;

namespace NodeProto.Fuzz.Tests;

/// <summary>Items of any depth, read to the last one.</summary>
internal sealed class RlpTarget : Target
{
    private const int DepthMax = 512; // The walk below is the test's; the reader itself never goes down by itself.

    public override string Name => "rlp";

    public override int Share => 2_300;

    public override bool Feed(byte[] input)
    {
        RlpReader reader = new(input);
        bool isAccepted = Walk(ref reader, new RlpWriter(64), 0);
        Holds(isAccepted == (reader.Error == RlpError.None), "a refusal without a reason, or a reason without one");
        return isAccepted;
    }

    protected override IReadOnlyList<byte[]> CreateSeeds() => [.. Shapes.Trees, .. Tests.Seeds.Blocks];

    private static bool Walk(ref RlpReader reader, RlpWriter copy, int depth)
    {
        while (!reader.IsEmpty)
        {
            ReadOnlySpan<byte> rest = reader.Data[reader.Position..];
            bool isMeasured = RlpReader.TryMeasure(rest, out int length, out _);
            bool isList = reader.IsNextList;
            RlpReader inside = reader;
            RlpReader number = reader;
            if (!reader.TryReadItem(out ReadOnlySpan<byte> item))
            {
                return false;
            }
            Holds(isMeasured && length == item.Length, "an item of another length than was measured");
            if (isList)
            {
                Holds(
                    inside.TryReadList(out RlpReader list) && inside.Position == reader.Position,
                    "an item that is no list when it is read as one"
                );
                if (depth < DepthMax && !Walk(ref list, copy, depth + 1))
                {
                    return reader.Fail(list.Error);
                }
                continue;
            }
            Holds(inside.TryReadString(out ReadOnlySpan<byte> text), "an item that is no string when it is read as one");
            copy.Clear();
            copy.Write(text);
            Same(item, copy.Written, "a string in two forms");
            if (number.TryReadUInt256(out UInt256 value))
            {
                copy.Clear();
                copy.Write(value);
                Same(item, copy.Written, "a number in two forms");
            }
        }
        return true;
    }
}
