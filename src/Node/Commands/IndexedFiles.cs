using NodeProto.Node.Live;
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
    /// <param name="display">How people are shown progress; null means as log lines.</param>
    /// <exception cref="NodeException">A stop was asked, a file cannot be read, or it holds another chain's genesis.</exception>
    public static ChainFileSource Open(
        ChainFiles files,
        Hash256 genesisHash,
        EventLog log,
        TimeProvider time,
        CancellationToken stop,
        Display? display = null
    )
    {
        display ??= Display.AsLines(log, time);
        IndexingProgress progress = new(display.Lines, time);
        try
        {
            using IDisposable? live = display.Show(progress.View, keepsLast: false);
            return ChainFileSource.Open(files, genesisHash, progress, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw Interrupted.With("no block was taken from the files");
        }
    }
}
