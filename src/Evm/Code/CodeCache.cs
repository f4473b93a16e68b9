using NodeProto.Primitives;

namespace NodeProto.Evm;

/// <summary>Prepared code by its hash, so that each contract is analysed once. Bounded: when it is full it starts over.</summary>
/// <param name="table">Instructions of the fork.</param>
/// <param name="isStepwise">Whether code is prepared for a tracer.</param>
/// <param name="bytesMax">Size at which it starts over.</param>
internal sealed class CodeCache(InstructionTable table, bool isStepwise, long bytesMax)
{
    /// <summary>Rooms that are kept for creations to come, and how large each may be.</summary>
    private const int RoomsMax = 4;
    private const long RoomBytesMax = 2 << 20;

    private readonly Dictionary<Hash256, AnalyzedCode> _codes = [];
    private readonly Stack<CodeRoom> _rooms = new();
    private long _bytes;

    /// <summary>The prepared form of a message's code.</summary>
    /// <param name="message">The message.</param>
    /// <param name="room">What initialisation code was prepared in, for <see cref="Return"/>; else null.</param>
    public AnalyzedCode Get(in CallMessage message, out CodeRoom? room)
    {
        room = null;
        if (message.CodeHash.IsZero)
        {
            room = _rooms.TryPop(out CodeRoom? used) ? used : new CodeRoom();
            return AnalyzedCode.Analyze(message.Code, table, isStepwise, room);
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

    /// <summary>Takes a room back whose code has run.</summary>
    public void Return(CodeRoom room)
    {
        if (_rooms.Count < RoomsMax && room.SizeBytes <= RoomBytesMax)
        {
            _rooms.Push(room);
        }
    }
}
