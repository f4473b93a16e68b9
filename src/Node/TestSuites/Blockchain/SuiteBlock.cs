using System.Text.Json;
using NodeProto.Primitives;

namespace NodeProto.Node.TestSuites;

/// <summary>A block of a blockchain test: its bytes, and whether and why it must be refused.</summary>
internal sealed class SuiteBlock
{
    private SuiteBlock(int index, byte[] rlp, bool mustBeRefused, string? expectedRule)
    {
        Index = index;
        MustBeRefused = mustBeRefused;
        ExpectedRule = expectedRule;
        Split(rlp);
    }

    /// <summary>Position in the case.</summary>
    public int Index { get; }

    /// <summary>Whether the suite says that it is invalid.</summary>
    public bool MustBeRefused { get; }

    /// <summary>The rule that the suite names; null when it names none.</summary>
    public string? ExpectedRule { get; }

    /// <summary>RLP of the header; empty when the bytes are no list that begins with a list.</summary>
    public ReadOnlyMemory<byte> Header { get; private set; }

    /// <summary>RLP of the body's items, one after the other.</summary>
    public ReadOnlyMemory<byte> BodyItems { get; private set; }

    /// <summary>Why the bytes cannot be taken apart into header and body, so that nothing of the block reaches the stages; null when they can.</summary>
    public RlpError? Malformed { get; private set; }

    /// <summary>Hash of the header.</summary>
    public Hash256 Hash { get; private set; }

    /// <summary>Reads a case's blocks.</summary>
    /// <param name="blocks">The array.</param>
    /// <param name="network">The case's network: older files name a rule for each.</param>
    public static List<SuiteBlock> ReadAll(JsonElement blocks, string network)
    {
        List<SuiteBlock> read = [];
        foreach (JsonElement block in blocks.EnumerateArray())
        {
            string? rule =
                block.Optional("expectException")?.GetString()
                ?? block.Optional("expectException" + network)?.GetString()
                ?? block.Optional("expectExceptionALL")?.GetString();
            read.Add(new SuiteBlock(read.Count, block.Member("rlp").AsBytes(), block.Optional("blockHeader") is null, rule));
        }
        return read;
    }

    private void Split(byte[] rlp)
    {
        RlpReader reader = new(rlp);
        if (!reader.TryReadList(out RlpReader items) || !reader.TryEnd())
        {
            Malformed = reader.Error;
        }
        else if (!items.IsNextList || !items.TryReadItem(out ReadOnlySpan<byte> header))
        {
            Malformed = items.Error == RlpError.None ? RlpError.ExpectedList : items.Error;
        }
        else
        {
            int first = rlp.Length - items.Data.Length;
            Header = rlp.AsMemory(first, header.Length);
            BodyItems = rlp.AsMemory(first + header.Length);
            Hash = Keccak.Hash(header);
        }
    }
}
