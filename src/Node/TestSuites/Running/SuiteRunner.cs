using System.Text.Json;
using System.Threading.Channels;
using NodeProto.Primitives;

namespace NodeProto.Node.TestSuites;

/// <summary>Runs a suite on all cores: one task reads files, the others each run whole files.</summary>
internal static class SuiteRunner
{
    /// <summary>Large files stand beside small ones, so a short queue keeps memory low and the cores busy.</summary>
    private const int QueuedFiles = 16;

    /// <summary>Runs every file; files of other formats are passed over.</summary>
    /// <param name="files">The files.</param>
    /// <param name="createSuite">Makes a suite for a worker.</param>
    /// <param name="selection">Which cases run.</param>
    /// <param name="onResult">Takes each result; called by one worker at a time.</param>
    /// <param name="workers">How many files run at a time.</param>
    /// <param name="stop">Ends the run early.</param>
    /// <exception cref="NodeException">A file is no JSON, or an archive is damaged.</exception>
    public static async Task RunAsync(
        IEnumerable<SuiteFile> files,
        Func<ISuite> createSuite,
        SuiteSelection selection,
        Action<CaseResult> onResult,
        int workers,
        CancellationToken stop
    )
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Channel<SuiteFile> queue = Channel.CreateBounded<SuiteFile>(QueuedFiles);
        Lock gate = new();
        List<Task> tasks = [RunAsync(() => ReadAsync(files, queue.Writer, end.Token), end)];
        for (int i = 0; i < workers; i++)
        {
            tasks.Add(RunAsync(() => WorkAsync(queue, createSuite(), selection, onResult, gate, end.Token), end));
        }
        try
        {
            await Task.WhenAll(tasks);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // One task failed and ended the others: its failure is the one to tell.
            await (tasks.Find(task => task.IsFaulted) ?? Task.CompletedTask);
        }
    }

    /// <summary>Runs a task and, when it fails, ends the others, which would wait for it for ever.</summary>
    private static Task RunAsync(Func<Task> body, CancellationTokenSource end) =>
        Task.Run(async () =>
        {
            try
            {
                await body();
            }
            catch
            {
                await end.CancelAsync();
                throw;
            }
        });

    private static async Task ReadAsync(IEnumerable<SuiteFile> files, ChannelWriter<SuiteFile> queue, CancellationToken stop)
    {
        try
        {
            foreach (SuiteFile file in files)
            {
                await queue.WriteAsync(file, stop);
            }
        }
        finally
        {
            queue.Complete();
        }
    }

    private static async Task WorkAsync(
        Channel<SuiteFile> queue,
        ISuite suite,
        SuiteSelection selection,
        Action<CaseResult> onResult,
        Lock gate,
        CancellationToken stop
    )
    {
        List<CaseResult> results = [];
        await foreach (SuiteFile file in queue.Reader.ReadAllAsync(stop))
        {
            RunFile(file, suite, selection, results);
            lock (gate)
            {
                foreach (CaseResult result in results)
                {
                    onResult(result);
                }
            }
            results.Clear();
        }
    }

    private static void RunFile(SuiteFile file, ISuite suite, SuiteSelection selection, List<CaseResult> results)
    {
        using JsonDocument json = Parse(file);
        if (!suite.IsOwn(json.RootElement))
        {
            return;
        }
        try
        {
            suite.Run(file, json.RootElement, selection, results);
        }
#pragma warning disable CA1031 // A failure in one file must not hide the results of the others: it is counted and shown.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            results.Add(new CaseResult(file, file.Name, "", CaseOutcome.Failed, failure.ToString()));
        }
    }

    private static JsonDocument Parse(SuiteFile file)
    {
        try
        {
            return JsonDocument.Parse(file.Content);
        }
        catch (JsonException failure)
        {
            throw new NodeException(NodeErrorCode.SuiteFileMalformed, $"no JSON: {failure.Message}", file.Name, "Get the suite again");
        }
    }
}
