using NodeProto.Db;
using NodeProto.Node.CommandLine;
using NodeProto.Node.Observing;
using NodeProto.Node.Output;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Node.Commands;

/// <summary><c>nodeproto chain export --format era1</c>: the blocks before the merge, 8,192 to a file.</summary>
internal static class Era1Export
{
    private const ulong BlocksPerFile = Era1Accumulator.BlocksMax;

    /// <summary>Writes the files into a folder.</summary>
    /// <param name="session">What the command line says.</param>
    /// <param name="observability">How progress is shown.</param>
    /// <param name="node">The data.</param>
    /// <param name="folder">Where the files go; made when it is missing.</param>
    /// <param name="genesisPath">Where the genesis goes; null for nowhere.</param>
    /// <param name="blocks">First and last block that are asked for.</param>
    /// <param name="overwrite">Whether files that are there are replaced.</param>
    public static IReport Run(
        Session session,
        Observability observability,
        NodeServices node,
        string folder,
        string? genesisPath,
        BlockRange blocks,
        bool overwrite
    )
    {
        using IReadTransaction tx = node.Database.BeginRead();
        if (blocks.First.Value % BlocksPerFile != 0)
        {
            throw Wrong($"--from {blocks.First} is no block with which an era1 file begins", $"Name a multiple of {BlocksPerFile}");
        }
        blocks = blocks with { Last = LastBeforeMerge(tx, blocks) };
        Retention.Require(tx, PruneSegment.Receipts, blocks.First);
        for (BlockNumber first = blocks.First; first <= blocks.Last && Directory.Exists(folder); first += BlocksPerFile)
        {
            foreach (string taken in Directory.GetFiles(folder, $"{node.Genesis.Spec.Name}-{first.Value / BlocksPerFile:d5}-*.era1"))
            {
                OutputFile.Refuse(taken, overwrite); // Before any work: whether the names will be equal is known at the end alone.
            }
        }
        using GenesisOutput? genesis = genesisPath is null ? null : GenesisOutput.Create(genesisPath, node.Genesis, overwrite);
        CountProgress progress = new(observability.Lines, session.Time, "export", "blocks", (long)blocks.Count);
        using IDisposable shown = observability.Show(progress);
        List<string> files = [];
        long bytes = 0;
        for (BlockNumber first = blocks.First; first <= blocks.Last; first += BlocksPerFile)
        {
            BlockNumber last = BlockNumber.Min(blocks.Last, first + (BlocksPerFile - 1));
            string network = node.Genesis.Spec.Name;
            using OutputFile file = OutputFile.Create(Path.Combine(folder, $"{network}-{first.Value / BlocksPerFile:d5}.era1"), overwrite);
            Hash256 accumulator = Write(
                session,
                tx,
                file,
                new BlockRange(first, last),
                done => progress.Report((long)(done - blocks.First) + 1, (long)(done - blocks.First) + 1)
            );
            string name = Path.Combine(folder, Era1Writer.NameOf(network, first, accumulator));
            file.Finish(name);
            files.Add(name);
            bytes += file.Length;
        }
        genesis?.Finish();
        return new FieldsReport([
            new("folder", folder),
            .. genesisPath is null ? [] : (NamedValue[])[new("genesis", genesisPath)],
            new("files", files.Count),
            new("firstFile", files[0]),
            new("lastFile", files[^1]),
            new("firstBlock", blocks.First.Value),
            new("lastBlock", blocks.Last.Value),
            new("bytes", bytes),
            new("seconds", progress.Seconds),
        ]);
    }

    private static Hash256 Write(Session session, IReadTransaction tx, OutputFile file, BlockRange blocks, Action<BlockNumber> done)
    {
        Era1Writer writer = new(bytes => file.Write(bytes.Span));
        RlpWriter receipts = new();
        writer.Begin(blocks.First);
        for (BlockNumber number = blocks.First; number <= blocks.Last; number += 1)
        {
            if (session.Stop.IsCancellationRequested)
            {
                throw Interrupted.With("the files that were whole are kept, the unfinished one was removed");
            }
            receipts.Clear();
            WriteReceipts(tx.GetOrThrow(Tables.Receipts, number), receipts);
            byte[] header = tx.GetOrThrow(Tables.Headers, number).ToArray();
            byte[] body = tx.GetOrThrow(Tables.Bodies, number).ToArray();
            UInt256 total = tx.GetOrThrow(Tables.TotalDifficulties, number);
            writer.Add(tx.GetOrThrow(Tables.CanonicalHashes, number), header, body, receipts.Written, total);
            done(number);
        }
        return writer.End();
    }

    /// <summary>The list of receipts as it goes over the network: one with a type is a string (EIP-2718).</summary>
    private static void WriteReceipts(IReadOnlyList<Receipt> receipts, RlpWriter list)
    {
        int mark = list.BeginList();
        foreach (Receipt receipt in receipts)
        {
            if (receipt.Type == TransactionType.Legacy)
            {
                ReceiptCodec.Encode(list, receipt);
            }
            else
            {
                list.Write(receipt.EncodeToArray());
            }
        }
        list.EndList(mark);
    }

    /// <summary>The last block of a range that has a total difficulty: era1 ends with the merge.</summary>
    private static BlockNumber LastBeforeMerge(IReadTransaction tx, BlockRange blocks)
    {
        using Cursor<BlockNumber, UInt256> cursor = tx.OpenCursor(Tables.TotalDifficulties);
        BlockNumber last = cursor.SeekForPrevious(blocks.Last) ? cursor.Key : BlockNumber.Genesis;
        return last >= blocks.First
            ? last
            : throw Wrong(
                $"block {blocks.First} comes after the merge, with which era1 ends",
                $"Name a block up to {last}, or --format rlp"
            );
    }

    private static NodeException Wrong(string what, string whatToDo) =>
        new(NodeErrorCode.SettingInvalid, what, "nodeproto chain export", whatToDo);
}

/// <summary>Forms of chain files.</summary>
internal enum ChainFormat
{
    /// <summary>Blocks as concatenated RLP.</summary>
    Rlp,

    /// <summary>Files of 8,192 blocks before the merge.</summary>
    Era1,
}
