using System.Text.Json;

namespace NodeProto.Node.Output;

/// <summary>A named value, in a log line or in a result; text and JSON hold the same.</summary>
/// <param name="Name">Name in camel case.</param>
/// <param name="Value">A number, a string or a truth value; null when it is not known.</param>
internal readonly record struct NamedValue(string Name, object? Value)
{
    /// <summary>Writes name and value into an object that is open.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WritePropertyName(Name);
        switch (Value)
        {
            case bool truth:
                json.WriteBooleanValue(truth);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case ulong number:
                json.WriteNumberValue(number);
                break;
            case double number:
                json.WriteNumberValue(Math.Round(number, 3));
                break;
            default:
                json.WriteStringValue(Value?.ToString()); // Null is written as null.
                break;
        }
    }
}
