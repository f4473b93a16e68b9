using NodeProto.Db;
using NodeProto.Node.Observing;
using NodeProto.Node.Watching;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Node.Tests.Observability;

/// <summary>What Prometheus gets to see.</summary>
[Collection(ObservabilityCollection.Name)]
public sealed class MetricsTests : IDisposable
{
    private readonly ObservedTestNode _node = new();

    public void Dispose() => _node.Dispose();

    [Fact]
    public async Task A_stage_shows_where_it_stands_and_what_it_did()
    {
        _node.Watch.SourceState(SourceCondition.Delivering, lastBlock: new BlockNumber(100));
        FakeProgress headers = _node.Run(StageId.Headers);
        headers.Target = PipelineTarget.Everything.ToBlock;
        headers.Units = 60;
        headers.Position = new BlockNumber(60);
        _node.Commit(headers, 50, seconds: 0.25);
        string[] page = await Page();
        Has(page, "nodeproto_stage_checkpoint_block{stage=\"headers\"} 50");
        Has(page, "nodeproto_stage_position_block{stage=\"headers\"} 60");
        Has(page, "nodeproto_stage_target_block{stage=\"headers\"} 100");
        Has(page, "nodeproto_stage_target_block{stage=\"bodies\"} 50");
        Has(page, "nodeproto_stage_units_total{stage=\"headers\"} 60");
        Has(page, "nodeproto_stage_commits_total{stage=\"headers\"} 1");
        Has(page, "nodeproto_stage_unwinds_total{stage=\"finish\"} 0");
        Has(Sorted(page, "stage", "kind"), "nodeproto_stage_errors_total{stage=\"headers\",kind=\"disk\"} 0");
        Has(page, "nodeproto_tip_block 100");
        Has(page, "nodeproto_behind_blocks 100");
        Has(page, "nodeproto_source_state{state=\"delivering\"} 1");
        Has(page, "nodeproto_source_state{state=\"waiting\"} 0");
    }

