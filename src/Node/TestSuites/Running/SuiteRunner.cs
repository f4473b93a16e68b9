using System.Text.Json;
using System.Threading.Channels;

namespace NodeProto.Node.TestSuites;

/// <summary>Runs a suite on all cores: one task reads files, the others each run whole files.</summary>
internal static class SuiteRunner
{
    /// <summary>Large files stand beside small ones, so a short queue keeps memory low and the cores busy.</summary>
    private const int QueuedFiles = 16;

    /// <summary>Runs every file.</summary>
    /// <param name="files">The files.</param>
    /// <param name="createSuite">Makes a suite for a worker.</param>
    /// <param name="selection">Which cases run.</param>
    /// <param name="onResult">Takes each result; called by one worker at a time.</param>
    /// <param name="stop">Ends the run early.</param>
    public static async Task RunAsync(
        IEnumerable<SuiteFile> files,
        Func<ISuite> createSuite,
        SuiteSelection selection,
        Action<CaseResult> onResult,
        CancellationToken stop
    )
    {
        Channel<SuiteFile> queue = Channel.CreateBounded<SuiteFile>(QueuedFiles);
        List<Task> tasks = [Task.Run(() => ReadAsync(files, queue.Writer, stop), stop)];
        Lock gate = new();
        for (int i = 0; i < Environment.ProcessorCount; i++)
        {
            tasks.Add(Task.Run(() => WorkAsync(queue, createSuite(), selection, onResult, gate, stop), stop));
        }
        await Task.WhenAll(tasks);
    }

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
        try
        {
            using JsonDocument json = JsonDocument.Parse(file.Content);
            suite.Run(file, json.RootElement, selection, results);
        }
#pragma warning disable CA1031 // A failure in one file must not hide the results of the others: it is counted and shown.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            results.Add(new CaseResult(file, file.Name, "", CaseOutcome.Failed, failure.ToString()));
        }
    }
}
