namespace NodeProto.Evm;

/// <summary>Runs the code of one frame: the interpreter, or code compiled for one code hash.</summary>
/// <remarks>
/// Every frame of a transaction passes here, since nested calls go through <see cref="IHost.Call"/>. So a compiler takes the
/// interpreter's place by wrapping it: it answers messages whose <see cref="CallMessage.CodeHash"/> it has compiled and hands
/// on all others. Tracing is a type parameter of the implementation (<see cref="ITracer"/>), so this interface stays free of it.
/// </remarks>
public interface ICodeRunner
{
    /// <summary>Runs <see cref="CallMessage.Code"/> from its first instruction to the frame's end.</summary>
    /// <param name="message">What the frame starts with; code is not empty.</param>
    /// <param name="host">The world; its snapshot is already taken and the value moved.</param>
    /// <returns>How the frame ended; for a creation, <see cref="CallResult.Output"/> is the code to deploy, not yet paid for.</returns>
    CallResult Run(in CallMessage message, IHost host);
}
