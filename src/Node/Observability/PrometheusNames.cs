using System.Text;

namespace NodeProto.Node.Observing;

/// <summary>Names of metrics and labels as Prometheus wants them.</summary>
/// <remarks>Source: Prometheus data model; OpenTelemetry specification, "Prometheus and OpenMetrics compatibility".</remarks>
internal static class PrometheusNames
{
    /// <summary>The name of a metric: dots become underscores, the unit and <c>_total</c> come behind unless they are there.</summary>
    /// <param name="name">Dotted name.</param>
    /// <param name="unit">Unit by UCUM; an annotation such as <c>{thread}</c> counts as none.</param>
    /// <param name="isCounter">Whether the value only grows.</param>
    public static string Of(string name, string unit, bool isCounter)
    {
        string text = Clean(name, mayHaveColon: true);
        if (!isCounter && text.EndsWith("_count", StringComparison.Ordinal))
        {
            text = $"{text[..^"count".Length]}number"; // That ending belongs to histograms; promtool objects to it elsewhere.
        }
        string suffix = UnitOf(unit);
        if (suffix.Length > 0 && !text.EndsWith("_" + suffix, StringComparison.Ordinal))
        {
            text = $"{text}_{suffix}";
        }
        return isCounter && !text.EndsWith("_total", StringComparison.Ordinal) ? text + "_total" : text;
    }

    /// <summary>The name of a label.</summary>
    public static string OfLabel(string name) => Clean(name, mayHaveColon: false);

    private static string Clean(string name, bool mayHaveColon)
    {
        StringBuilder text = new(name.Length);
        foreach (char letter in name)
        {
            bool isAllowed = char.IsAsciiLetterOrDigit(letter) || letter == '_' || (letter == ':' && mayHaveColon);
            if (text.Length == 0 && char.IsAsciiDigit(letter))
            {
                text.Append('_');
            }
            text.Append(isAllowed ? letter : '_');
        }
        return text.ToString();
    }

    private static string UnitOf(string unit) =>
        unit switch
        {
            "" => "",
            _ when unit.StartsWith('{') => "",
            "s" => "seconds",
            "ms" => "milliseconds",
            "us" => "microseconds",
            "ns" => "nanoseconds",
            "By" => "bytes",
            "KiBy" => "kibibytes",
            "MiBy" => "mebibytes",
            "%" => "percent",
            "1" => "ratio",
            _ => Clean(unit, mayHaveColon: false),
        };
}
