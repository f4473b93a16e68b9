using System.Text.Json;
using NodeProto.Primitives;

namespace NodeProto.Node.TestSuites;

/// <summary>Turns what a case throws into its result: a failure of one case must not hide those of the others.</summary>
internal static class CaseFailure
{
    /// <summary>The result of a case that threw.</summary>
    public static CaseResult Of(SuiteFile file, string name, string fork, Exception failure) =>
        new(file, name, fork, CaseOutcome.Failed, Detail(file, name, failure));

    /// <summary>The result of a file that cannot be read.</summary>
    public static CaseResult Of(SuiteFile file, NodeException damage) =>
        new(file, "", "", CaseOutcome.Failed, $"NP{(int)damage.Code}: {damage.What}") { Damage = damage };

    private static string Detail(SuiteFile file, string name, Exception failure) =>
        failure switch
        {
            NodeException known => known.Message,
            FormatException or OverflowException or JsonException => Malformed(file, name, failure),
            // The reader's words for a value of another kind, or an array that is too short.
            InvalidOperationException
            or IndexOutOfRangeException when failure.Source?.StartsWith("System.Text.Json", StringComparison.Ordinal) == true => Malformed(
                file,
                name,
                failure
            ),
            _ => $"NP{(int)NodeErrorCode.InternalError}: this is a bug: {failure}",
        };

    private static string Malformed(SuiteFile file, string name, Exception failure) =>
        $"NP{(int)NodeErrorCode.SuiteFileMalformed}: the case at offset {file.OffsetOf(name)} of the file is malformed: {failure.Message.TrimEnd('.')}";
}
