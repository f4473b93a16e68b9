using System.Text.Json;
using NodeProto.Primitives;

namespace NodeProto.Node.TestSuites;

/// <summary>Runs the cases of one format. Each worker has an instance of its own.</summary>
internal interface ISuite
{
    /// <summary>Whether a file holds cases of this format.</summary>
    bool IsOwn(JsonElement json);

    /// <summary>Runs a case, if it is selected.</summary>
    /// <param name="file">The file.</param>
    /// <param name="test">A member of the file's object; <see cref="IsOwn"/> said yes to the whole.</param>
    /// <param name="selection">Which cases run.</param>
    /// <param name="results">Takes the results, one for each fork and input.</param>
    /// <remarks>What it throws is counted as a case that failed.</remarks>
    void Run(SuiteFile file, JsonProperty test, SuiteSelection selection, List<CaseResult> results);
}

/// <summary>Which cases run.</summary>
/// <param name="Filter">Part of a file's or case's name; null runs all.</param>
/// <param name="Fork">Name of a fork or transition, as the suite or as we write it; null runs all.</param>
internal sealed record SuiteSelection(string? Filter, string? Fork)
{
    /// <summary>Everything.</summary>
    public static readonly SuiteSelection All = new(null, null);

    private readonly Fork? _rules = Fork is null ? null : SuiteForks.FindLoosely(Fork);

    /// <summary>Whether a case runs.</summary>
    public bool Takes(SuiteFile file, string name) =>
        Filter is null
        || file.Name.Contains(Filter, StringComparison.OrdinalIgnoreCase)
        || name.Contains(Filter, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether cases of a fork run.</summary>
    public bool TakesFork(string fork) =>
        Fork is null || Fork.Equals(fork, StringComparison.OrdinalIgnoreCase) || (_rules is { } rules && SuiteForks.Find(fork) == rules);
}
