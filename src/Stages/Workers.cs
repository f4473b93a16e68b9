using System.Runtime.ExceptionServices;

namespace NodeProto.Stages;

/// <summary>As many tasks as cores on one batch at a time, while the stage's own thread does what comes before and after it.</summary>
internal sealed class Workers(int threads) : IDisposable
{
    private readonly Task[] _tasks = [.. Enumerable.Repeat(Task.CompletedTask, threads)];

    /// <summary>Starts on a batch; the one before has been waited for.</summary>
    /// <param name="takeParts">Takes parts of the batch until none is left; runs on every core.</param>
    public void Start(Action takeParts)
    {
        for (int i = 0; i < _tasks.Length; i++)
        {
            _tasks[i] = Task.Run(takeParts, CancellationToken.None);
        }
    }

    /// <summary>Waits for the batch; throws what a worker threw.</summary>
    public void Wait()
    {
        try
        {
            Task.WaitAll(_tasks);
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }

    /// <summary>Waits for the batch, whatever came of it.</summary>
    public void Dispose() =>
        Task.WaitAll(_tasks.Select(static task => task.ContinueWith(static _ => { }, TaskScheduler.Default)).ToArray());
}
