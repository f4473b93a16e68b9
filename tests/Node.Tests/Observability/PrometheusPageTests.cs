using NodeProto.Node.Observing;

namespace NodeProto.Node.Tests.Observability;

/// <summary>Prometheus' text format 0.0.4, byte for byte.</summary>
public sealed class PrometheusPageTests
{
    [Fact]
    public void A_metric_has_help_type_and_a_line_for_each_value()
    {
        PrometheusPage page = new();
        Assert.True(page.Begin("blocks", "gauge", "Blocks"));
        page.Add("blocks", [new("stage", "headers"), new("kind", "a")], 7L);
        page.Add("blocks", [], 0.25);
        Assert.Equal("# HELP blocks Blocks\n# TYPE blocks gauge\nblocks{stage=\"headers\",kind=\"a\"} 7\nblocks 0.25\n", page.ToString());
    }

    [Fact]
    public void A_histogram_has_buckets_that_grow_up_to_infinity()
    {
        PrometheusPage page = new();
        page.Begin("time_seconds", "histogram", "Time");
        page.AddBucket("time_seconds", [new("stage", "s")], 0.005, 1);
        page.AddBucket("time_seconds", [], double.PositiveInfinity, 3);
        Assert.EndsWith(
            "time_seconds_bucket{stage=\"s\",le=\"0.005\"} 1\ntime_seconds_bucket{le=\"+Inf\"} 3\n",
            page.ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Help_and_labels_are_escaped_each_in_its_own_way()
    {
        PrometheusPage page = new();
        page.Begin("a", "gauge", "a \\ \"quoted\"\nline");
        page.Add("a", [new("path", "C:\\x\n\"y\"")], 1L);
        Assert.Equal("# HELP a a \\\\ \"quoted\"\\nline\n# TYPE a gauge\na{path=\"C:\\\\x\\n\\\"y\\\"\"} 1\n", page.ToString());
    }

    [Fact]
    public void A_name_is_on_the_page_once()
    {
        PrometheusPage page = new();
        Assert.True(page.Begin("a", "gauge", ""));
        Assert.False(page.Begin("a", "counter", ""));
    }

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    [InlineData(1e300, "1E+300")]
    [InlineData(-0.1, "-0.1")]
    [InlineData(25, "25")]
    public void A_number_is_written_as_the_format_wants_it(double value, string text) => Assert.Equal(text, PrometheusPage.Number(value));

    [Theory]
    [InlineData("nodeproto.stage.phase.duration", "s", false, "nodeproto_stage_phase_duration_seconds")]
    [InlineData("nodeproto.stage.commits", "", true, "nodeproto_stage_commits_total")]
    [InlineData("nodeproto.db.read", "By", true, "nodeproto_db_read_bytes_total")]
    [InlineData("a.bytes", "By", false, "a_bytes")]
    [InlineData("a.total", "", true, "a_total")]
    [InlineData("dotnet.gc.collections", "{collection}", true, "dotnet_gc_collections_total")]
    [InlineData("dotnet.timer.count", "{timer}", false, "dotnet_timer_number")]
    [InlineData("1st.share", "1", false, "_1st_share_ratio")]
    public void A_name_ends_with_unit_and_total(string name, string unit, bool isCounter, string expected) =>
        Assert.Equal(expected, PrometheusNames.Of(name, unit, isCounter));

    [Fact]
    public void A_label_keeps_letters_digits_and_underscores() =>
        Assert.Equal("gc_heap_generation_", PrometheusNames.OfLabel("gc.heap.generation:"));
}
