using System.Diagnostics;
using System.Runtime.InteropServices;

namespace NodeProto.Node.Chaos;

/// <summary>One process of this program, whose log says in which stage and phase it is and what it has committed.</summary>
internal sealed partial class ChildRun : IDisposable
{
    private const int LastLinesMax = 20;

    private readonly Process _process;
    private readonly Lock _gate = new();
    private readonly List<StageEvent> _told = [];
    private readonly Queue<string> _lastLines = new();
    private readonly ManualResetEventSlim _reached = new();
    private readonly Thread _reader;
    private long _waitedFor = long.MaxValue;
    private string? _warning;

    private ChildRun(Process process)
    {
        _process = process;
        StartedAt = LastCommitAt = Stopwatch.GetTimestamp();
        _reader = new Thread(ReadLog) { IsBackground = true, Name = "log of the killed command" };
        _reader.Start();
        process.OutputDataReceived += static (_, _) => { }; // Its result is not wanted, but the pipe has to be emptied.
        process.BeginOutputReadLine();
    }

    /// <summary>When it began, by the clock of <see cref="Stopwatch"/>.</summary>
    public long StartedAt { get; }

    /// <summary>When it last made something durable, or began.</summary>
    public long LastCommitAt { get; private set; }

    /// <summary>Events of its stages so far: work begun, commits begun, commits done.</summary>
    public long Events { get; private set; }

    /// <summary>Stage and phase of the last event.</summary>
    public string Place { get; private set; } = "starting";

    /// <summary>The error that it ended with; null while it told of none.</summary>
    public ChildMessage? Failure { get; private set; }

    /// <summary>Its last warning, until it is taken: what it waits for, for example.</summary>
    public string? TakeWarning()
    {
        lock (_gate)
        {
            string? taken = _warning;
            _warning = null;
            return taken;
        }
    }

    /// <summary>Exit code; 128 and the signal's number after a signal that it did not handle.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Starts the program with these arguments.</summary>
    public static ChildRun Start(IReadOnlyList<string> arguments)
    {
        string program = Environment.ProcessPath!;
        ProcessStartInfo start = new(program)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        if (string.Equals(Path.GetFileNameWithoutExtension(program), "dotnet", StringComparison.Ordinal))
        {
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "nodeproto.dll"));
        }
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
        start.Environment["NODEPROTO_LOG_LEVEL"] = "debug";
        start.Environment["NODEPROTO_LOG_FORMAT"] = "json";
        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return new ChildRun(process);
    }

    /// <summary>What its stages told, in their order.</summary>
    public IReadOnlyList<StageEvent> Told()
    {
        lock (_gate)
        {
            return [.. _told];
        }
    }

    /// <summary>The end of its log, for whoever has to find out what happened.</summary>
    public string LastLines()
    {
        lock (_gate)
        {
            return string.Join('\n', _lastLines);
        }
    }

    /// <summary>Waits until it has told of so many events, has ended, or time is over.</summary>
    public void WaitForEvents(long events, CancellationToken stop)
    {
        lock (_gate)
        {
            _waitedFor = events;
            if (Events >= events)
            {
                return;
            }
        }
        _reached.Wait(stop);
    }

    /// <summary>Waits until it ends; false when time is over.</summary>
    public bool WaitForEnd(TimeSpan time)
    {
        if (!_process.WaitForExit(time))
        {
            return false;
        }
        _reader.Join();
        return true;
    }

    /// <summary>Sends a signal.</summary>
    public void Send(PosixSignal signal) => _ = Kill(_process.Id, NumberOf(signal));

    /// <summary>Ends it at once.</summary>
    public void Kill() => _ = Kill(_process.Id, KillNumber);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }
        _process.WaitForExit();
        _reader.Join();
        _process.Dispose();
        _reached.Dispose();
    }

    private const int KillNumber = 9; // signal(7): the same on every Linux.

    private static int NumberOf(PosixSignal signal) => signal == PosixSignal.SIGINT ? 2 : 15;

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

    private void ReadLog()
    {
        while (_process.StandardError.ReadLine() is { } line)
        {
            lock (_gate)
            {
                _lastLines.Enqueue(line);
                if (_lastLines.Count > LastLinesMax)
                {
                    _lastLines.Dequeue();
                }
                Understand(line);
                if (Events >= _waitedFor)
                {
                    _reached.Set();
                }
            }
        }
        _reached.Set();
    }

    private void Understand(string line)
    {
        if (!StageEvent.TryParse(line, out StageEvent told))
        {
            if (ChildMessage.Parse(line) is { } message)
            {
                Failure = message.IsError ? message : Failure;
                _warning = message.IsError ? _warning : message.Text;
            }
            return;
        }
        _told.Add(told);
        if (told.Kind == StageEventKind.Progress)
        {
            return; // Comes by the clock: nothing to wait for.
        }
        Place = $"{told.Stage}, {told.Phase}";
        Events++;
        if (told.Kind is StageEventKind.Committed or StageEventKind.WentBack)
        {
            LastCommitAt = Stopwatch.GetTimestamp();
        }
    }
}
