using NodeProto.Node.Output;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Node.Commands;

/// <summary>Chain files as a source of blocks, for a command that shows its progress and can be stopped.</summary>
internal static class IndexedFiles
{
    /// <summary>Finds the blocks of the files.</summary>
    /// <exception cref="NodeException">A stop was asked, a file cannot be read, or it holds another chain's genesis.</exception>
    public static ChainFileSource Open(ChainFiles files, Hash256 genesisHash, EventLog log, TimeProvider time, CancellationToken stop)
    {
        try
        {
            return ChainFileSource.Open(files, genesisHash, new IndexingProgress(log, time), stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw Interrupted.With("no block was taken from the files");
        }
    }
}