    [Fact]
    public async Task A_commit_falls_into_the_ranges_of_its_phases()
    {
        FakeProgress bodies = _node.Run(StageId.Bodies);
        bodies.Seconds[StagePhase.Compute] = 3;
        _node.Time.Advance(TimeSpan.FromSeconds(4));
        _node.Commit(bodies, 5, seconds: 0.5);
        string[] page = Sorted(await Page(), "stage", "phase");
        Has(page, "nodeproto_stage_phase_duration_seconds_bucket{stage=\"bodies\",phase=\"commit\",le=\"0.25\"} 0");
        Has(page, "nodeproto_stage_phase_duration_seconds_bucket{stage=\"bodies\",phase=\"commit\",le=\"0.5\"} 1");
        Has(page, "nodeproto_stage_phase_duration_seconds_bucket{stage=\"bodies\",phase=\"commit\",le=\"+Inf\"} 1");
        Has(page, "nodeproto_stage_phase_duration_seconds_sum{stage=\"bodies\",phase=\"compute\"} 3");
        Has(page, "nodeproto_stage_phase_duration_seconds_sum{stage=\"bodies\",phase=\"other\"} 1");
        Has(page, "nodeproto_stage_phase_duration_seconds_count{stage=\"bodies\",phase=\"commit\"} 1");
        Assert.DoesNotContain(page, line => line.Contains("phase=\"decode\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Work_that_was_not_committed_is_in_no_range()
    {
        _node.Run(StageId.Bodies);
        _node.Pipeline.StageEnded(Reports.Of(StageId.Bodies));
        Assert.DoesNotContain(await Page(), line => line.Contains("_bucket", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tables_show_size_rows_and_traffic()
    {
        using (IWriteTransaction tx = _node.Database.BeginWrite())
        {
            tx.Put(Tables.Headers, new byte[8], [1, 2]);
            tx.Commit();
        }
        using (IReadTransaction tx = _node.Database.BeginRead())
        {
            Assert.True(tx.TryGet(Tables.Headers, new byte[8], out _));
        }
        string[] page = await Page();
        Has(page, "nodeproto_db_table_bytes{table=\"Headers\"} 10");
        Has(page, "nodeproto_db_table_rows_estimate{table=\"Headers\"} 1");
        Has(page, "nodeproto_db_written_bytes_total{table=\"Headers\"} 10");
        Has(page, "nodeproto_db_read_bytes_total{table=\"Headers\"} 2");
        Has(page, "nodeproto_db_read_bytes_total{table=\"Bodies\"} 0");
    }

    [Fact]
    public async Task Every_declared_metric_is_exported_with_its_kind_and_help()
    {
        _node.Commit(_node.Run(StageId.Bodies), 5);
        string[] page = await Page();
        foreach (MetricDeclaration metric in MetricDeclarations.All)
        {
            bool isOfAnotherCommand = metric == MetricDeclarations.TaskDone || metric == MetricDeclarations.TaskTarget;
            string type = $"# TYPE {metric.PrometheusName} {metric.Kind.ToString().ToLowerInvariant()}";
            Assert.Equal(!isOfAnotherCommand, page.Contains(type));
            Assert.Equal(!isOfAnotherCommand, page.Contains($"# HELP {metric.PrometheusName} {metric.Description}"));
        }
        Assert.Contains(page, line => line.StartsWith("dotnet_process_cpu_time_seconds_total{", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Work_that_is_no_stage_is_shown_while_it_goes_on()
    {
        Node.Output.CountProgress generate = new(null, _node.Time, "generate", "transactions", blocks: 20);
        using (_node.Show(generate))
        {
            generate.Report(5, 50);
            string[] page = Sorted(await Page(), "task", "unit");
            Has(page, "nodeproto_task_done{task=\"generate\",unit=\"blocks\"} 5");
            Has(page, "nodeproto_task_target{task=\"generate\",unit=\"blocks\"} 20");
            Has(page, "nodeproto_task_done{task=\"generate\",unit=\"transactions\"} 50");
            Assert.DoesNotContain(page, line => line.Contains("target{task=\"generate\",unit=\"transactions\"", StringComparison.Ordinal));
            string health = (await _node.Get("/health")).Text;
            Assert.Contains(
                "\"task\":{\"name\":\"generate\",\"counts\":[{\"unit\":\"blocks\",\"done\":5,\"target\":20}",
                health,
                StringComparison.Ordinal
            );
        }
        Assert.DoesNotContain(await Page(), line => line.Contains("nodeproto_task", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_metric_of_the_page_is_declared()
    {
        string[] ours = [.. MetricDeclarations.All.Select(metric => metric.PrometheusName)];
        IEnumerable<string> found = (await Page())
            .Where(line => line.StartsWith("# TYPE nodeproto_", StringComparison.Ordinal))
            .Select(line => line.Split(' ')[2]);
        Assert.Empty(found.Except(ours, StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_goes_up_and_down_in_the_runtime_is_a_gauge_and_what_only_grows_a_counter()
    {
        string[] page = await Page();
        Has(page, "# TYPE dotnet_thread_pool_thread_number gauge"); // .NET declares both as counters.
        Has(page, "# TYPE dotnet_thread_pool_queue_length gauge");
        Has(page, "# TYPE dotnet_process_memory_working_set_bytes gauge");
        Has(page, "# TYPE dotnet_timer_number gauge");
        Has(page, "# TYPE dotnet_thread_pool_work_item_count_total counter");
        Has(page, "# TYPE dotnet_gc_heap_total_allocated_bytes_total counter");
    }

    [Fact]
    public async Task After_the_observation_the_database_is_not_asked_any_more()
    {
        _node.EndObservation();
        _node.Database.Dispose();
        string[] page = await Page();
        Assert.DoesNotContain(page, line => line.StartsWith("nodeproto_db", StringComparison.Ordinal));
        Assert.Contains(page, line => line.StartsWith("nodeproto_build_info{", StringComparison.Ordinal));
    }

    private static void Has(string[] page, string line) =>
        Assert.True(Array.IndexOf(page, line) >= 0, $"{line} is not on the page:\n{string.Join('\n', page)}");

    private async Task<string[]> Page() => (await _node.Metrics()).Split('\n');

    /// <summary>Brings two labels into an order: OpenTelemetry has its own.</summary>
    private static string[] Sorted(string[] page, string first, string second)
    {
        System.Text.RegularExpressions.Regex swapped = new(
            $"{second}=\"([^\"]*)\",{first}=\"([^\"]*)\"",
            System.Text.RegularExpressions.RegexOptions.None,
            TimeSpan.FromSeconds(1)
        );
        return [.. page.Select(line => swapped.Replace(line, $"{first}=\"$2\",{second}=\"$1\""))];
    }
}
