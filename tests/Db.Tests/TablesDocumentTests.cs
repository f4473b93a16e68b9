using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace NodeProto.Db.Tests;

/// <summary>Keeps <c>docs/tables.md</c> equal to the comments of the declarations. <c>NODEPROTO_UPDATE_DOCS=1</c> writes it anew.</summary>
public sealed partial class TablesDocumentTests
{
    [Fact]
    public void The_document_says_what_the_declarations_say()
    {
        string path = Path.Combine(RepositoryRoot(), "docs", "tables.md");
        string expected = Generate();
        if (Environment.GetEnvironmentVariable("NODEPROTO_UPDATE_DOCS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, expected);
        }
        Assert.True(File.Exists(path), $"{path} is missing: run this test with NODEPROTO_UPDATE_DOCS=1.");
        Assert.True(File.ReadAllText(path) == expected, $"{path} is stale: run this test with NODEPROTO_UPDATE_DOCS=1.");
    }

    [Fact]
    public void Every_declared_table_is_in_the_list_once_and_is_named_like_its_field()
    {
        List<string> fields = [.. typeof(Tables).GetFields().Select(field => $"{field.Name} {((Table)field.GetValue(null)!).Name}")];
        List<string> listed = [.. Tables.All.Select(table => $"{table.Name} {table.Name}")];
        Assert.Equal(fields, listed);
        Assert.All(Tables.All, (table, index) => Assert.Equal(index, table.Index));
        Assert.Same(Tables.Headers, Tables.Find("headers"));
        Assert.Null(Tables.Find("nothing"));
    }

    private static string Generate()
    {
        XElement members = XDocument.Load(Path.Combine(AppContext.BaseDirectory, "NodeProto.Db.xml")).Root!.Element("members")!;
        StringBuilder text = new();
        text.Append("# Tables\n\nMade from the comments in `src/Db/Tables/Tables.cs`; a test keeps the two equal. ");
        text.Append("Keys sort as bytes; numbers in them are big-endian.\n");
        foreach (Table table in Tables.All)
        {
            XElement member = members.Elements().Single(e => e.Attribute("name")!.Value == $"F:NodeProto.Db.Tables.{table.Name}");
            Match remarks = Parts().Match(Words(member.Element("remarks")!.Value));
            Assert.True(remarks.Success, $"{table.Name}: the remarks do not say Key, Value and Written by.");
            text.Append($"\n## {table.Name}\n\n{Words(member.Element("summary")!.Value)}\n\n");
            text.Append($"- Key: {remarks.Groups["key"].Value}\n- Value: {remarks.Groups["value"].Value}\n");
            text.Append($"- Written by: {remarks.Groups["writer"].Value}\n");
            Assert.Equal(table.IsInChecksum, !remarks.Groups["writer"].Value.Contains("not in the checksum", StringComparison.Ordinal));
        }
        return text.ToString();
    }

    private static string RepositoryRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "NodeProto.sln")))
        {
            folder = folder.Parent;
        }
        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }

    private static string Words(string text) => Space().Replace(text, " ").Trim();

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Space();

    [GeneratedRegex(
        @"^Key: (?<key>.*?)\. Value: (?<value>.*)\. Written by (?<writer>.*)\.$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Parts();
}
