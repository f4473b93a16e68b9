using NodeProto.Consensus;
using NodeProto.Execution;
using NodeProto.Node.CommandLine;
using NodeProto.Node.Observing;
using NodeProto.Node.Output;
using NodeProto.Primitives;

namespace NodeProto.Node.Commands;

/// <summary>A generated chain as two files: its blocks and its genesis.</summary>
internal static class ChainFilePair
{
    /// <summary>Makes the chain and writes both files, and shows how far it is.</summary>
    /// <param name="session">Log, clock and stop.</param>
    /// <param name="observability">Shows how far it is.</param>
    /// <param name="options">The chain.</param>
    /// <param name="folder">Where <c>chain.rlp</c> and <c>genesis.json</c> are written.</param>
    /// <param name="overwrite">Whether files that are there are replaced.</param>
    /// <exception cref="NodeException">A stop was asked, which leaves no file; a file is there, or cannot be written.</exception>
    public static GeneratedChainReport Write(
        Session session,
        Observability observability,
        ChainGeneratorOptions options,
        string folder,
        bool overwrite
    )
    {
        string chainPath = Path.Combine(folder, "chain.rlp");
        string genesisPath = Path.Combine(folder, "genesis.json");
        OutputFile.Refuse(chainPath, overwrite);
        using OutputFile genesisFile = OutputFile.Create(genesisPath, overwrite);
        using OutputFile chainFile = OutputFile.Create(chainPath, overwrite);
        CountProgress progress = new(observability.Lines, session.Time, "generate", "transactions", options.Blocks);
        using IDisposable shown = observability.Show(progress);
        session.Log.Info("{task}: preparing {senders} senders", new("task", "generate"), NamedValue.Count("senders", options.Senders));
        ChainGenerator generator = new(options);
        genesisFile.Write(GenesisFile.Write(generator.Genesis));

        GeneratedChain made = new(chainPath, genesisPath, generator.Genesis);
        RlpWriter writer = new();
        foreach (Block block in generator.Generate())
        {
            if (session.Stop.IsCancellationRequested)
            {
                throw Interrupted.With("both files were removed");
            }
            writer.Clear();
            BodyCodec.EncodeBlock(writer, block);
            chainFile.Write(writer.Written);
            made.Add(block);
            progress.Report((long)made.Head.Number.Value, made.Transactions);
        }
        chainFile.Finish();
        genesisFile.Finish();
        return new GeneratedChainReport(made, chainFile.Length, progress.Seconds);
    }
}
