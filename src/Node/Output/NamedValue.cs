using System.Buffers;
using System.Text.Json;

namespace NodeProto.Node.Output;

/// <summary>A named value, in a log line or in a result; text and JSON hold the same.</summary>
/// <param name="Name">Name in camel case.</param>
/// <param name="Value">A number, a string or a truth value; null when it is not known.</param>
internal readonly record struct NamedValue(string Name, object? Value)
{
    private const int Digits = 3; // Of a number with a fraction: below that it is noise.

    private static readonly SearchValues<char> s_notOfWords = SearchValues.Create(" \"=\t\r\n");

    /// <summary>The value as people read it inside a sentence; null when it is the same as elsewhere.</summary>
    private string? Readable { get; init; }

    /// <summary>A number of things or of a block: <c>1,234,567</c> in a sentence.</summary>
    public static NamedValue Count(string name, ulong value) => new(name, value) { Readable = Output.Readable.Count(value) };

    /// <summary>The same.</summary>
    public static NamedValue Count(string name, long value) => new(name, value) { Readable = Output.Readable.Count(value) };

    /// <summary>Seconds: <c>3 min 5 s</c> in a sentence.</summary>
    public static NamedValue Duration(string name, double seconds) => new(name, seconds) { Readable = Output.Readable.Duration(seconds) };

    /// <summary>Things in a second: <c>1.3</c> or <c>1,234</c> in a sentence.</summary>
    public static NamedValue Rate(string name, double value) => new(name, value) { Readable = Output.Readable.Rate(value) };

    /// <summary>Bytes: <c>1.5 KiB</c> in a sentence.</summary>
    public static NamedValue Bytes(string name, ulong value) => new(name, value) { Readable = Output.Readable.Bytes(value) };

    /// <summary>The value inside a sentence.</summary>
    public string InSentence() => Readable ?? Plain();

    /// <summary>The value as <c>name=value</c>; in quotes where it would not end at the next space.</summary>
    public string InPair()
    {
        string plain = Plain();
        bool isWord = plain.Length > 0 && plain.AsSpan().IndexOfAny(s_notOfWords) < 0;
        return $"{Name}={(isWord || Value is null ? plain : JsonText.Of(json => json.WriteStringValue(plain)))}";
    }

    /// <summary>Writes name and value into an object that is open.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WritePropertyName(Name);
        switch (Value)
        {
            case bool truth:
                json.WriteBooleanValue(truth);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case ulong number:
                json.WriteNumberValue(number);
                break;
            case double number:
                json.WriteNumberValue(Math.Round(number, Digits));
                break;
            default:
                json.WriteStringValue(Value?.ToString()); // Null is written as null.
                break;
        }
    }

    private string Plain() =>
        Value switch
        {
            null => "null",
            bool truth => truth ? "true" : "false",
            double number => Math.Round(number, Digits).ToString(System.Globalization.CultureInfo.InvariantCulture),
            _ => Value.ToString() ?? "",
        };
}
