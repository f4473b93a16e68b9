using System.Text.Json;
using System.Threading.Channels;
using NodeProto.Execution;
using NodeProto.Primitives;

namespace NodeProto.Node.TestSuites;

/// <summary>Runs a suite on all cores: one task reads files, the others each run whole files.</summary>
/// <param name="createSuite">Makes a suite for a worker.</param>
/// <param name="selection">Which cases run.</param>
/// <param name="onResult">Takes each result; called by one worker at a time.</param>
internal sealed class SuiteRunner(Func<ISuite> createSuite, SuiteSelection selection, Action<CaseResult> onResult)
{
    /// <summary>Large files stand beside small ones, so a short queue keeps memory low and the cores busy.</summary>
    private const int QueuedFiles = 16;

    private const int SamplesMax = 4;

    /// <summary>After a stop the running cases may end by themselves for so long; later their results are lost.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Told of each file before it runs, by several workers at a time.</summary>
    public Action<SuiteFile>? OnFile { get; init; }

    private readonly Lock _gate = new();
    private readonly List<SuiteFile> _samples = [];
    private int _files;
    private int _otherFiles;
    private bool _isOver;

    /// <summary>Runs every file; files of other formats are passed over.</summary>
    /// <param name="files">The files.</param>
    /// <param name="workers">How many files run at a time.</param>
    /// <param name="stop">Ends the run after the cases that run now.</param>
    public async Task<SuiteRun> RunAsync(IEnumerable<SuiteFile> files, int workers, CancellationToken stop)
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Channel<SuiteFile> queue = Channel.CreateBounded<SuiteFile>(QueuedFiles);
        List<Task> tasks = [RunAsync(() => ReadAsync(files, queue.Writer, end.Token), end)];
        for (int i = 0; i < workers; i++)
        {
            tasks.Add(RunAsync(() => WorkAsync(queue.Reader, end.Token), end));
        }
        try
        {
            await Task.WhenAll(tasks).WaitAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await Task.WhenAny(Task.WhenAll(tasks), Task.Delay(StopGrace, CancellationToken.None));
        }
        catch (OperationCanceledException)
        {
            // One task failed and ended the others: its failure is the one to tell.
            await (tasks.Find(task => task.IsFaulted) ?? Task.CompletedTask);
        }
        lock (_gate)
        {
            _isOver = true;
            return new SuiteRun(_files, _otherFiles, [.. _samples], stop.IsCancellationRequested);
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
            catch (Exception failure) when (failure is not OperationCanceledException)
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

    private async Task WorkAsync(ChannelReader<SuiteFile> queue, CancellationToken stop)
    {
        ISuite suite = createSuite();
        List<CaseResult> results = [];
        await foreach (SuiteFile file in queue.ReadAllAsync(stop))
        {
            OnFile?.Invoke(file);
            bool isOwn = DeepStack.Run(() => RunFile(file, suite, results, stop)); // One thread for all transactions of the file.
            lock (_gate)
            {
                if (_isOver)
                {
                    return;
                }
                Count(file, isOwn);
                results.ForEach(onResult);
            }
            results.Clear();
        }
    }

    private void Count(SuiteFile file, bool isOwn)
    {
        _files += isOwn ? 1 : 0;
        _otherFiles += isOwn ? 0 : 1;
        if (!isOwn && _samples.Count < SamplesMax)
        {
            _samples.Add(file);
        }
    }

    /// <summary>Runs a file's cases; false when it has another format.</summary>
    private bool RunFile(SuiteFile file, ISuite suite, List<CaseResult> results, CancellationToken stop)
    {
        using JsonDocument? json = Parse(file, out NodeException? damage);
        if (json is null)
        {
            results.Add(CaseFailure.Of(file, damage!));
            return true;
        }
        if (!suite.IsOwn(json.RootElement))
        {
            return false;
        }
        foreach (JsonProperty test in json.RootElement.EnumerateObject())
        {
            if (stop.IsCancellationRequested)
            {
                break;
            }
            if (test.Name == "_info")
            {
                continue;
            }
            try
            {
                suite.Run(file, test, selection, results);
            }
#pragma warning disable CA1031 // A failure in one case must not hide the results of the others: it is counted and shown.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                results.Add(CaseFailure.Of(file, test.Name, "", failure));
            }
        }
        return true;
    }

    private static JsonDocument? Parse(SuiteFile file, out NodeException? damage)
    {
        damage = file.Damage;
        if (damage is not null)
        {
            return null;
        }
        try
        {
            return JsonDocument.Parse(file.Content);
        }
        catch (JsonException failure)
        {
            string reason = failure.Message.Split(" LineNumber:")[0].TrimEnd('.');
            string what = $"no JSON at offset {OffsetOf(file.Content, failure)}, in line {failure.LineNumber + 1}: {reason}";
            damage = SuiteFile.Damaged(file.Name, what).Damage;
            return null;
        }
    }

    /// <summary>The reader counts lines and the bytes in them.</summary>
    private static long OffsetOf(ReadOnlySpan<byte> content, JsonException failure)
    {
        int start = 0;
        for (long line = failure.LineNumber ?? 0; line > 0; line--)
        {
            int end = content[start..].IndexOf((byte)'\n');
            if (end < 0)
            {
                break;
            }
            start += end + 1;
        }
        return start + (failure.BytePositionInLine ?? 0);
    }
}
