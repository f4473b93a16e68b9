using NodeProto.Node.Live;

namespace NodeProto.Node.Output;

/// <summary>Where a command's result and its messages go: the only place that knows the console.</summary>
/// <param name="Out">Results; with <c>--json</c> exactly one JSON object.</param>
/// <param name="Error">Progress, logs and errors; a <see cref="Screen"/> when it is a terminal.</param>
/// <param name="Width">Columns that fit into a line of <paramref name="Out"/>.</param>
internal sealed record Terminal(TextWriter Out, TextWriter Error, int Width)
{
    private const int WidthWithoutTerminal = 240; // As wide as the widest table: a file or a program has room.

    /// <summary>The log that takes errors too; null when they are written as text.</summary>
    public EventLog? JsonLog { get; init; }

    /// <summary>The process's own console.</summary>
#pragma warning disable RS0030 // This is the one place: everything else takes a Terminal.
    public static Terminal System { get; } =
        new(new ResultWriter(Console.Out), CreateError(), Console.IsOutputRedirected ? WidthWithoutTerminal : Console.WindowWidth);

    /// <summary>Standard error: a screen where it is a terminal that can move its cursor.</summary>
    private static TextWriter CreateError()
    {
        const int FrameCharsMax = 1 << 14; // A frame in one write.
        bool isSimple = !OperatingSystem.IsWindows() && Environment.GetEnvironmentVariable("TERM") is null or "" or "dumb";
        if (Console.IsErrorRedirected || isSimple)
        {
            return TextWriter.Synchronized(new TerminalWriter(Console.Error));
        }
        StreamWriter writer = new(Console.OpenStandardError(), Console.Error.Encoding, FrameCharsMax, leaveOpen: true);
        bool hasColors = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")); // no-color.org
        return new Screen(new TerminalWriter(writer), ScreenSize.OfStandardError, hasColors);
    }
#pragma warning restore RS0030
}
