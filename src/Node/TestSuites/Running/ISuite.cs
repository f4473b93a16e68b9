using System.Text.Json;

namespace NodeProto.Node.TestSuites;

/// <summary>Runs the cases of one format. Each worker has an instance of its own.</summary>
internal interface ISuite
{
    /// <summary>Whether a file holds cases of this format.</summary>
    bool IsOwn(JsonElement json);

    /// <summary>Runs the cases of a file that are selected.</summary>
    /// <param name="file">The file.</param>
    /// <param name="json">Its parsed content; <see cref="IsOwn"/> said yes.</param>
    /// <param name="selection">Which cases run.</param>
    /// <param name="results">Takes the results.</param>
    void Run(SuiteFile file, JsonElement json, SuiteSelection selection, List<CaseResult> results);
}

/// <summary>Which cases run.</summary>
/// <param name="Filter">Part of a file's or case's name; null runs all.</param>
/// <param name="Fork">Name of a fork or transition, as the suite writes it; null runs all.</param>
internal sealed record SuiteSelection(string? Filter, string? Fork)
{
    /// <summary>Everything.</summary>
    public static readonly SuiteSelection All = new(null, null);

    /// <summary>Whether a case runs.</summary>
    public bool Takes(SuiteFile file, string name) =>
        Filter is null
        || file.Name.Contains(Filter, StringComparison.OrdinalIgnoreCase)
        || name.Contains(Filter, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether cases of a fork run.</summary>
    public bool TakesFork(string fork) => Fork is null || Fork.Equals(fork, StringComparison.OrdinalIgnoreCase);
}
