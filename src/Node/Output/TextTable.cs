using Spectre.Console;

namespace NodeProto.Node.Output;

/// <summary>A table for people: a header line, then rows; columns of numbers stand on the right.</summary>
internal sealed class TextTable
{
    private const int WidthMax = 240;

    private readonly Table _table = new Table().Border(TableBorder.Simple).Collapse();

    /// <summary>Adds a column of words.</summary>
    public TextTable Words(string title)
    {
        _table.AddColumn(new TableColumn(Markup.Escape(title)).NoWrap());
        return this;
    }

    /// <summary>Adds a column of numbers.</summary>
    public TextTable Numbers(string title)
    {
        _table.AddColumn(new TableColumn(Markup.Escape(title)).NoWrap().RightAligned());
        return this;
    }

    /// <summary>Adds a row with a cell for each column.</summary>
    public void Row(params ReadOnlySpan<string> cells)
    {
        Text[] texts = new Text[cells.Length];
        for (int i = 0; i < cells.Length; i++)
        {
            texts[i] = new Text(cells[i]);
        }
        _table.AddRow(texts);
    }

    /// <summary>Prints the table.</summary>
    public void WriteTo(Terminal terminal)
    {
        AnsiConsoleSettings settings = new()
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(terminal.Out),
        };
        IAnsiConsole console = AnsiConsole.Create(settings);
        console.Profile.Width = WidthMax; // A narrow terminal wraps whole lines, which reads better than words cut in cells.
        console.Write(_table);
    }
}
