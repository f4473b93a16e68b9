using NodeProto.Primitives;

namespace NodeProto.Evm;

/// <summary>Runs bytecode of one fork. One instance serves one thread; frames and prepared code are kept from call to call.</summary>
/// <typeparam name="TTracer">What watches; <see cref="NoTracer"/> costs nothing.</typeparam>
public sealed unsafe class Interpreter<TTracer> : ICodeRunner
    where TTracer : struct, ITracer
{
    /// <summary>Prepared code that is kept, in bytes.</summary>
    private const long CodeCacheBytesMax = 64 << 20;

    private readonly List<Frame> _frames = [];
    private readonly KeccakMemory _hashes = new();
    private readonly InstructionTable _table;
    private readonly CodeCache _codes;
    private TTracer _tracer;

    /// <summary>An interpreter for the blocks of a fork.</summary>
    public Interpreter(Fork fork, TTracer tracer)
    {
        _table = InstructionSet.Of(fork);
        _codes = new CodeCache(_table, TTracer.IsEnabled, CodeCacheBytesMax);
        _tracer = tracer;
    }

    /// <summary>What watches.</summary>
    public ref TTracer Tracer => ref _tracer;

    /// <inheritdoc/>
    public CallResult Run(in CallMessage message, IHost host)
    {
        while (_frames.Count <= message.Depth)
        {
            _frames.Add(new Frame(_hashes));
        }
        Frame frame = _frames[message.Depth];
        frame.Begin(message, _codes.Get(message), host);
        if (TTracer.IsEnabled)
        {
            _tracer.EnterFrame(message);
        }
        ExitCode exit = InterpreterLoop.Run(frame, _table.Handlers, ref _tracer);
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
