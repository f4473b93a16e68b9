using System.Text;
using System.Text.Json;
using NodeProto.Node.TestSuites;

namespace NodeProto.Node.Tests;

/// <summary>A suite that is stopped keeps what has ended, and does not wait long for what runs.</summary>
public sealed class SuiteStopTests
{
    private static readonly SuiteFile File = new("some.json", Encoding.UTF8.GetBytes("""{"a": {}, "b": {}, "c": {}, "d": {}}"""));

    [Fact]
    public async Task A_stop_ends_the_run_after_the_running_case_and_keeps_the_results()
    {
        using CancellationTokenSource stop = new();
        SuiteReport report = await RunAsync(
            name =>
            {
                if (name == "b")
                {
                    stop.Cancel();
                }
            },
            TimeSpan.FromMinutes(1),
            stop.Token
        );
        Assert.Equal((2, 130), (report.Passed, report.ExitCode));
    }

    [Fact]
    public async Task A_case_that_does_not_end_is_left_behind()
    {
        using CancellationTokenSource stop = new();
        using ManualResetEventSlim end = new();
        SuiteReport report = await RunAsync(
            name =>
            {
                stop.Cancel();
                end.Wait(TimeSpan.FromMinutes(1));
            },
            TimeSpan.FromMilliseconds(1),
            stop.Token
        );
        end.Set();
        Assert.Equal((0, 130), (report.Passed, report.ExitCode));
    }

    [Fact]
    public async Task What_a_suite_throws_is_a_failure_of_that_case_alone()
    {
        SuiteReport report = await RunAsync(
            name => _ = name == "b" ? throw new NotSupportedException("no b") : 0,
            TimeSpan.Zero,
            CancellationToken.None
        );
        Assert.Equal((3, 1), (report.Passed, report.ExitCode));
        Assert.StartsWith(
            "NP1000: this is a bug: System.NotSupportedException: no b",
            Assert.Single(report.Failed).Detail,
            StringComparison.Ordinal
        );
    }

    private static async Task<SuiteReport> RunAsync(Action<string> run, TimeSpan grace, CancellationToken stop)
    {
        SuiteReport report = new();
        SuiteRunner runner = new(() => new FakeSuite(run), SuiteSelection.All, report.Add) { StopGrace = grace };
        report.IsInterrupted = (await runner.RunAsync([File], workers: 2, stop)).WasStopped;
        return report;
    }

    private sealed class FakeSuite(Action<string> run) : ISuite
    {
        public bool IsOwn(JsonElement json) => true;

        public void Run(SuiteFile file, JsonProperty test, SuiteSelection selection, List<CaseResult> results)
        {
            run(test.Name);
            results.Add(CaseResult.Of(file, test.Name, "", null));
        }
    }
}
