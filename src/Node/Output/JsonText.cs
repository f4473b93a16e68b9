using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace NodeProto.Node.Output;

/// <summary>Writes a report's JSON object as one line.</summary>
internal static class JsonText
{
    /// <summary>How JSON is written everywhere: signs such as apostrophes stay as they are, since it never ends up in a web page.</summary>
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The JSON that the action writes.</summary>
    public static string Of(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> bytes = new();
        using (Utf8JsonWriter json = new(bytes, Options))
        {
            write(json);
        }
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}
