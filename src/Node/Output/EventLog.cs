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

/// <summary>Writes log lines to standard error. Thread-safe when the writer is.</summary>
internal sealed class EventLog(TextWriter writer, LogLevel level, LogFormat format, TimeProvider time)
{
    /// <summary>Whether lines of a level are written.</summary>
    public bool IsEnabled(LogLevel candidate) => candidate >= level;

    /// <summary>Writes a line of progress or of an event.</summary>
    public void Info(string message, params ReadOnlySpan<NamedValue> fields) => Write(LogLevel.Info, message, fields);

    /// <summary>Writes a warning.</summary>
    public void Warning(string message, params ReadOnlySpan<NamedValue> fields) => Write(LogLevel.Warning, message, fields);

    /// <summary>Writes what only developers need.</summary>
    public void Debug(string message, params ReadOnlySpan<NamedValue> fields) => Write(LogLevel.Debug, message, fields);

    private void Write(LogLevel lineLevel, string message, ReadOnlySpan<NamedValue> fields)
    {
        if (!IsEnabled(lineLevel))
        {
            return;
        }
        writer.WriteLine(format == LogFormat.Json ? Json(lineLevel, message, fields) : Text(lineLevel, message, fields));
    }

    private string Text(LogLevel lineLevel, string message, ReadOnlySpan<NamedValue> fields)
    {
        StringBuilder line = new();
        line.Append($"{time.GetLocalNow():HH:mm:ss} ");
        if (lineLevel != LogLevel.Info)
        {
            line.Append(lineLevel.ToString().ToLowerInvariant()).Append(": ");
        }
        line.Append(message);
        foreach (NamedValue field in fields)
        {
            line.Append($" {field.Name}={field.Value}");
        }
        return line.ToString();
    }

    private string Json(LogLevel lineLevel, string message, ReadOnlySpan<NamedValue> fields)
    {
        // A span cannot be captured by the action below.
        NamedValue[] copied = fields.ToArray();
        return JsonText.Of(json =>
        {
            json.WriteStartObject();
            json.WriteString("time", time.GetUtcNow());
            json.WriteString("level", lineLevel.ToString().ToLowerInvariant());
            json.WriteString("message", message);
            foreach (NamedValue field in copied)
            {
                field.WriteTo(json);
            }
            json.WriteEndObject();
        });
    }
}
