using System.Globalization;
using System.Text.Json;

namespace NodeProto.Node.Output;

/// <summary>A short list of named values: a JSON object, or one line each.</summary>
/// <param name="Fields">The values in their order.</param>
internal sealed record FieldsReport(IReadOnlyList<NamedValue> Fields) : IReport
{
    /// <inheritdoc/>
    public int ExitCode { get; init; } = ExitCodes.Done;

    /// <inheritdoc/>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        foreach (NamedValue field in Fields)
        {
            field.WriteTo(json);
        }
        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public void WriteText(Terminal terminal)
    {
        int width = 0;
        foreach (NamedValue field in Fields)
        {
            width = Math.Max(width, field.Name.Length);
        }
        foreach (NamedValue field in Fields)
        {
            string value = field.Value switch
            {
                bool truth => truth ? "yes" : "no",
                double number => number.ToString("0.###", CultureInfo.InvariantCulture),
                _ => field.Value?.ToString() ?? "not known",
            };
            terminal.Out.WriteLine($"{field.Name.PadRight(width)}  {value}");
        }
    }
}
