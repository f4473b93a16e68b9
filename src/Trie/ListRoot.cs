using NodeProto.Primitives;

namespace NodeProto.Trie;

/// <summary>Root of the trie of a list of encoded items, keyed by the RLP of their index: transactions, receipts, withdrawals (yellow paper §4.3.2, EIP-2718, EIP-4895).</summary>
public static class ListRoot
{
    [ThreadStatic]
    private static TrieAssembler? s_assembler;

    /// <summary>Root of items that lie one after another in one buffer. Copies each item once and does not allocate when warm.</summary>
    /// <param name="items">The encodings (typed ones: the type byte and the payload, without a string header), one after another.</param>
    /// <param name="ends">For each item the offset right after it.</param>
    /// <returns>The root; <see cref="Keccak.OfEmptyTrie"/> without items.</returns>
    public static Hash256 Of(ReadOnlySpan<byte> items, ReadOnlySpan<int> ends)
    {
        TrieAssembler assembler = Begin(out int ticket);
        Span<byte> key = stackalloc byte[5];
        for (int order = 0; order < ends.Length; order++)
        {
            int index = IndexAt(order, ends.Length);
            int start = index == 0 ? 0 : ends[index - 1];
            assembler.AddLeaf(key[..RlpItem.Write(key, (ulong)index)], items[start..ends[index]]);
        }
        return Finish(assembler, ticket);
    }

    /// <summary>Root of items that lie in memory of their own.</summary>
    /// <param name="items">The encodings (typed ones: the type byte and the payload, without a string header).</param>
    /// <returns>The root; <see cref="Keccak.OfEmptyTrie"/> without items.</returns>
    public static Hash256 Of(ReadOnlySpan<ReadOnlyMemory<byte>> items)
    {
        TrieAssembler assembler = Begin(out int ticket);
        Span<byte> key = stackalloc byte[5];
        for (int order = 0; order < items.Length; order++)
        {
            int index = IndexAt(order, items.Length);
            assembler.AddLeaf(key[..RlpItem.Write(key, (ulong)index)], items[index].Span);
        }
        return Finish(assembler, ticket);
    }

    /// <summary>Index of the item with the n-th smallest key: the keys of 1 to 127 are one byte below 0x80, which is the key of 0.</summary>
    private static int IndexAt(int order, int count)
    {
        int single = Math.Min(count, 128);
        return order < single - 1 ? order + 1
            : order == single - 1 ? 0
            : order;
    }

    private static TrieAssembler Begin(out int ticket)
    {
        TrieAssembler assembler = s_assembler ??= new TrieAssembler();
        assembler.Reset();
        ticket = assembler.Begin(NullBranchSink.Instance);
        return assembler;
    }

    private static Hash256 Finish(TrieAssembler assembler, int ticket)
    {
        assembler.End();
        assembler.Complete();
        return assembler.Root(ticket);
    }
}
