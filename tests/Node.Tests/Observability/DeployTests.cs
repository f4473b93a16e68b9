using System.Text.Json;
using System.Text.RegularExpressions;
using NodeProto.Stages;

namespace NodeProto.Node.Tests.Observability;

/// <summary>The alert rules and the dashboard in <c>deploy/</c> fit what is exported.</summary>
[Collection(ObservabilityCollection.Name)]
public sealed partial class DeployTests
{
    private static readonly string Rules = RepositoryFolder.File("deploy", "prometheus", "nodeproto.rules.yml");
    private static readonly string RuleTests = RepositoryFolder.File("deploy", "prometheus", "nodeproto.rules.test.yml");
    private static readonly string Dashboard = RepositoryFolder.File("deploy", "grafana", "nodeproto.json");

    [PromtoolFact]
    public async Task Promtool_accepts_the_page()
    {
        (int exitCode, string text) = await Promtool.Run(await Page(), "check", "metrics");
        Assert.True(exitCode == 0 && text.Length == 0, text);
    }

    [PromtoolFact]
    public async Task Promtool_accepts_rules_and_example()
    {
        Assert.Equal(0, (await Promtool.Run("", "check", "rules", "nodeproto.rules.yml")).ExitCode);
        Assert.Equal(0, (await Promtool.Run("", "check", "config", "prometheus.yml")).ExitCode);
    }

    [PromtoolFact]
    public async Task Every_alert_fires_when_it_is_provoked()
    {
        (int exitCode, string text) = await Promtool.Run("", "test", "rules", "nodeproto.rules.test.yml");
        Assert.True(exitCode == 0, text);
    }

    [Fact]
    public void Every_alert_has_a_test_in_which_it_fires()
    {
        string[] alerts = [.. AlertName().Matches(File.ReadAllText(Rules)).Select(match => match.Groups["name"].Value)];
        string tests = File.ReadAllText(RuleTests);
        Assert.NotEmpty(alerts);
        Assert.All(alerts, alert => Assert.Contains($"alertname: {alert}\n        exp_alerts:\n", tests, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_name_in_rules_and_dashboard_is_exported()
    {
        string[] exported =
        [
            .. SampleName().Matches(await Page()).Select(match => match.Groups["name"].Value).Distinct(StringComparer.Ordinal),
        ];
        string[] used =
        [
            .. MetricName()
                .Matches(WithoutAnnotations(File.ReadAllText(Rules)) + string.Join('\n', Queries()))
                .Select(match => match.Value)
                .Distinct(StringComparer.Ordinal),
        ];
        Assert.True(used.Length > 15, string.Join(' ', used));
        Assert.Empty(used.Except(exported, StringComparer.Ordinal));
    }

    [Fact]
    public void Every_panel_has_a_query_and_a_place_of_its_own()
    {
        using JsonDocument dashboard = JsonDocument.Parse(File.ReadAllText(Dashboard));
        HashSet<int> ids = [];
        foreach (JsonElement panel in dashboard.RootElement.GetProperty("panels").EnumerateArray())
        {
            Assert.True(ids.Add(panel.GetProperty("id").GetInt32()));
            bool isRow = panel.GetProperty("type").GetString() == "row";
            Assert.Equal(isRow, !panel.TryGetProperty("targets", out JsonElement targets) || targets.GetArrayLength() == 0);
        }
        Assert.True(ids.Count > 15);
    }

    /// <summary>A page on which everything was once: a commit with every phase, and a garbage collection.</summary>
    private static async Task<string> Page()
    {
        GC.Collect();
        using ObservedTestNode node = new();
        FakeProgress stage = node.Run(StageId.Bodies);
        foreach (StagePhase phase in Enum.GetValues<StagePhase>())
        {
            stage.Seconds[phase] = 1;
        }
        node.Commit(stage, 5, seconds: 1);
        return await node.Metrics();
    }

    private static IEnumerable<string> Queries()
    {
        using JsonDocument dashboard = JsonDocument.Parse(File.ReadAllText(Dashboard));
        foreach (JsonElement panel in dashboard.RootElement.GetProperty("panels").EnumerateArray())
        {
            if (panel.TryGetProperty("targets", out JsonElement targets))
            {
                foreach (JsonElement target in targets.EnumerateArray())
                {
                    yield return target.GetProperty("expr").GetString()!;
                }
            }
        }
    }

    private static string WithoutAnnotations(string rules) =>
        string.Join('\n', rules.Split('\n').Where(line => !line.TrimStart().StartsWith("description:", StringComparison.Ordinal)));

    [GeneratedRegex(@"alert: (?<name>\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AlertName();

    [GeneratedRegex(@"^(?<name>[a-z]\w*)[ {]", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex SampleName();

    [GeneratedRegex(@"\b(nodeproto|dotnet)_\w+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MetricName();
}
