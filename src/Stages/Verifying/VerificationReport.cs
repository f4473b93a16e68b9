namespace NodeProto.Stages;

/// <summary>What a verification found.</summary>
public sealed record VerificationReport
{
    /// <summary>The findings that were kept, by table in the order of the design, and in a table in the order of discovery.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>How many findings there were.</summary>
    public required long FindingCount { get; init; }

    /// <summary>What was left out, and why.</summary>
    public required IReadOnlyList<string> NotChecked { get; init; }

    /// <summary>Rows read.</summary>
    public required long Rows { get; init; }

    /// <summary>Whether nothing was found.</summary>
    public bool IsSound => FindingCount == 0;

    /// <summary>
    /// One command that mends all findings at once, followed by an import of the chain files; null when there is nothing to mend or no
    /// command does it.
    /// </summary>
    public string? Remedy { get; init; }
}
