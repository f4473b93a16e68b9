using System.Runtime.InteropServices;

namespace NodeProto.Db;

/// <summary>Memory that is handed out in pieces and given back all at once; pieces never move.</summary>
internal sealed unsafe class Arena : IDisposable
{
    private const int FirstChunkBytes = 16 * 1024;
    private const int ChunkBytesMax = 1024 * 1024;

    private readonly List<nint> _chunks = [];
    private byte* _next;
    private nuint _left;
    private int _chunkBytes = FirstChunkBytes;
    private long _allocated;

    /// <summary>Bytes that it has taken from the system.</summary>
    public long Bytes => _allocated;

    /// <summary>A piece of this many bytes, aligned to eight.</summary>
    public byte* Take(nuint bytes)
    {
        bytes = (bytes + 7) & ~(nuint)7;
        if (bytes > _left)
        {
            Grow(bytes);
        }
        byte* taken = _next;
        _next += bytes;
        _left -= bytes;
        return taken;
    }

    public void Dispose() => Free();

    private void Grow(nuint bytes)
    {
        nuint size = Math.Max((nuint)_chunkBytes, bytes);
        _chunkBytes = Math.Min(_chunkBytes * 4, ChunkBytesMax);
        _next = (byte*)NativeMemory.Alloc(size);
        _left = size;
        _chunks.Add((nint)_next);
        _allocated += (long)size;
        GC.AddMemoryPressure((long)size);
    }

    private void Free()
    {
        foreach (nint chunk in _chunks)
        {
            NativeMemory.Free((void*)chunk);
        }
        if (_allocated > 0)
        {
            GC.RemoveMemoryPressure(_allocated);
        }
        _chunks.Clear();
        _allocated = 0;
        _next = null;
        _left = 0;
    }
}
