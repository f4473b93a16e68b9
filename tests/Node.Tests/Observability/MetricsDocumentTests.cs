using NodeProto.Node.Watching;

namespace NodeProto.Node.Tests.Observability;

/// <summary>Keeps <c>docs/metrics.md</c> equal to the code; <c>NODEPROTO_UPDATE_DOCS=1</c> writes it anew.</summary>
public sealed class MetricsDocumentTests
{
    [Fact]
    public void The_document_lists_every_metric_and_every_reason()
    {
        string path = RepositoryFolder.File("docs", "metrics.md");
        string text = MetricsDocument.Of(File.ReadAllText(RepositoryFolder.File("src", "Node", "Watching", "StallReason.cs")));
        Assert.All(Words.StallReasons, reason => Assert.Contains($"| `{Words.Of(reason)}` | ", text, StringComparison.Ordinal));
        if (Environment.GetEnvironmentVariable("NODEPROTO_UPDATE_DOCS") == "1")
        {
            File.WriteAllText(path, text);
        }
        bool isCurrent = File.Exists(path) && File.ReadAllText(path) == text;
        Assert.True(isCurrent, "docs/metrics.md is stale: NODEPROTO_UPDATE_DOCS=1 ./test node writes it.");
    }
}
