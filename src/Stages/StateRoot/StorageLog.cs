using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>The changes of one account's slots, block after block.</summary>
internal sealed class StorageLog
{
    // For each block that changed slots, where its changes begin.
    private readonly List<(BlockNumber Block, int First)> _blocks = [];

    /// <summary>Slots before their changes; null for one that was not set.</summary>
    public ChangeLog<UInt256?> Changes { get; } = new();

    /// <summary>Adds a change; blocks come in ascending order, and in them the slots. True for the first one of its block.</summary>
    public bool Add(in Hash256 slotHash, BlockNumber block, UInt256? before)
    {
        bool isFirst = _blocks.Count == 0 || _blocks[^1].Block != block;
        if (isFirst)
        {
            _blocks.Add((block, Changes.Count));
        }
        Changes.Add(slotHash, block, before);
        return isFirst;
    }

    /// <summary>The slots that a range of blocks changed, in order, each once.</summary>
    public Hash256[] SlotsChangedIn(BlockRange blocks)
    {
        int firstBlock = BlockList.LowerBound(_blocks, blocks.First);
        int end = blocks.Last.Value == ulong.MaxValue ? _blocks.Count : BlockList.LowerBound(_blocks, blocks.Last + 1);
        if (firstBlock >= end)
        {
            return [];
        }
        int first = _blocks[firstBlock].First;
        int count = (end < _blocks.Count ? _blocks[end].First : Changes.Count) - first;
        Hash256[] slots = new Hash256[count];
        ReadOnlySpan<ChangeLog<UInt256?>.Entry> changes = Changes.AsTheyCame(first, count);
        for (int i = 0; i < count; i++)
        {
            slots[i] = changes[i].Key;
        }
        if (end - firstBlock == 1)
        {
            return slots;
        }
        Array.Sort(slots);
        int unique = 0;
        for (int i = 0; i < count; i++)
        {
            if (unique == 0 || slots[i] != slots[unique - 1])
            {
                slots[unique++] = slots[i];
            }
        }
        Array.Resize(ref slots, unique);
        return slots;
    }
}
