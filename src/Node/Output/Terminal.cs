namespace NodeProto.Node.Output;

/// <summary>Where a command's result and its messages go: the only place that knows the console.</summary>
/// <param name="Out">Results; with <c>--json</c> exactly one JSON object.</param>
/// <param name="Error">Progress, logs and errors.</param>
/// <param name="Width">Columns that fit into a line of <paramref name="Out"/>.</param>
internal sealed record Terminal(TextWriter Out, TextWriter Error, int Width)
{
    private const int WidthWithoutTerminal = 120;

    /// <summary>The log that takes errors too; null when they are written as text.</summary>
    public EventLog? JsonLog { get; init; }

    /// <summary>The process's own console.</summary>
#pragma warning disable RS0030 // This is the one place: everything else takes a Terminal.
    public static Terminal System { get; } =
        new(Console.Out, TextWriter.Synchronized(Console.Error), Console.IsOutputRedirected ? WidthWithoutTerminal : Console.WindowWidth);
#pragma warning restore RS0030
}
