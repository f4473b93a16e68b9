using NodeProto.Primitives;

namespace NodeProto.Evm;

/// <summary>Runs bytecode of one fork. One instance serves one thread; prepared code is kept from call to call.</summary>
/// <typeparam name="TTracer">What watches; <see cref="NoTracer"/> costs nothing.</typeparam>
public sealed unsafe class Interpreter<TTracer> : ICodeRunner
    where TTracer : struct, ITracer
{
    /// <summary>Prepared code that is kept, in bytes.</summary>
    private const long CodeCacheBytesMax = 64 << 20;

    private readonly FramePool _frames;
    private readonly InstructionTable _table;
    private readonly CodeCache _codes;
    private TTracer _tracer;

    /// <summary>An interpreter for the blocks of a fork.</summary>
    /// <param name="fork">The rule set.</param>
    /// <param name="tracer">What watches.</param>
    /// <param name="frames">Frames of this thread.</param>
    public Interpreter(Fork fork, TTracer tracer, FramePool frames)
    {
        _frames = frames;
        _table = InstructionSet.Of(fork);
        _codes = new CodeCache(_table, TTracer.IsEnabled, CodeCacheBytesMax);
        _tracer = tracer;
    }

    /// <summary>What watches.</summary>
    public ref TTracer Tracer => ref _tracer;

    /// <inheritdoc/>
    public CallResult Run(in CallMessage message, IHost host)
    {
        Frame frame = _frames.At(message.Depth);
        frame.Begin(message, _codes.Get(message, out CodeRoom? room), host);
        if (TTracer.IsEnabled)
        {
            _tracer.EnterFrame(message, message.Depth == 0 ? 0 : (ulong)_frames.At(message.Depth - 1).Gas);
        }
        ExitCode exit = InterpreterLoop.Run(frame, _table.Handlers, ref _tracer);
        if (room is not null)
        {
            _codes.Return(room);
        }
        CallResult result =
            exit <= ExitCode.Revert
                ? new CallResult
                {
                    ExitCode = exit,
                    GasLeft = (ulong)frame.Gas,
                    RefundGas = exit == ExitCode.Success ? frame.Refund : 0,
                    Output = frame.Output,
                }
                : CallResult.Failed(exit);
        if (TTracer.IsEnabled)
        {
            _tracer.ExitFrame(result);
        }
        return result;
    }
}
