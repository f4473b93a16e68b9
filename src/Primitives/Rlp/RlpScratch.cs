namespace NodeProto.Primitives;

/// <summary>A writer per thread for encodings that are hashed or copied at once and then forgotten.</summary>
internal static class RlpScratch
{
    private const int KeptBytesMax = 1 << 20;

    [ThreadStatic]
    private static RlpWriter? _writer;

    /// <summary>The thread's writer, cleared. The caller is done with it before it calls anything that might ask for it again.</summary>
    public static RlpWriter Take()
    {
        RlpWriter? writer = _writer;
        if (writer is null || writer.Length > KeptBytesMax)
        {
            _writer = writer = new RlpWriter();
        }
        writer.Clear();
        return writer;
    }
}
