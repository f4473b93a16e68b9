using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace NodeProto.Node.Live;

/// <summary>A terminal that takes lines as any writer does, and can keep a live region below them. Thread-safe.</summary>
/// <remarks>
/// While the region is shown, whole lines appear above it and the rest of a line waits for its end, so nothing tears. A frame
/// and a line are one write each. The cursor stays visible, so a process that is killed leaves the terminal as it was.
/// </remarks>
internal sealed class Screen : TextWriter
{
    private static readonly TimeSpan s_frame = TimeSpan.FromMilliseconds(125);

    private readonly TextWriter _writer;
    private readonly IAnsiConsole _console;
    private readonly Func<ScreenSize> _size;
    private readonly Lock _gate = new();
    private readonly StringBuilder _unfinished = new();
    private Region? _region;

    /// <summary>A screen.</summary>
    /// <param name="writer">The terminal; nobody else writes to it.</param>
    /// <param name="size">Its size now.</param>
    /// <param name="hasColors">Whether it may be coloured.</param>
    public Screen(TextWriter writer, Func<ScreenSize> size, bool hasColors)
    {
        _writer = writer;
        _size = size;
        AnsiConsoleSettings settings = new()
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = hasColors ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new SizedOutput(writer, size),
        };
        settings.Enrichment.UseDefaultEnrichers = false; // They decide by variables of build servers.
        _console = AnsiConsole.Create(settings);
    }

    /// <inheritdoc/>
    public override Encoding Encoding => _writer.Encoding;

    /// <summary>Shows a live region until the result is disposed; there is one at a time.</summary>
    /// <param name="draw">What it shows now; called several times a second, on any thread.</param>
    /// <param name="time">Clock.</param>
    /// <param name="keepsLast">Whether the last frame stays, or the region vanishes.</param>
    public IDisposable Show(Func<IRenderable> draw, TimeProvider time, bool keepsLast)
    {
        lock (_gate)
        {
            if (_region is not null)
            {
                throw new InvalidOperationException("The screen shows something else.");
            }
            _region = new Region(this, draw, keepsLast);
            _region.Start(time);
            return _region;
        }
    }

    /// <inheritdoc/>
    public override void Write(char value) => Append([value]);

    /// <inheritdoc/>
    public override void Write(string? value) => Append(value);

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer) => Append(buffer);

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Append(buffer.AsSpan(index, count));

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Append($"{value}\n");

    /// <inheritdoc/>
    public override void Flush()
    {
        lock (_gate)
        {
            _writer.Flush();
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _region?.Dispose();
        }
        base.Dispose(disposing);
    }

    private void Append(ReadOnlySpan<char> text)
    {
        lock (_gate)
        {
            if (_region is null)
            {
                _writer.Write(text);
                _writer.Flush();
                return;
            }
            int end = text.LastIndexOf('\n') + 1;
            if (end > 0)
            {
                _unfinished.Append(text[..end]);
                _console.Write(new LinesAbove(_unfinished.ToString()));
                _unfinished.Clear();
            }
            _unfinished.Append(text[end..]);
        }
    }

    private void Ended()
    {
        _region = null;
        if (_unfinished.Length > 0)
        {
            Append(_unfinished.ToString());
            _unfinished.Clear();
        }
    }

    /// <summary>A live region that is shown, on Spectre's live display.</summary>
    private sealed class Region(Screen screen, Func<IRenderable> draw, bool keepsLast) : IDisposable
    {
        private TaskCompletionSource _ended = new();
        private LiveDisplayContext? _context;
        private LiveDisplay? _live;
        private Task _display = Task.CompletedTask;
        private ScreenSize _size;
        private ITimer? _timer;
        private int _isDrawing;

        public void Start(TimeProvider time)
        {
            Begin(draw());
            _timer = time.CreateTimer(_ => Redraw(), null, s_frame, s_frame);
        }

        public void Dispose()
        {
            _timer?.Dispose();
            if (_ended.Task.IsCompleted)
            {
                return;
            }
            Redraw();
            lock (screen._gate)
            {
                End(isCleared: !keepsLast);
                screen.Ended();
            }
        }

        private void Redraw()
        {
            if (Interlocked.Exchange(ref _isDrawing, 1) == 1)
            {
                return; // A tick comes before the last one is done: the machine is busy.
            }
            IRenderable frame = draw(); // Not under the gate: what it reads may just be logging.
            lock (screen._gate)
            {
                if (_context is not null && screen._size().Height < _size.Height)
                {
                    // Spectre goes back as many rows as it ever drew, which here is above the first row, so old rows would pile up.
                    End(isCleared: true);
                    _ended = new TaskCompletionSource();
                    Begin(frame);
                }
                _context?.UpdateTarget(frame);
            }
            Volatile.Write(ref _isDrawing, 0);
        }

        private void Begin(IRenderable frame)
        {
            _size = screen._size();
            _live = screen._console.Live(frame).Overflow(VerticalOverflow.Crop);
            _display = _live.StartAsync(async context =>
            {
                _context = context;
                screen._console.Cursor.Show(); // Spectre hides it.
                context.Refresh();
                await _ended.Task;
            });
        }

        private void End(bool isCleared)
        {
            _live!.AutoClear = isCleared;
            _context = null;
            _ended.SetResult(); // The display ends within this call.
            _display.GetAwaiter().GetResult();
        }
    }

    /// <summary>Finished lines in place of the region, which is drawn again below them.</summary>
    private sealed class LinesAbove(string text) : IRenderable
    {
        private const string EraseToEnd = "\e[J";

        public Measurement Measure(RenderOptions options, int maxWidth) => new(0, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
        {
            yield return Segment.Control(EraseToEnd);
            foreach (string line in text.TrimEnd('\n').Split('\n'))
            {
                yield return new Segment(line.TrimEnd('\r'));
                yield return Segment.LineBreak;
            }
        }
    }

    private sealed class SizedOutput(TextWriter writer, Func<ScreenSize> size) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => true;

        public int Width => size().Width;

        public int Height => size().Height;

        public void SetEncoding(Encoding encoding)
        {
            // The writer has the one of the process.
        }
    }
}
