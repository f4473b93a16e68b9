using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace NodeProto.EndToEnd.Tests;

/// <summary>A process of the built program. It is killed when it takes longer than its time limit, and the test fails.</summary>
internal sealed partial class NodeProcess : IDisposable
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(5); // For what hangs: a loaded machine needs a minute for what takes seconds.

    private readonly Process _process;
    private readonly StringBuilder _error = new();
    private readonly Task<string> _out;
    private readonly Task _errorRead;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private Awaited? _awaited;

    private NodeProcess(ProcessStartInfo start)
    {
        _process = Process.Start(start)!;
        _out = _process.StandardOutput.ReadToEndAsync();
        _errorRead = ReadErrorAsync();
    }

    /// <summary>Starts the program.</summary>
    /// <param name="args">Its command line.</param>
    /// <param name="environment">Variables besides those of this process.</param>
    /// <param name="folder">Working directory; null for that of this process.</param>
    /// <param name="limit">What a shell says before it starts the program: <c>ulimit -n 100</c>; null for nothing.</param>
    /// <param name="redirect">Where a shell sends its output: <c>2>/dev/full</c> is a log on a full disk, <c>| head -1</c> a reader that leaves.</param>
    public static NodeProcess Start(
        IEnumerable<string> args,
        IReadOnlyDictionary<string, string>? environment = null,
        string? folder = null,
        string redirect = "",
        string? limit = null
    )
    {
        // Tests that run in the background of a script inherit an ignored Ctrl-C, which the program would honour.
        string[] command = ["env", "--default-signal=INT", "dotnet", BuiltProgram.Path, .. args];
        string[] words =
            redirect.Length > 0 || limit is not null
                ? ["bash", "-o", "pipefail", "-c", $"{limit ?? ":"}; \"$@\" {redirect}", "bash", .. command]
                : command;
        ProcessStartInfo start = new(words[0], words[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = folder ?? "",
        };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            start.Environment[name] = value;
        }
        return new NodeProcess(start);
    }

    /// <summary>Starts the program and waits for its end.</summary>
    public static Task<ProgramRun> Run(params string[] args) => Run(args, environment: null);

    /// <inheritdoc cref="Run(string[])"/>
    public static async Task<ProgramRun> Run(IEnumerable<string> args, IReadOnlyDictionary<string, string>? environment)
    {
        using NodeProcess process = Start(args, environment);
        return await process.EndAsync();
    }

    /// <summary>Waits until so many lines of stderr have shown a text; false when the process ends before.</summary>
    public async Task<bool> SeesAsync(string text, int times = 1)
    {
        TaskCompletionSource<bool> seen = new(); // Goes on at once, on the thread that reads: a kill should come soon after the line.
        lock (_error)
        {
            _awaited = new Awaited(text, times, seen);
            foreach (string line in _error.ToString().Split('\n'))
            {
                _awaited.Look(line);
            }
            if (_errorRead is { IsCompleted: true })
            {
                seen.TrySetResult(false);
            }
        }
        return await seen.Task.WaitAsync(TimeLimit);
    }

    /// <summary>Kills the process at once.</summary>
    public void Kill() => Send(9);

    /// <summary>What Ctrl-C sends.</summary>
    public void Interrupt() => Send(2);

    /// <summary>What the system sends when it shuts down.</summary>
    public void Terminate() => Send(15);

    /// <summary>Waits for the end; past the time limit the process is killed and the test fails.</summary>
    public async Task<ProgramRun> EndAsync()
    {
        using CancellationTokenSource limit = new(TimeLimit);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
            await Task.WhenAll(_out, _errorRead);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
            Assert.Fail($"The process did not end within {TimeLimit.TotalSeconds} s. stderr:\n{_error}");
        }
        return new ProgramRun(_process.ExitCode, await _out, _error.ToString(), _clock.Elapsed);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }
        _process.Dispose();
    }

    private void Send(int signal)
    {
        if (!_process.HasExited)
        {
            _ = SendSignal(_process.Id, signal); // It may have ended just now: then there is nobody to tell.
        }
    }

    private async Task ReadErrorAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            lock (_error)
            {
                _error.Append(line).Append('\n');
                _awaited?.Look(line);
            }
        }
        lock (_error)
        {
            _awaited?.Seen.TrySetResult(false);
        }
    }

    private sealed class Awaited(string text, int times, TaskCompletionSource<bool> seen)
    {
        private int _left = times;

        public TaskCompletionSource<bool> Seen => seen;

        public void Look(string line)
        {
            if (line.Contains(text, StringComparison.Ordinal) && --_left == 0)
            {
                seen.TrySetResult(true);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
