using NodeProto.Node.Observing;
using NodeProto.Node.Output;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Node.Commands;

/// <summary>Chain files as a source of blocks, for a command that shows its progress and can be stopped.</summary>
internal static class IndexedFiles
{
    /// <summary>Finds the blocks of the files.</summary>
    /// <param name="files">The files, open.</param>
    /// <param name="genesisHash">The chain's genesis.</param>
    /// <param name="log">Where lines go.</param>
    /// <param name="time">Clock.</param>
    /// <param name="stop">Ends the search.</param>
    /// <param name="observability">How progress is shown; null means as log lines.</param>
    /// <exception cref="NodeException">A stop was asked, a file cannot be read, or it holds another chain's genesis.</exception>
    public static ChainFileSource Open(
        ChainFiles files,
        Hash256 genesisHash,
        EventLog log,
        TimeProvider time,
        CancellationToken stop,
        Observability? observability = null
    )
    {
        IndexingProgress progress = new(observability is null ? log : observability.Lines, time);
        try
        {
            using IDisposable? shown = observability?.Show(progress);
            return ChainFileSource.Open(files, genesisHash, progress, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw Interrupted.With("no block was taken from the files");
        }
    }
}
