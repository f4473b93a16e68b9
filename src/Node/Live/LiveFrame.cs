using NodeProto.Node.Output;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace NodeProto.Node.Live;

/// <summary>Lays a view out for the width that the terminal has at that moment; what matters least goes first when it is narrow.</summary>
internal sealed class LiveFrame(LiveView view) : IRenderable
{
    private const string EraseToEndOfLine = "\e[K"; // Whatever was typed or echoed behind the line.
    private const int NoteLinesMax = 3;
    private const int Gap = 2;

    private static readonly Style s_dim = new(decoration: Decoration.Dim);
    private static readonly Style s_bold = new(decoration: Decoration.Bold);
    private static readonly Style s_still = new(foreground: Color.Yellow);
    private static readonly Style s_done = new(foreground: Color.Green);

    /// <summary>Columns in the order in which they go when the line is too long, after the unit of the rate.</summary>
    private static readonly Column[] s_dispensable = [Column.Share, Column.Target, Column.Left, Column.Rate, Column.Doing];

    private enum Column
    {
        Name,
        Position,
        Target,
        Share,
        Rate,
        Left,
        Doing,
    }

    /// <inheritdoc/>
    public Measurement Measure(RenderOptions options, int maxWidth) => new(0, maxWidth);

    /// <inheritdoc/>
    public IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        bool isFirst = true;
        foreach ((string line, Style style) in Lines(maxWidth - 1)) // A character in the last column makes some terminals wrap.
        {
            if (!isFirst)
            {
                yield return Segment.LineBreak;
            }
            isFirst = false;
            yield return new Segment(line, style);
            yield return Segment.Control(EraseToEndOfLine);
        }
    }

    /// <summary>The lines, none longer than the width.</summary>
    private IEnumerable<(string Line, Style Style)> Lines(int width)
    {
        bool hasUnits = true;
        List<Column> shown = [.. Enum.GetValues<Column>()];
        int[] widths = Widths(hasUnits);
        for (int next = -1; Total(shown, widths) > width && next < s_dispensable.Length; next++)
        {
            if (next < 0)
            {
                hasUnits = false;
                shown.Remove(Column.Share);
                widths = Widths(hasUnits);
                next = 0;
            }
            else
            {
                shown.Remove(s_dispensable[next]);
            }
        }
        foreach (LiveRow row in view.Rows)
        {
            yield return (Cut(Line(row, shown, widths, hasUnits), width), StyleOf(row.State));
        }
        foreach (string line in Wrapped(view.Note, width))
        {
            yield return (line, s_still);
        }
        if (view.Foot.Length > 0)
        {
            yield return (Cut(view.Foot, width), s_dim);
        }
    }

    private int[] Widths(bool hasUnits)
    {
        int[] widths = new int[Enum.GetValues<Column>().Length];
        foreach (LiveRow row in view.Rows)
        {
            foreach (Column column in Enum.GetValues<Column>())
            {
                int least = column switch
                {
                    Column.Share => 4, // Columns that do not dance when numbers grow.
                    Column.Rate => "12.3k/s".Length + (hasUnits ? row.Unit.Length + 1 : 0),
                    Column.Left => "12:34".Length,
                    Column.Doing => "compute".Length,
                    Column.Position => row.Target.Length, // It grows up to that.
                    _ => 0,
                };
                widths[(int)column] = Math.Max(widths[(int)column], Math.Max(least, Cell(row, column, hasUnits).Length));
            }
        }
        return widths;
    }

    private static int Total(List<Column> shown, int[] widths) => shown.Sum(column => widths[(int)column] + Gap) - Gap;

    private static string Line(LiveRow row, List<Column> shown, int[] widths, bool hasUnits)
    {
        List<string> cells = [];
        foreach (Column column in shown)
        {
            string cell = Cell(row, column, hasUnits);
            bool isWord = column is Column.Name or Column.Doing or Column.Target;
            cells.Add(isWord ? cell.PadRight(widths[(int)column]) : cell.PadLeft(widths[(int)column]));
        }
        return string.Join(new string(' ', Gap), cells).TrimEnd();
    }

    private static string Cell(LiveRow row, Column column, bool hasUnits) =>
        column switch
        {
            Column.Name => row.Name,
            Column.Position => row.Position,
            Column.Target => row.Target.Length == 0 ? ""
            : row.IsBack ? $"to {row.Target}"
            : $"of {row.Target}",
            Column.Share => row.Share is { } share ? $"{Math.Floor(share * 100):0} %" : "",
            Column.Rate => row.UnitsPerSecond > 0 ? Rate(row, hasUnits) : "",
            Column.Left => row.Left is { } left ? Readable.Clock(left) : "",
            _ => row.Doing,
        };

    private static string Rate(LiveRow row, bool hasUnits) =>
        hasUnits ? $"{Readable.Short(row.UnitsPerSecond)} {row.Unit}/s" : $"{Readable.Short(row.UnitsPerSecond)}/s";

    private static Style StyleOf(LiveRowState state) =>
        state switch
        {
            LiveRowState.Running => s_bold,
            LiveRowState.Still => s_still,
            LiveRowState.Done => s_done,
            _ => s_dim,
        };

    private static string Cut(string line, int width) => line.Length <= width ? line : line[..Math.Max(0, width)];

    /// <summary>A sentence on lines of whole words where they fit; what is beyond the last line is left to the log.</summary>
    private static List<string> Wrapped(string text, int width)
    {
        List<string> lines = [];
        string line = "";
        foreach (string word in text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                lines.Add(line);
                line = "";
            }
            line = Cut(line.Length == 0 ? word : $"{line} {word}", width);
        }
        if (line.Length > 0)
        {
            lines.Add(line);
        }
        if (lines.Count > NoteLinesMax)
        {
            lines = lines[..NoteLinesMax];
            lines[^1] = Cut(lines[^1], width - 4) + " ...";
        }
        return lines;
    }
}
