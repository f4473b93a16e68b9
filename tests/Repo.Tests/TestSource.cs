using System.Text;
using System.Text.RegularExpressions;

namespace NodeProto.Repo.Tests;

/// <summary>The sources of the tests, as the formatter leaves them: members are indented by four spaces.</summary>
internal static partial class TestSource
{
    /// <summary>The file of a class of tests.</summary>
    /// <param name="project">Name without <c>.Tests</c>; null for any.</param>
    /// <param name="name">The class.</param>
    /// <param name="wrong">Why it is not one file; null when it is.</param>
    public static string? PathOf(string? project, string name, out string? wrong)
    {
        string[] paths = [.. Repository.FilesUnder(project is null ? "tests/" : $"tests/{project}.Tests/", $"/{name}.cs")];
        wrong = paths.Length switch
        {
            0 => $"there is no file of {project ?? "tests"}/{name}",
            1 => null,
            _ => $"{name} is in {string.Join(" and in ", paths)}: name the project before it, as in `EndToEnd/{name}`",
        };
        return wrong is null ? paths[0] : null;
    }

    /// <summary>A test with its attributes, followed by the private members that it calls; null when there is no such test.</summary>
    public static string? Test(string source, string name)
    {
        List<string> members = Members(source);
        if (members.Find(member => NameOf(member) == name && TestAttribute().IsMatch(member)) is not { } test)
        {
            return null;
        }
        IEnumerable<string> called = members.Where(member =>
            PrivateName().Match(member) is { Success: true } match
            && Regex.IsMatch(test, $@"\b{match.Groups["name"].Value}\(", RegexOptions.None, TimeSpan.FromSeconds(1))
        );
        return string.Concat([test, .. called]);
    }

    /// <summary>Pieces that end with a member's closing brace or, when it has none, with an empty line.</summary>
    private static List<string> Members(string source)
    {
        List<string> members = [];
        StringBuilder member = new();
        bool isInBody = false;
        foreach (string line in source.Split('\n'))
        {
            member.Append(line).Append('\n');
            isInBody |= line == "    {";
            if (line.StartsWith("    }", StringComparison.Ordinal) || (line.Length == 0 && !isInBody))
            {
                members.Add(member.ToString());
                member.Clear();
                isInBody = false;
            }
        }
        members.Add(member.ToString());
        return members;
    }

    private static string NameOf(string member) => Name().Match(member).Groups["name"].Value;

    [GeneratedRegex(@"^    (public|private|internal|protected) [^(]*?(?<name>\w+)(<\w+>)?\(", Options, 1000)]
    private static partial Regex Name();

    [GeneratedRegex(@"^    private [^(]*?(?<name>\w+)(<\w+>)?\(", Options, 1000)]
    private static partial Regex PrivateName();

    [GeneratedRegex(@"^    \[\w*(Fact|Theory)\b", Options, 1000)]
    private static partial Regex TestAttribute();

    private const RegexOptions Options = RegexOptions.ExplicitCapture | RegexOptions.Multiline;
}
