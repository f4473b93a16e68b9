using System.Xml.Linq;

namespace NodeProto.Repo.Tests;

public sealed class ProjectReferenceTests
{
    /// <summary>What each project may reference: the table of docs/style.md. References point up this list, never down.</summary>
    // csharpier-ignore
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Primitives"] = [],
        ["Trie"]       = ["Primitives"],
        ["Curves"]     = ["Primitives"],
        ["Db"]         = ["Primitives"],
        ["Consensus"]  = ["Primitives", "Trie"],
        ["Evm"]        = ["Primitives", "Curves"],
        ["Execution"]  = ["Primitives", "Consensus", "Trie", "Evm"],
        ["Stages"]     = ["Primitives", "Consensus", "Execution", "Trie", "Db"],
        ["Network"]    = ["Primitives", "Consensus", "Stages"],
        ["Rpc"]        = ["Primitives", "Consensus", "Execution", "Trie", "Db", "Stages"],
        ["Node"]       = ["Primitives", "Trie", "Curves", "Db", "Consensus", "Evm", "Execution", "Stages", "Network", "Rpc"],
    };

    /// <summary>Packages that a project of the product may use; everything else of the product stands on the framework alone.</summary>
    private static readonly Dictionary<string, string[]> AllowedPackages = new(StringComparer.Ordinal)
    {
        ["Node"] = ["OpenTelemetry", "OpenTelemetry.Exporter.OpenTelemetryProtocol", "Spectre.Console", "System.CommandLine"],
        ["Stages"] = ["IronSnappy"], // Packs era1 files as other writers do, so that equal blocks may give equal files.
    };

    public static TheoryData<string> Projects() => [.. Repository.FilesUnder("src/", ".csproj")];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_the_table_allows(string path)
    {
        string project = Path.GetFileNameWithoutExtension(path);
        Assert.True(
            Allowed.TryGetValue(project, out string[]? allowed),
            $"{project} is not in the table: add it there and to docs/style.md."
        );
        IEnumerable<string> references = XDocument
            .Parse(Repository.Read(path))
            .Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));
        Assert.Empty(references.Except(allowed, StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void The_product_uses_no_package_but_the_listed_ones(string path)
    {
        IEnumerable<string> packages = XDocument
            .Parse(Repository.Read(path))
            .Descendants("PackageReference")
            .Select(reference => reference.Attribute("Include")!.Value);
        Assert.Empty(
            packages.Except(AllowedPackages.GetValueOrDefault(Path.GetFileNameWithoutExtension(path), []), StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        string solution = Repository.Read("NodeProto.sln").Replace('\\', '/');
        string[] missing =
        [
            .. Repository.Files.Where(path =>
                path.EndsWith(".csproj", StringComparison.Ordinal) && !solution.Contains(path, StringComparison.Ordinal)
            ),
        ];
        Assert.Empty(missing);
    }

    [Fact]
    public void The_table_is_the_one_of_the_style_document()
    {
        string style = Repository.Read("docs/style.md");
        string[] missing =
        [
            .. Allowed
                .Select(row => $"| `{row.Key}` | {(row.Value.Length == 0 ? "nothing" : string.Join(", ", row.Value))} |")
                .Where(row => !style.Contains(row, StringComparison.Ordinal)),
        ];
        Assert.Empty(missing);
    }
}
