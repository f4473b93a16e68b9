using NodeProto.Primitives;

namespace NodeProto.Node.Commands;

/// <summary>The end of a command that was asked to stop before it had a result.</summary>
internal static class Interrupted
{
    /// <summary>The error; its exit code is 130.</summary>
    /// <param name="left">What has become of the work: the end of the sentence.</param>
    public static NodeException With(string left) =>
        new(NodeErrorCode.Interrupted, $"the command was interrupted before it had a result; {left}", "", "Start it again");
}
