namespace NodeProto.Stages;

/// <summary>How far the search for the blocks of chain files has come.</summary>
/// <param name="BytesDone">Bytes of all files that lie behind.</param>
/// <param name="BytesTotal">Bytes of all files.</param>
public readonly record struct ChainFileProgress(long BytesDone, long BytesTotal);
