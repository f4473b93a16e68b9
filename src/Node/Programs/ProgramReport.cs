using System.Text.Json;
using NodeProto.Evm;
using NodeProto.Node.Output;
using NodeProto.Primitives;

namespace NodeProto.Node.Programs;

/// <summary>How a program ended.</summary>
internal sealed class ProgramReport : IReport
{
    private readonly FieldsReport _fields;
    private readonly bool _isTraced;

    /// <summary>The report of a run; it copies the output.</summary>
    /// <param name="result">How the program ended.</param>
    /// <param name="gasLimit">Gas that it had.</param>
    /// <param name="seconds">Time that it took.</param>
    /// <param name="isTraced">Whether stdout holds the trace, every line of it JSON: then the text goes to stderr.</param>
    public ProgramReport(in CallResult result, ulong gasLimit, double seconds, bool isTraced)
    {
        _isTraced = isTraced;
        _fields = new FieldsReport([
            new("exit", result.ExitCode.ToString()),
            new("gasUsed", gasLimit - result.GasLeft),
            new("refund", result.RefundGas),
            new("output", HexText.Encode(result.Output.Span)),
            new("seconds", Math.Round(seconds, 6)),
        ]);
    }

    /// <inheritdoc/>
    public void WriteJson(Utf8JsonWriter json) => _fields.WriteJson(json);

    /// <inheritdoc/>
    public void WriteText(Terminal terminal) => _fields.WriteText(_isTraced ? terminal with { Out = terminal.Error } : terminal);
}
