using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Lists in the order of their blocks.</summary>
internal static class BlockList
{
    /// <summary>Position of the first entry of a block that is the given one or a later one.</summary>
    public static int LowerBound<T>(List<(BlockNumber Block, T Value)> list, BlockNumber block)
    {
        int first = 0;
        int end = list.Count;
        while (first < end)
        {
            int middle = (first + end) >>> 1;
            if (list[middle].Block < block)
            {
                first = middle + 1;
            }
            else
            {
                end = middle;
            }
        }
        return first;
    }
}
