using NodeProto.Primitives;

namespace NodeProto.Evm;

/// <summary>Makes what runs a fork's code: the seam where a compiler of hot code takes the interpreter's place for some code hashes.</summary>
/// <remarks>Called when a chain enters a fork, and once more when it goes back to one; what it returns serves one thread.</remarks>
/// <param name="fork">The rule set.</param>
/// <param name="frames">Frames of the thread, kept from fork to fork.</param>
public delegate ICodeRunner CodeRunnerFactory(Fork fork, FramePool frames);

/// <summary>The runners that there are.</summary>
public static class CodeRunners
{
    /// <summary>The interpreter, watched by nobody.</summary>
    public static CodeRunnerFactory Interpreter { get; } = static (fork, frames) => new Interpreter<NoTracer>(fork, default, frames);
}
