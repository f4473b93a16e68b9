using System.Collections.Frozen;
using System.Text.Json;
using NodeProto.Consensus;

namespace NodeProto.Node.TestSuites;

/// <summary>Joins the suites' names of rules with ours.</summary>
/// <remarks>
/// Four vocabularies: <c>TransactionException.X</c> and <c>BlockException.Y</c> of execution-spec-tests, where <c>|</c> separates
/// alternatives; <c>TR_X</c>; <c>SenderNotEOA</c> and the like; <c>InvalidX</c> of the oldest files. A block that breaks two rules
/// may be refused for another one than the suite has in mind, so agreement is a second number beside passed and failed.
/// </remarks>
internal static partial class RuleNames
{
    private static readonly FrozenDictionary<string, InvalidBlockReason[]> Rules = Build();

    /// <summary>Whether a case was filled by execution-spec-tests, whose names are the ones that all clients agree on.</summary>
    public static bool IsEest(JsonElement test) => test.Optional("_info")?.Optional("fixture-format") is not null;

    /// <summary>Compares the suite's rule with ours.</summary>
    /// <param name="expected">The suite's name or names.</param>
    /// <param name="found">The rule that we name.</param>
    /// <param name="detail">What we found, as text: it names the rule that an ommer's header breaks.</param>
    /// <param name="isEest">Whether the name is one of execution-spec-tests.</param>
    public static RuleAgreement Compare(string expected, InvalidBlockReason found, string detail, bool isEest)
    {
        foreach (string alternative in expected.Split('|'))
        {
            string name = alternative.Trim();
            name = name[(name.LastIndexOf('.') + 1)..];
            if (Accepts(name, found, detail))
            {
                return new RuleAgreement(expected, found.ToString(), isEest, Agrees: true);
            }
        }
        return new RuleAgreement(expected, found.ToString(), isEest, Agrees: false);
    }

    /// <summary>A broken rule, with what was found and expected.</summary>
    public static string TextOf(Violation violation) => $"{violation.Reason}: found {violation.Found}, expected {violation.Expected}";

    private static bool Accepts(string name, InvalidBlockReason found, string detail)
    {
        if (!Rules.TryGetValue(name, out InvalidBlockReason[]? reasons))
        {
            // Names such as RLP_LEADING_ZEROS_NONCE say what about the encoding is wrong; we have one rule for it.
            return name.StartsWith("RLP_", StringComparison.Ordinal) && found == InvalidBlockReason.EncodingNotCanonical;
        }
        if (Array.IndexOf(reasons, found) >= 0)
        {
            return true;
        }
        return found == InvalidBlockReason.OmmerHeaderInvalid
            && Array.Exists(reasons, reason => detail.Contains($" with {reason}:", StringComparison.Ordinal));
    }

    private static FrozenDictionary<string, InvalidBlockReason[]> Build()
    {
        Dictionary<string, InvalidBlockReason[]> rules = [];
        foreach ((string name, InvalidBlockReason[] reasons) in (ReadOnlySpan<(string, InvalidBlockReason[])>)[.. Eest, .. Older])
        {
            rules.Add(name, reasons);
        }
        return rules.ToFrozenDictionary();
    }
}
