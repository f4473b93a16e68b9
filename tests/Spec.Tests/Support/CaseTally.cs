using Xunit.Abstractions;

namespace NodeProto.Spec.Tests;

/// <summary>Counts the cases of a suite and names those that fail, so that one test row can hold many.</summary>
internal sealed class CaseTally
{
    private readonly List<string> _failures = [];
    private int _cases;

    /// <summary>Counts a case; it fails with this reason, or passes with null.</summary>
    public void Add(string name, string? failure)
    {
        _cases++;
        if (failure is not null)
        {
            _failures.Add($"{name}: {failure}");
        }
    }

    /// <summary>Prints the count; fails when a case failed or when there are fewer cases than the suite is known to have.</summary>
    public void AssertAllPassed(ITestOutputHelper output, int casesMin)
    {
        output.WriteLine($"{_cases - _failures.Count} of {_cases} cases passed");
        Assert.True(_failures.Count == 0, $"{_failures.Count} of {_cases} cases failed:\n{string.Join('\n', _failures.Take(50))}");
        Assert.True(_cases >= casesMin, $"Only {_cases} cases were found, at least {casesMin} are known.");
    }
}
