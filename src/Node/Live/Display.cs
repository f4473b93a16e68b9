using NodeProto.Node.CommandLine;
using NodeProto.Node.Output;

namespace NodeProto.Node.Live;

/// <summary>How one command shows how far it is: live in a terminal, as log lines, or not at all.</summary>
internal sealed class Display
{
    private readonly Screen? _screen;
    private readonly EventLog? _lines;
    private readonly TimeProvider _time;
    private readonly CancellationToken _stop;

    private Display(Screen? screen, EventLog? lines, TimeProvider time, CancellationToken stop)
    {
        _screen = screen;
        _lines = lines;
        _time = time;
        _stop = stop;
    }

    /// <summary>The log when progress is shown as its lines, else null.</summary>
    public EventLog? Lines => _lines;

    /// <summary>As the command line and the terminal have it.</summary>
    public static Display Of(Session session)
    {
        ProgressMode mode = CommonOptions.Progress.Of(session.Parsed);
        Screen? screen = session.Terminal.Error as Screen;
        bool isForPrograms = CommonOptions.Json.Of(session.Parsed) || CommonOptions.LogFormat.Of(session.Parsed) == LogFormat.Json;
        if (mode == ProgressMode.Auto)
        {
            mode = isForPrograms ? ProgressMode.Lines : ProgressMode.Live;
        }
        if (screen is null && mode == ProgressMode.Live && CommonOptions.Progress.Given(session.Parsed) is not null)
        {
            session.Log.Info("progress is shown as lines: --progress live needs a terminal on standard error");
        }
        return mode switch
        {
            ProgressMode.None => new Display(null, null, session.Time, session.Stop),
            ProgressMode.Live when screen is not null => new Display(screen, null, session.Time, session.Stop),
            _ => AsLines(session.Log, session.Time),
        };
    }

    /// <summary>As log lines.</summary>
    public static Display AsLines(EventLog log, TimeProvider time) => new(null, log, time, CancellationToken.None);

    /// <summary>Shows something live until the result is disposed; null when nothing is shown live.</summary>
    /// <param name="view">How it is now; called several times a second, on any thread.</param>
    /// <param name="keepsLast">Whether the last state stays on the screen.</param>
    public IDisposable? Show(Func<LiveView> view, bool keepsLast)
    {
        long startedAt = _time.GetTimestamp();
        return _screen?.Show(() => new LiveFrame(WithFoot(view(), _time.GetElapsedTime(startedAt))), _time, keepsLast);
    }

    private LiveView WithFoot(LiveView view, TimeSpan elapsed)
    {
        string memory = Readable.Bytes((ulong)Environment.WorkingSet);
        string stopping = _stop.IsCancellationRequested ? ", stopping at the next block boundary" : "";
        return view with { Foot = $"{Readable.Clock(elapsed)} elapsed, {memory} of memory{stopping}" };
    }
}
