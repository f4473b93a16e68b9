using System.CommandLine;

namespace NodeProto.Node.CommandLine;

/// <summary>One line that works as it stands, for help and documents.</summary>
/// <param name="Line">The command line.</param>
/// <param name="Explanation">What it does.</param>
internal readonly record struct Example(string Line, string Explanation);

/// <summary>A command with examples in its help.</summary>
internal sealed class DocumentedCommand(string name, string description, params IReadOnlyList<Example> examples)
    : Command(name, description)
{
    /// <summary>Lines that work as they stand.</summary>
    public IReadOnlyList<Example> Examples { get; } = examples;
}
