using System.Text;
using System.Text.RegularExpressions;

namespace NodeProto.Repo.Tests;

/// <summary><c>docs/errors.md</c> is made from the comments of the codes; <c>NODEPROTO_UPDATE_DOCS=1</c> writes it anew.</summary>
public sealed partial class ErrorDocumentTests
{
    private const string Codes = "src/Primitives/Errors/NodeErrorCode.cs";
    private const string Rules = "src/Consensus/Invalid/InvalidBlockReason.cs";
    private const string Document = "docs/errors.md";

    private sealed record Code(int Number, string Name, string Comment);

    [Fact]
    public void The_document_lists_every_code_with_cause_and_remedy()
    {
        string text = MakeDocument();
        if (Environment.GetEnvironmentVariable("NODEPROTO_UPDATE_DOCS") == "1")
        {
            File.WriteAllText(Path.Combine(Repository.Root, Document), text);
        }
        Assert.True(Repository.Read(Document) == text, $"{Document} is stale: NODEPROTO_UPDATE_DOCS=1 ./test repo writes it.");
    }

    [Fact]
    public void Every_code_says_its_remedy() =>
        Assert.Empty(ReadCodes(Codes).Where(code => Split(code.Comment).Remedy.Length == 0).Select(code => $"NP{code.Number} {code.Name}"));

    [Fact]
    public void No_code_is_used_twice() =>
        Assert.Empty(
            ReadCodes(Codes)
                .Concat(ReadCodes(Rules))
                .GroupBy(code => code.Number)
                .Where(group => group.Count() > 1)
                .Select(group => group.Key)
        );

    private static string MakeDocument()
    {
        StringBuilder text = new();
        text.Append("# Errors\n\n");
        text.Append("Made from the comments of the codes; a test keeps it equal. A code is never used again for something else.\n\n");
        text.Append(
            "A message says what happened (found and expected), where (block, transaction, table, key, file and offset) and what to do\n"
        );
        text.Append(
            "next. The exit code follows from the class: 1xxx wrong usage or configuration, exit code 2; 2xxx chain data, exit code 3;\n"
        );
        text.Append(
            "3xxx database, exit code 4. A full disk, a missing library, a missing row, NP1000 and NP1006 end with 1, an interruption with 130.\n"
        );
        Section(text, "Configuration, usage, chain files and database", ReadCodes(Codes));
        text.Append("\n## Rules of blocks\n\n");
        text.Append(
            "A block breaks a rule of the protocol. Cause: the block is invalid, or the chain is another one than `--chain` says.\n"
        );
        text.Append(
            "Remedy: what came before it is kept; get the chain from another source. If other clients accept the block, report it.\n\n"
        );
        text.Append("| code | rule | meaning |\n|---|---|---|\n");
        foreach (Code code in ReadCodes(Rules))
        {
            text.Append($"| NP{code.Number} | {code.Name} | {code.Comment} |\n");
        }
        return text.ToString();
    }

    private static void Section(StringBuilder text, string title, IEnumerable<Code> codes)
    {
        text.Append($"\n## {title}\n\n| code | name | cause | remedy |\n|---|---|---|---|\n");
        foreach (Code code in codes)
        {
            (string cause, string remedy) = Split(code.Comment);
            text.Append($"| NP{code.Number} | {code.Name} | {cause} | {remedy} |\n");
        }
    }

    /// <summary>A comment says "Cause: … Remedy: …", or is a sentence with the cause followed by what to do.</summary>
    private static (string Cause, string Remedy) Split(string comment)
    {
        int remedy = comment.IndexOf("Remedy:", StringComparison.Ordinal);
        if (remedy >= 0)
        {
            string[] parts = comment[..remedy].Split("Cause:");
            return (string.Join(' ', parts.Select(Sentence)), Sentence(comment[(remedy + 7)..]));
        }
        int end = comment.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? (comment, "") : (comment[..(end + 1)], comment[(end + 2)..]);
    }

    private static string Sentence(string text)
    {
        string trimmed = Spaces().Replace(text, " ").Trim();
        return trimmed.Length == 0 ? "" : char.ToUpperInvariant(trimmed[0]) + trimmed[1..];
    }

    private static List<Code> ReadCodes(string path)
    {
        List<Code> codes = [];
        foreach (Match match in Member().Matches(Repository.Read(path)))
        {
            int number = int.Parse(match.Groups["number"].Value.Replace("_", "", StringComparison.Ordinal));
            if (number > 0)
            {
                string comment = Spaces().Replace(match.Groups["comment"].Value.Replace("///", " ", StringComparison.Ordinal), " ");
                comment = SeeTag().Replace(comment, "`${name}`").Replace("<c>", "`").Replace("</c>", "`").Replace("|", "\\|");
                codes.Add(new Code(number, match.Groups["name"].Value, AnyTag().Replace(comment, "").Trim()));
            }
        }
        return [.. codes.OrderBy(code => code.Number)];
    }

    [GeneratedRegex(@"(?<comment>(?:[ ]*///[^\n]*\n)+)\s*(?<name>\w+) = (?<number>[\d_]+),", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Member();

    [GeneratedRegex(@"\s+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Spaces();

    [GeneratedRegex(@"<see cref=""(?<name>[\w.]+)""\s*/>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SeeTag();

    [GeneratedRegex(@"</?\w+>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AnyTag();
}
