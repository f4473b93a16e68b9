using NodeProto.Node.Live;
using Spectre.Console;

namespace NodeProto.Node.Tests.Live;

/// <summary>Lines and the live region share a terminal.</summary>
public sealed class ScreenTests : IDisposable
{
    private readonly FakeTime _time = new();
    private readonly StringWriter _text = new();
    private readonly Screen _screen;
    private ScreenSize _size = new(80, 24);
    private int _frames;

    public ScreenTests() => _screen = new Screen(_text, () => _size, hasColors: false);

    public void Dispose()
    {
        _screen.Dispose();
        _text.Dispose();
    }

    [Fact]
    public void Without_a_region_it_is_a_plain_writer()
    {
        _screen.Write("a");
        _screen.WriteLine("b");
        _screen.WriteLine();
        Assert.Equal("ab\n\n", _text.ToString());
    }

    [Fact]
    public void The_region_is_drawn_by_the_clock_alone()
    {
        using IDisposable region = Show();
        for (int tick = 0; tick < 5; tick++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(125));
        }
        Assert.Contains("frame 6", _text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_takes_the_place_of_the_region_which_comes_again_below()
    {
        using IDisposable region = Show();
        int before = _text.ToString().Length;
        _screen.WriteLine("a line");
        Assert.Equal("\r\e[0A\e[Ja line\nframe 1", _text.ToString()[before..]);
    }

    [Fact]
    public void Half_a_line_waits_for_its_end_or_for_the_end_of_the_region()
    {
        IDisposable region = Show();
        int before = _text.ToString().Length;
        _screen.Write("half");
        Assert.Equal(before, _text.ToString().Length);
        _screen.Write(" a line\nand");
        Assert.Contains("half a line\n", _text.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("and", _text.ToString(), StringComparison.Ordinal);
        region.Dispose();
        Assert.EndsWith("and", _text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_frame_stays_and_what_follows_stands_below_it()
    {
        Show().Dispose();
        _screen.WriteLine("after");
        Assert.EndsWith("frame 2\nafter\n", WithoutCursor(_text.ToString()), StringComparison.Ordinal);
    }

    [Fact]
    public void The_cursor_is_visible_while_the_region_is_shown_and_after()
    {
        using (Show())
        {
            AssertVisible(); // A process that is killed now leaves a terminal that one can work with.
        }
        AssertVisible();
    }

    [Fact]
    public void After_the_terminal_became_shorter_no_frame_goes_back_further_than_its_rows()
    {
        using IDisposable region = _screen.Show(() => new Text(string.Join('\n', Enumerable.Range(0, 20))), _time, keepsLast: true);
        _size = new ScreenSize(80, 8);
        _time.Advance(TimeSpan.FromMilliseconds(125));
        int before = _text.ToString().Length;
        _time.Advance(TimeSpan.FromMilliseconds(125));
        string frame = _text.ToString()[before..];
        Assert.Contains("\e[7A", frame, StringComparison.Ordinal); // From the last row to the first.
        Assert.DoesNotContain("\e[19A", frame, StringComparison.Ordinal);
    }

    [Fact]
    public void One_region_follows_another_but_two_at_a_time_are_refused()
    {
        using (Show())
        {
            Assert.Throws<InvalidOperationException>(Show);
        }
        using IDisposable next = Show();
    }

    private IDisposable Show() => _screen.Show(() => new Text($"frame {++_frames}"), _time, keepsLast: true);

    private void AssertVisible()
    {
        string text = _text.ToString();
        Assert.True(text.LastIndexOf("\e[?25h", StringComparison.Ordinal) > text.LastIndexOf("\e[?25l", StringComparison.Ordinal));
    }

    private static string WithoutCursor(string text) =>
        text.Replace("\e[?25h", "", StringComparison.Ordinal).Replace("\e[?25l", "", StringComparison.Ordinal);
}

/// <summary>A terminal can be closed while a command runs.</summary>
public sealed class TerminalWriterTests
{
    [Fact]
    public void What_is_written_after_the_terminal_hung_up_is_lost_and_nothing_fails()
    {
        using StreamWriter closed = new(new HungUp());
        using Screen screen = new(new TerminalWriter(closed), () => new ScreenSize(80, 24), hasColors: false);
        FakeTime time = new();
        using (screen.Show(() => new Text("frame"), time, keepsLast: true))
        {
            time.Advance(TimeSpan.FromSeconds(1));
            screen.WriteLine("a line");
        }
        screen.WriteLine("after");
    }

    [Fact]
    public void What_does_not_fit_on_a_full_disk_is_lost_and_what_fits_later_is_written()
    {
        using FullDisk disk = new();
        using StreamWriter file = new(disk) { AutoFlush = true };
        using TerminalWriter writer = new(file);
        writer.WriteLine("lost");
        writer.Write('a');
        disk.IsFull = false;
        writer.WriteLine("there");
        Assert.Equal($"there{Environment.NewLine}", System.Text.Encoding.UTF8.GetString(disk.ToArray()));
    }

    private sealed class FullDisk : MemoryStream
    {
        public bool IsFull { get; set; } = true;

        public override void Write(byte[] buffer, int offset, int count)
        {
            if (IsFull)
            {
                throw new IOException("No space left on device");
            }
            base.Write(buffer, offset, count);
        }
    }

    private sealed class HungUp : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("Input/output error");

        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("Input/output error");
    }
}
