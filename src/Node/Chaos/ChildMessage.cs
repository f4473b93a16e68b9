using System.Text.Json;
using NodeProto.Primitives;

namespace NodeProto.Node.Chaos;

/// <summary>A warning or an error in the log of a command.</summary>
/// <param name="IsError">Whether it is an error, which ends the command.</param>
/// <param name="Code">The error's code, such as NP3102; empty for a warning.</param>
/// <param name="Text">What it says.</param>
internal sealed record ChildMessage(bool IsError, string Code, string Text)
{
    /// <summary>Errors of the machine: it has run out of something, and nothing is lost.</summary>
    private static readonly NodeErrorCode[] OfTheMachine =
    [
        NodeErrorCode.DiskFull,
        NodeErrorCode.OpenFilesTooFew,
        NodeErrorCode.MemoryTooLittle,
        NodeErrorCode.MemoryExhausted,
    ];

    /// <summary>Whether the machine has run out of something.</summary>
    public bool IsMachines => Array.Exists(OfTheMachine, code => string.Equals(Code, $"NP{(int)code}", StringComparison.Ordinal));

    /// <summary>Whether an error is one of the machine.</summary>
    public static bool IsMachinesCode(NodeErrorCode code) => Array.IndexOf(OfTheMachine, code) >= 0;

    /// <summary>Understands a line of the log in JSON; null for any other line, and for less than a warning.</summary>
    public static ChildMessage? Parse(string line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement entry = document.RootElement;
            if (entry.ValueKind != JsonValueKind.Object)
            {
                return null;
            }
            string level = Member(entry, "level");
            bool isError = string.Equals(level, "error", StringComparison.Ordinal);
            if (!isError && !string.Equals(level, "warning", StringComparison.Ordinal))
            {
                return null;
            }
            string code = Member(entry, "code");
            string where = Member(entry, "where");
            string text =
                (code.Length > 0 ? $"{code}: " : "")
                + Member(entry, "message")
                + (where.Length > 0 ? $" ({where})" : "")
                + (Member(entry, "whatToDo") is { Length: > 0 } whatToDo ? $". {whatToDo}" : "");
            return new ChildMessage(isError, code, text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Member(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
