using System.Text.RegularExpressions;

namespace NodeProto.Repo.Tests;

public sealed partial class SourceTests
{
    private const int LinesMax = 700;

    private static readonly string[] TextEndings =
    [
        ".cs",
        ".csproj",
        ".props",
        ".md",
        ".sh",
        ".json",
        ".txt",
        ".yml",
        ".editorconfig",
        ".mjs",
        ".py",
    ];

    private static readonly string[] ScriptNames = ["nodeproto", "test", ".ci/run"];

    private static IEnumerable<string> TextFiles =>
        Repository.Files.Where(path =>
            ScriptNames.Contains(path) || TextEndings.Any(ending => path.EndsWith(ending, StringComparison.Ordinal))
        );

    [Fact]
    public void A_note_to_do_something_names_its_issue() =>
        Report(Lines().Where(line => Unfinished().IsMatch(line.Text) && !IssueNumber().IsMatch(line.Text)));

    [Fact]
    public void A_skipped_test_says_why() => Report(Lines().Where(line => EmptySkip().IsMatch(line.Text)));

    [Fact]
    public void No_file_names_a_path_of_one_machine() => Report(Lines().Where(line => MachinePath().IsMatch(line.Text)));

    [Fact]
    public void No_file_is_too_long_to_hold_one_idea()
    {
        string[] found =
        [
            .. Repository.Files.Where(path =>
                path.EndsWith(".cs", StringComparison.Ordinal) && Repository.Read(path).AsSpan().Count('\n') > LinesMax
            ),
        ];
        Assert.Empty(found);
    }

    [Fact]
    public void No_code_is_left_to_be_written() =>
        Report(Lines("src/").Where(line => line.Text.Contains("NotImplementedException", StringComparison.Ordinal)));

    [Fact]
    public void The_scripts_can_be_executed()
    {
        foreach (string script in ScriptNames)
        {
            if (OperatingSystem.IsWindows())
            {
                return;
            }
            UnixFileMode mode = File.GetUnixFileMode(Path.Combine(Repository.Root, script));
            Assert.True(mode.HasFlag(UnixFileMode.UserExecute), script);
        }
    }

    // This file holds the patterns themselves.
    private const string Self = "tests/Repo.Tests/SourceTests.cs";

    private static void Report(IEnumerable<Line> lines)
    {
        string[] found = [.. lines.Where(line => line.Path != Self).Select(line => line.ToString())];
        Assert.Empty(found);
    }

    private static IEnumerable<Line> Lines(string folder = "")
    {
        foreach (string path in TextFiles.Where(path => path.StartsWith(folder, StringComparison.Ordinal)))
        {
            int number = 0;
            foreach (string text in File.ReadLines(Path.Combine(Repository.Root, path)))
            {
                yield return new Line(path, ++number, text);
            }
        }
    }

    private readonly record struct Line(string Path, int Number, string Text)
    {
        public override string ToString() => $"{Path}:{Number}: {Text.Trim()}";
    }

    [GeneratedRegex(@"\b(TODO|FIXME|XXX|HACK)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"#\d+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex IssueNumber();

    [GeneratedRegex(@"Skip\s*=\s*""\s*""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex EmptySkip();

    // A home folder, a Windows drive, or a folder below the root that is no system folder of every machine.
    [GeneratedRegex(@"(?<![\w.$~*-])(/home/\w|/root/|/work/|/Users/\w|[A-Z]:\\\w)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MachinePath();
}
