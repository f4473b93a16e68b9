using System.Text.Json;

namespace NodeProto.Node.Output;

/// <summary>The result of a command, for people and for programs.</summary>
internal interface IReport
{
    /// <summary>Exit code that goes with it.</summary>
    int ExitCode => ExitCodes.Done;

    /// <summary>What went wrong, if anything: with <c>--json</c> it stands on standard error too.</summary>
    ErrorReport? Error => null;

    /// <summary>Writes one JSON object.</summary>
    void WriteJson(Utf8JsonWriter json);

    /// <summary>Writes the same for people.</summary>
    void WriteText(Terminal terminal);
}
