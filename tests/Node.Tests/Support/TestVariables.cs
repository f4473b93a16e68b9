namespace NodeProto.Node.Tests;

/// <summary>Environment variables for one run.</summary>
internal static class TestVariables
{
    /// <summary>No variable at all.</summary>
    public static readonly IReadOnlyDictionary<string, string> None = Of();

    /// <summary>Some variables and no other.</summary>
    public static IReadOnlyDictionary<string, string> Of(params (string Name, string Value)[] variables) =>
        variables.ToDictionary(variable => variable.Name, variable => variable.Value, StringComparer.Ordinal);
}
