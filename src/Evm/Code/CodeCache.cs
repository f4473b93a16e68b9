using NodeProto.Primitives;

namespace NodeProto.Evm;

/// <summary>Prepared code by its hash, so that each contract is analysed once. Bounded: when it is full it starts over.</summary>
/// <param name="table">Instructions of the fork.</param>
/// <param name="isStepwise">Whether code is prepared for a tracer.</param>
/// <param name="bytesMax">Size at which it starts over.</param>
internal sealed class CodeCache(InstructionTable table, bool isStepwise, long bytesMax)
{
    private readonly Dictionary<Hash256, AnalyzedCode> _codes = [];
    private long _bytes;

    /// <summary>The prepared form of a message's code.</summary>
    public AnalyzedCode Get(in CallMessage message)
    {
        if (message.CodeHash.IsZero)
        {
            return AnalyzedCode.Analyze(message.Code, table, isStepwise);
        }
        if (_codes.TryGetValue(message.CodeHash, out AnalyzedCode? code))
        {
            return code;
        }
        code = AnalyzedCode.Analyze(message.Code, table, isStepwise);
        if (_bytes > bytesMax)
        {
            _codes.Clear();
            _bytes = 0;
        }
        _bytes += code.SizeBytes;
        _codes.Add(message.CodeHash, code);
        return code;
    }
}
