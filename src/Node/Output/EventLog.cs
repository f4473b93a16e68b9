using System.Text;

namespace NodeProto.Node.Output;

/// <summary>How much is logged.</summary>
internal enum LogLevel
{
    /// <summary>Also what only developers need, such as stack traces.</summary>
    Debug,

    /// <summary>Progress and commits.</summary>
    Info,

    /// <summary>Something is wrong and the program goes on.</summary>
    Warning,

    /// <summary>Something failed.</summary>
    Error,
}

/// <summary>How a log line looks.</summary>
internal enum LogFormat
{
    /// <summary>For people.</summary>
    Text,

    /// <summary>One JSON object a line.</summary>
    Json,
}

/// <summary>A named value of a log line; both formats hold the same fields.</summary>
/// <param name="Name">Name in camel case.</param>
/// <param name="Value">A number, a string or a truth value.</param>
internal readonly record struct LogField(string Name, object Value);

/// <summary>Writes log lines to standard error. Thread-safe when the writer is.</summary>
internal sealed class EventLog(TextWriter writer, LogLevel level, LogFormat format, TimeProvider time)
{
    /// <summary>Whether lines of a level are written.</summary>
    public bool IsEnabled(LogLevel candidate) => candidate >= level;

    /// <summary>Writes a line of progress or of an event.</summary>
    public void Info(string message, params ReadOnlySpan<LogField> fields) => Write(LogLevel.Info, message, fields);

    /// <summary>Writes a warning.</summary>
    public void Warning(string message, params ReadOnlySpan<LogField> fields) => Write(LogLevel.Warning, message, fields);

    /// <summary>Writes what only developers need.</summary>
    public void Debug(string message, params ReadOnlySpan<LogField> fields) => Write(LogLevel.Debug, message, fields);

    private void Write(LogLevel lineLevel, string message, ReadOnlySpan<LogField> fields)
    {
        if (!IsEnabled(lineLevel))
        {
            return;
        }
        writer.WriteLine(format == LogFormat.Json ? Json(lineLevel, message, fields) : Text(lineLevel, message, fields));
    }

    private string Text(LogLevel lineLevel, string message, ReadOnlySpan<LogField> fields)
    {
        StringBuilder line = new();
        line.Append($"{time.GetLocalNow():HH:mm:ss} ");
        if (lineLevel != LogLevel.Info)
        {
            line.Append(lineLevel.ToString().ToLowerInvariant()).Append(": ");
        }
        line.Append(message);
        foreach (LogField field in fields)
        {
            line.Append($" {field.Name}={field.Value}");
        }
        return line.ToString();
    }

    private string Json(LogLevel lineLevel, string message, ReadOnlySpan<LogField> fields)
    {
        // A span cannot be captured by the action below.
        LogField[] copied = fields.ToArray();
        return JsonText.Of(json =>
        {
            json.WriteStartObject();
            json.WriteString("time", time.GetUtcNow());
            json.WriteString("level", lineLevel.ToString().ToLowerInvariant());
            json.WriteString("message", message);
            foreach (LogField field in copied)
            {
                json.WritePropertyName(field.Name);
                switch (field.Value)
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
                        json.WriteStringValue(field.Value.ToString());
                        break;
                }
            }
            json.WriteEndObject();
        });
    }
}
