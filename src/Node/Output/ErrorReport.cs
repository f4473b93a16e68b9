using System.Text.Json;
using NodeProto.Primitives;

namespace NodeProto.Node.Output;

/// <summary>An error as a person sees it: code, what happened, where, and what to do next.</summary>
internal sealed record ErrorReport(NodeErrorCode Code, string What, string Where, string WhatToDo) : IReport
{
    /// <inheritdoc/>
    public int ExitCode => ExitCodes.Of(Code);

    /// <inheritdoc/>
    ErrorReport IReport.Error => this;

    /// <summary>The house format of a known error.</summary>
    public static ErrorReport Of(NodeException error) => new(error.Code, error.What, error.Where, error.WhatToDo);

    /// <summary>Anything that nobody foresaw: a bug, which says so.</summary>
    public static ErrorReport Bug(Exception error, string where) =>
        new(
            NodeErrorCode.InternalError,
            $"this is a bug: {error.GetType().Name}: {error.Message}",
            where,
            "Start again with --log-level debug, which shows the stack trace, and report it with what you did"
        );

    /// <inheritdoc/>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        WriteMembers(json);
        json.WriteEndObject();
    }

    /// <summary>Writes the member <c>error</c> into an object that says more.</summary>
    public void WriteMembers(Utf8JsonWriter json)
    {
        json.WriteStartObject("error");
        json.WriteString("code", $"NP{(int)Code}");
        json.WriteString("what", What);
        json.WriteString("where", Where);
        json.WriteString("whatToDo", WhatToDo);
        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public void WriteText(Terminal terminal)
    {
        if (terminal.JsonLog is { } log)
        {
            log.Error(What, new("code", $"NP{(int)Code}"), new("where", Where), new("whatToDo", WhatToDo));
            return;
        }
        terminal.Error.WriteLine($"NP{(int)Code}: {What.TrimEnd('.')}{(Where.Length == 0 ? "" : $" ({Where})")}.");
        if (WhatToDo.Length > 0)
        {
            terminal.Error.WriteLine($"        {WhatToDo.TrimEnd('.')}.");
        }
    }
}
