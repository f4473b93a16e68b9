using System.Text.RegularExpressions;

namespace NodeProto.Repo.Tests;

/// <summary><c>docs/operations.md</c> speaks of what happens: each entry names tests that provoke it, and its codes and reasons exist.</summary>
public sealed partial class OperationsBookTests
{
    private const string Book = "docs/operations.md";
    private const string Codes = "src/Primitives/Errors/NodeErrorCode.cs";

    /// <summary>Of the machine, of the data directory, of what it holds.</summary>
    private static readonly string[] ClassesWithEntries = ["NP18", "NP31", "NP35"];

    private sealed record NamedTest(string? Project, string Class, string Method);

    private sealed record Entry(string Title, string Text, IReadOnlyList<NamedTest> Tests);

    [Fact]
    public void Each_entry_says_what_it_says_and_what_to_do_and_names_tests_that_exist()
    {
        List<string> wrong = [];
        foreach (Entry entry in Entries())
        {
            foreach (string part in (string[])["\nSays: ", "\nDo: ", "\nShown by: "])
            {
                if (!entry.Text.Contains(part, StringComparison.Ordinal))
                {
                    wrong.Add($"'{entry.Title}' has no '{part.Trim()}'");
                }
            }
            if (entry.Tests.Count == 0)
            {
                wrong.Add($"'{entry.Title}' names no test");
            }
            foreach (NamedTest test in entry.Tests)
            {
                if (SourceOf(test, out string? why) is null)
                {
                    wrong.Add($"'{entry.Title}': {why}");
                }
            }
            wrong.AddRange(
                Quoted()
                    .Matches(ShownBy(entry.Text))
                    .Select(quoted => quoted.Value)
                    .Where(quoted => !Test().IsMatch(quoted) && !quoted.StartsWith("`scripts/", StringComparison.Ordinal))
                    .Select(quoted => $"'{entry.Title}': {quoted} is not the name of a test")
            );
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public void The_codes_and_reasons_of_a_title_are_in_the_tests_that_it_names()
    {
        Dictionary<string, string> names = CodeNames();
        List<string> wrong = [];
        foreach (Entry entry in Entries())
        {
            string tests = string.Concat(entry.Tests.Select(test => SourceOf(test, out _)));
            foreach (Match word in CodeOrReason().Matches(entry.Title))
            {
                bool isThere =
                    tests.Contains(word.Value, StringComparison.Ordinal)
                    || (names.TryGetValue(word.Value, out string? name) && Mentions(tests, name));
                if (!isThere)
                {
                    wrong.Add($"'{entry.Title}': none of its tests has {word.Value}");
                }
            }
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_code_in_the_book_exists()
    {
        Dictionary<string, string> names = CodeNames();
        Assert.DoesNotContain(Code().Matches(Repository.Read(Book)).Select(code => code.Value), code => !names.ContainsKey(code));
    }

    [Fact]
    public void Every_code_of_machine_and_data_directory_and_every_reason_to_stand_still_has_an_entry()
    {
        string titles = string.Join('\n', Entries().Select(entry => entry.Title));
        IEnumerable<string> codes = CodeNames()
            .Keys.Where(code => ClassesWithEntries.Any(start => code.StartsWith(start, StringComparison.Ordinal)))
            .Where(code => code != "NP3110"); // A bug, for which an operator can do nothing.
        IEnumerable<string> reasons = Reason().Matches(Repository.Read("docs/metrics.md")).Select(match => match.Groups["reason"].Value);
        Assert.DoesNotContain(codes.Concat(reasons), word => !titles.Contains(word, StringComparison.Ordinal));
    }

    private static List<Entry> Entries()
    {
        List<Entry> entries = [];
        foreach (string part in Repository.Read(Book).Split("\n### ")[1..])
        {
            string text = part.Split("\n## ")[0];
            entries.Add(
                new Entry(
                    text.Split('\n')[0],
                    text,
                    [
                        .. Test()
                            .Matches(ShownBy(text))
                            .Select(test => new NamedTest(
                                test.Groups["project"] is { Success: true } project ? project.Value : null,
                                test.Groups["class"].Value,
                                test.Groups["method"].Value
                            )),
                    ]
                )
            );
        }
        return entries;
    }

    private static string ShownBy(string text)
    {
        int shown = text.IndexOf("\nShown by: ", StringComparison.Ordinal);
        return shown < 0 ? "" : text[shown..];
    }

    /// <summary>The text of a test and what it calls, without the rest of its file; null, and why, when there is no such test.</summary>
    private static string? SourceOf(NamedTest test, out string? why)
    {
        if (TestSource.PathOf(test.Project, test.Class, out why) is not { } path)
        {
            return null;
        }
        string? text = TestSource.Test(Repository.Read(path), test.Method);
        why = text is null ? $"there is no test {test.Method} in {path}" : null;
        return text;
    }

    /// <summary>Whether a text names a code as a member or by the exception that always has it.</summary>
    private static bool Mentions(string text, string name) =>
        Regex.IsMatch(text, $@"\b(NodeErrorCode\.{name}|{name}Exception)\b", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    /// <summary><c>NP3102</c> to <c>DiskFull</c>.</summary>
    private static Dictionary<string, string> CodeNames() =>
        Member()
            .Matches(Repository.Read(Codes))
            .ToDictionary(match => $"NP{match.Groups["number"].Value}", match => match.Groups["name"].Value, StringComparer.Ordinal);

    [GeneratedRegex(@"NP\d{4}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();

    [GeneratedRegex(@"NP\d{4}|[a-z]+-[a-z]+(-[a-z]+)?(?=,|$)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CodeOrReason();

    [GeneratedRegex(@"`((?<project>\w+)/)?(?<class>\w+Tests)\.(?<method>\w+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Test();

    [GeneratedRegex("`[^`]+`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^ +(?<name>\w+) = (?<number>\d+),", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Member();

    [GeneratedRegex(@"^\| `(?<reason>[a-z]+(-[a-z]+)+)` \| [A-Z]", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Reason();
}
