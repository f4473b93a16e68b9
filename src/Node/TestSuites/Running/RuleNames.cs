using System.Collections.Frozen;
using NodeProto.Consensus;

namespace NodeProto.Node.TestSuites;

/// <summary>Joins the suites' names of rules with ours.</summary>
/// <remarks>
/// Four vocabularies: <c>TransactionException.X</c> and <c>BlockException.Y</c> of execution-spec-tests, where <c>|</c> separates
/// alternatives; <c>TR_X</c>; <c>SenderNotEOA</c> and the like; <c>InvalidX</c> of the oldest files.
/// </remarks>
internal static partial class RuleNames
{
    private static readonly FrozenDictionary<string, InvalidBlockReason[]> Rules = Build();

    /// <summary>Compares the suite's rule with ours.</summary>
    public static RuleAgreement Compare(string expected, InvalidBlockReason found)
    {
        foreach (string alternative in expected.Split('|'))
        {
            string name = alternative.Trim();
            name = name[(name.LastIndexOf('.') + 1)..];
            if (Rules.TryGetValue(name, out InvalidBlockReason[]? reasons) && Array.IndexOf(reasons, found) >= 0)
            {
                return new RuleAgreement(expected, found.ToString(), Agrees: true);
            }
        }
        return new RuleAgreement(expected, found.ToString(), Agrees: false);
    }

    private static FrozenDictionary<string, InvalidBlockReason[]> Build()
    {
        Dictionary<string, InvalidBlockReason[]> rules = [];
        foreach ((string name, InvalidBlockReason[] reasons) in (ReadOnlySpan<(string, InvalidBlockReason[])>)[.. Eest, .. Retesteth])
        {
            rules.Add(name, reasons);
        }
        return rules.ToFrozenDictionary();
    }
}
