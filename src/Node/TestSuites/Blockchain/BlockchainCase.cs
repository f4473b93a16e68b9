using System.Runtime.InteropServices;
using System.Text.Json;
using NodeProto.Consensus;
using NodeProto.Primitives;

namespace NodeProto.Node.TestSuites;

/// <summary>One blockchain test while it runs.</summary>
internal sealed class BlockchainCase(JsonElement test, string network, ChainSpec spec, EthashCaches ethash, bool isOnDisk)
{
    private readonly List<SuiteBlock> _blocks = SuiteBlock.ReadAll(test.Member("blocks"), network);
    private readonly List<RuleAgreement> _rules = [];

    /// <summary>The rule of each refused block that the suite names one for.</summary>
    public IReadOnlyList<RuleAgreement> Rules => _rules;

    // A case without the member, or with another value, is sealed by proof of work.
    private EthashCaches? Ethash => test.Optional("sealEngine")?.GetString() == "NoProof" ? null : ethash;

    /// <summary>Runs the case; the first difference from what the suite says, or null.</summary>
    public string? Run()
    {
        JsonElement header = test.Member("genesisBlockHeader");
        Genesis genesis = CreateGenesis();
        if (genesis.Hash != header.Member("hash").AsHash())
        {
            return $"genesis has hash {genesis.Hash} and state root {genesis.Header.StateRoot}, expected {header.Member("hash").AsHash()} and {header.Member("stateRoot").AsHash()}";
        }
        using SuiteNode node = new(genesis, Ethash, isOnDisk);
        return DeliverAll(genesis, node) ?? CompareEnd(node);
    }

    private Genesis CreateGenesis()
    {
        byte[] rlp = test.Member("genesisRLP").AsBytes();
        if (!BodyCodec.TryDecodeBlock(rlp, out Block block, out RlpError error))
        {
            throw new FormatException($"genesisRLP is no block: {error}");
        }
        return Genesis.Create(spec, GenesisFields.Of(block.Header), test.Member("pre").AsAccounts());
    }

    private string? DeliverAll(Genesis genesis, SuiteNode node)
    {
        ReadOnlySpan<SuiteBlock> blocks = CollectionsMarshal.AsSpan(_blocks);
        int first = 0;
        for (int i = 0; i < blocks.Length; i++)
        {
            SuiteBlock block = blocks[i];
            if (block.Malformed is not null)
            {
                if (!block.MustBeRefused)
                {
                    return $"block {block.Index} is no block: {block.Malformed}";
                }
                AddRule(block, (InvalidBlockReason.EncodingNotCanonical, ""));
            }
            if (block.MustBeRefused || i == blocks.Length - 1)
            {
                int end = block.Malformed is null ? i + 1 : i;
                node.Deliver(blocks[first..end]);
                first = i + 1;
                if ((block.Malformed is null ? Judge(genesis, node, block) : null) is { } difference)
                {
                    return difference;
                }
            }
        }
        return null;
    }

    /// <summary>Compares what happened to the blocks up to one, the last that was delivered, with what the suite says.</summary>
    private string? Judge(Genesis genesis, SuiteNode node, SuiteBlock last)
    {
        for (int i = 0; i <= last.Index; i++)
        {
            SuiteBlock block = _blocks[i];
            if (!block.MustBeRefused && WhyRefused(node, block) is { } why)
            {
                return $"block {i} is valid, and was refused: {why}";
            }
        }
        if (!last.MustBeRefused)
        {
            return null;
        }
        if (FindRule(node, last) is { } rule)
        {
            AddRule(last, rule);
            return null;
        }
        return node.IsCanonical(last.Hash)
            ? $"block {last.Index} was accepted, expected {last.ExpectedRule ?? "a refusal"}"
            : JudgeAlone(genesis, last);
    }

    /// <summary>Tries an invalid block that did not become canonical on a node that knows its ancestors alone.</summary>
    private string? JudgeAlone(Genesis genesis, SuiteBlock last)
    {
        List<SuiteBlock> branch = [last];
        for (int i = last.Index - 1; i >= 0; i--)
        {
            SuiteBlock block = _blocks[i];
            if (!block.MustBeRefused && block.Hash == ParentOf(branch[^1]))
            {
                branch.Add(block);
            }
        }
        branch.Reverse();
        using SuiteNode node = new(genesis, Ethash, isOnDisk: false);
        node.Deliver(CollectionsMarshal.AsSpan(branch));
        if (FindRule(node, last) is not { } rule)
        {
            return $"block {last.Index} beside the chain was accepted, expected {last.ExpectedRule ?? "a refusal"}";
        }
        AddRule(last, rule);
        return null;
    }

    private static Hash256 ParentOf(SuiteBlock block)
    {
        RlpReader reader = new(block.Header.Span);
        return reader.TryReadList(out RlpReader fields) && fields.TryReadHash(out Hash256 parent) ? parent : Hash256.Zero;
    }

    private static string? WhyRefused(SuiteNode node, SuiteBlock block) =>
        node.Refused.TryGetValue(block.Hash, out InvalidBlock? invalid) ? invalid.Text
        : node.Dropped.TryGetValue(block, out NodeException? failure) ? failure.Message
        : null;

    private static (InvalidBlockReason Reason, string Detail)? FindRule(SuiteNode node, SuiteBlock block) =>
        node.Refused.TryGetValue(block.Hash, out InvalidBlock? invalid) ? (invalid.Reason, invalid.Found)
        : !node.Dropped.TryGetValue(block, out NodeException? failure) ? null
        : failure.Code is NodeErrorCode.ParentMissing or NodeErrorCode.ChainFileOfOtherChain ? (InvalidBlockReason.ParentUnknown, "")
        : (InvalidBlockReason.EncodingNotCanonical, "");

    private void AddRule(SuiteBlock block, (InvalidBlockReason Reason, string Detail) found)
    {
        if (block.ExpectedRule is { } expected)
        {
            _rules.Add(RuleNames.Compare(expected, found.Reason, found.Detail, RuleNames.IsEest(test)));
        }
    }

    private string? CompareEnd(SuiteNode node)
    {
        Hash256 expected = test.Member("lastblockhash").AsHash();
        Hash256 head = node.Head();
        if (head != expected)
        {
            return $"the head is {Name(head)}, expected {Name(expected)}";
        }
        // Where the suite gives a hash alone, the header's state root is that hash, and the stages have checked it.
        return test.Optional("postState") is { } accounts
            ? node.FindDifference(accounts.AsAccounts(), test.Member("pre").AsAccounts())
            : null;
    }

    private string Name(Hash256 hash)
    {
        foreach (SuiteBlock block in _blocks)
        {
            if (block.Malformed is null && block.Hash == hash)
            {
                return $"block {block.Index} {hash}";
            }
        }
        return hash.ToString();
    }
}
