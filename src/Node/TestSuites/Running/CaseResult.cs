using NodeProto.Primitives;

namespace NodeProto.Node.TestSuites;

/// <summary>How a case ended.</summary>
internal enum CaseOutcome
{
    /// <summary>As the suite says.</summary>
    Passed,

    /// <summary>Otherwise.</summary>
    Failed,

    /// <summary>It was not run; the detail says why.</summary>
    Skipped,
}

/// <summary>A case and how it ended.</summary>
/// <param name="File">File that holds it.</param>
/// <param name="Name">Its name in the file, with fork and index where it has several posts.</param>
/// <param name="Fork">Fork or transition, as the suite names it; empty for suites without forks.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Detail">The first difference, or why it was skipped; empty when it passed.</param>
internal sealed record CaseResult(SuiteFile File, string Name, string Fork, CaseOutcome Outcome, string Detail = "")
{
    /// <summary>Why the whole file cannot be read; null for a case.</summary>
    public NodeException? Damage { get; init; }

    /// <summary>The rules of the blocks and transactions that were refused as the suite says, where it names a rule.</summary>
    public IReadOnlyList<RuleAgreement> Rules { get; init; } = [];

    /// <summary>Passed without a difference, failed with one.</summary>
    public static CaseResult Of(SuiteFile file, string name, string fork, string? difference) =>
        new(file, name, fork, difference is null ? CaseOutcome.Passed : CaseOutcome.Failed, difference ?? "");
}

/// <summary>The rule that the suite names for a refusal beside the one that we name.</summary>
/// <param name="Expected">The suite's name.</param>
/// <param name="Found">Our rule.</param>
/// <param name="IsEest">Whether the name is one of execution-spec-tests rather than of older files.</param>
/// <param name="Agrees">Whether the mapping joins them.</param>
internal sealed record RuleAgreement(string Expected, string Found, bool IsEest, bool Agrees);
