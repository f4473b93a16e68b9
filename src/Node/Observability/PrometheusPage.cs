using System.Globalization;
using System.Text;

namespace NodeProto.Node.Observing;

/// <summary>Writes metrics in Prometheus' text format, version 0.0.4.</summary>
/// <remarks>Source: Prometheus documentation, "Exposition formats", "Text-based format".</remarks>
internal sealed class PrometheusPage
{
    /// <summary>What the page is, for the header of an answer.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new();
    private readonly HashSet<string> _families = new(StringComparer.Ordinal);

    /// <summary>A label.</summary>
    internal readonly record struct Label(string Name, string Value);

    /// <summary>Begins a metric: its help and its type.</summary>
    /// <returns>False, and nothing is written, when a metric of this name is on the page already.</returns>
    public bool Begin(string name, string type, string help)
    {
        if (!_families.Add(name))
        {
            return false;
        }
        _text.Append("# HELP ").Append(name).Append(' ');
        Escape(help, quote: false);
        _text.Append("\n# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
        return true;
    }

    /// <summary>Writes one value.</summary>
    public void Add(string name, ReadOnlySpan<Label> labels, double value) => AddLine(name, labels, default, Number(value));

    /// <inheritdoc cref="Add(string, ReadOnlySpan{Label}, double)"/>
    public void Add(string name, ReadOnlySpan<Label> labels, long value) =>
        AddLine(name, labels, default, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Writes one range of a histogram; the count holds that of every smaller range.</summary>
    /// <param name="name">Name of the metric.</param>
    /// <param name="labels">Its labels.</param>
    /// <param name="upperBound">Inclusive upper bound.</param>
    /// <param name="count">How many values are at most that.</param>
    public void AddBucket(string name, ReadOnlySpan<Label> labels, double upperBound, long count) =>
        AddLine(name + "_bucket", labels, new Label("le", Number(upperBound)), count.ToString(CultureInfo.InvariantCulture));

    /// <summary>The page.</summary>
    public override string ToString() => _text.ToString();

    /// <summary>A number as the format wants it: <c>0.25</c>, <c>+Inf</c>, <c>NaN</c>.</summary>
    internal static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf"
        : double.IsNegativeInfinity(value) ? "-Inf"
        : double.IsNaN(value) ? "NaN"
        : value.ToString("R", CultureInfo.InvariantCulture);

    private void AddLine(string name, ReadOnlySpan<Label> labels, Label last, string value)
    {
        _text.Append(name);
        char before = '{';
        foreach (Label label in labels)
        {
            AddLabel(before, label);
            before = ',';
        }
        if (last.Name is not null)
        {
            AddLabel(before, last);
            before = ',';
        }
        if (before == ',')
        {
            _text.Append('}');
        }
        _text.Append(' ').Append(value).Append('\n');
    }

    private void AddLabel(char before, Label label)
    {
        _text.Append(before).Append(label.Name).Append("=\"");
        Escape(label.Value, quote: true);
        _text.Append('"');
    }

    private void Escape(string text, bool quote)
    {
        foreach (char letter in text)
        {
            _ = letter switch
            {
                '\\' => _text.Append(@"\\"),
                '\n' => _text.Append(@"\n"),
                '"' when quote => _text.Append("\\\""),
                _ => _text.Append(letter),
            };
        }
    }
}
