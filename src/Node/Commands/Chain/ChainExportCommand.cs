using System.CommandLine;
using NodeProto.Db;
using NodeProto.Node.CommandLine;
using NodeProto.Node.Observing;
using NodeProto.Node.Output;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Node.Commands;

/// <summary><c>nodeproto chain export</c>: writes the canonical chain of a data directory as a chain file.</summary>
internal static class ChainExportCommand
{
    private static readonly Setting<string?> Out = Setting.Text(
        "--out",
        "File for the blocks; with --format era1 the folder for the files (needed).",
        "file"
    );

    private static readonly Setting<ChainFormat> Format = Setting.Choice(
        "--format",
        "Form of the blocks: concatenated RLP, or era1 files of 8,192 blocks, up to the merge and with receipts.",
        ChainFormat.Rlp
    );

    private static readonly Setting<BlockNumber?> From = Setting.Block(
        "--from",
        "First block; 0 is genesis. An era1 file begins with a multiple of 8,192.",
        "1, with era1 0"
    );

    private static readonly Setting<BlockNumber?> To = Setting.Block(
        "--to",
        "Last block, up to the checkpoint of the stage bodies.",
        "the last block that is through all stages"
    );

    private static readonly Setting<string?> GenesisOut = Setting.Text(
        "--genesis",
        "File for the genesis, in geth's format.",
        "file",
        "genesis.json beside the blocks; with --format era1 none"
    );

    private static readonly Setting<bool> Force = Setting.Flag("--force", "Replace files that are there.");

    /// <summary>The command's definition.</summary>
    public static Command Create(CommandHost host)
    {
        DocumentedCommand command = new(
            "export",
            "Write the chain of a data directory as a chain file and a genesis file. Works beside a running node.",
            new Example("nodeproto chain export --datadir data --out copy/chain.rlp", "The whole chain, with copy/genesis.json"),
            new Example("nodeproto chain export --datadir data --from 100 --to 199 --out part.rlp", "A hundred blocks"),
            new Example("nodeproto chain export --datadir data --format era1 --out archive", "Everything before the merge as era1 files")
        )
        {
            Out,
            Format,
            From,
            To,
            GenesisOut,
            Force,
        };
        foreach (Option option in ObservabilitySettings.All)
        {
            command.Add(option);
        }
        command.SetAction(host.Run(Run));
        return command;
    }

    private static IReport Run(Session session)
    {
        NodeServices.RequireDirectory(session);
        string chainPath =
            Out.Of(session.Parsed)
            ?? throw new NodeException(
                NodeErrorCode.CommandLineInvalid,
                "--out is missing",
                "nodeproto chain export",
                "Name the file for the blocks: `nodeproto chain export --out chain.rlp`"
            );
        using Observability observability = Observability.Start(session);
        using NodeServices node = NodeServices.OpenForReading(session);
        using IReadTransaction tx = node.Database.BeginRead();
        bool isEra1 = Format.Of(session.Parsed) == ChainFormat.Era1;
        (BlockNumber first, BlockNumber last) = RangeOf(session.Parsed, tx, isEra1 ? BlockNumber.Genesis : BlockNumber.Genesis + 1);
        bool overwrite = Force.Of(session.Parsed);
        if (isEra1)
        {
            BlockRange blocks = new(first, last);
            return Era1Export.Run(session, observability, node, chainPath, GenesisOut.Of(session.Parsed), blocks, overwrite);
        }
        OutputFile.Refuse(chainPath, overwrite);
        string genesisPath = GenesisOut.Of(session.Parsed) ?? Path.Combine(Path.GetDirectoryName(chainPath) ?? "", "genesis.json");
        using GenesisOutput genesisFile = GenesisOutput.Create(genesisPath, node.Genesis, overwrite);
        using OutputFile chainFile = OutputFile.Create(chainPath, overwrite);
        CountProgress progress = new(observability.Lines, session.Time, "export", "blocks", (long)(last - first + 1));
        using IDisposable shown = observability.Show(progress);
        RlpWriter writer = new();
        for (BlockNumber number = first; number <= last; number += 1)
        {
            if (session.Stop.IsCancellationRequested)
            {
                throw Interrupted.With("the unfinished files were removed");
            }
            writer.Clear();
            StoredBlock.Write(writer, tx, number);
            chainFile.Write(writer.Written);
            progress.Report((long)(number - first + 1), (long)(number - first + 1));
        }
        chainFile.Finish();
        genesisFile.Finish();
        Header head = CanonicalBlock.Header(tx, last);
        bool hasRoot = CheckpointStore.Read(tx, StageId.StateRoot).Number >= last; // Else it is only what the header claims.
        return new FieldsReport([
            new("chain", chainPath),
            new("genesis", genesisPath),
            new("genesisHash", node.Genesis.Hash.ToString()),
            new("firstBlock", first.Value),
            new("lastBlock", last.Value),
            new("lastHash", head.Hash.ToString()),
            new("stateRoot", hasRoot ? head.StateRoot.ToString() : null),
            new("bytes", chainFile.Length),
            new("seconds", progress.Seconds),
        ]);
    }

    /// <summary>The blocks that are asked for, as far as the database has them.</summary>
    private static (BlockNumber First, BlockNumber Last) RangeOf(ParseResult parsed, IReadTransaction tx, BlockNumber firstByDefault)
    {
        BlockNumber done = CheckpointStore.Read(tx, StageId.Finish).Number;
        BlockNumber stored = CheckpointStore.Read(tx, StageId.Bodies).Number;
        BlockNumber first = From.Of(parsed) ?? firstByDefault;
        BlockNumber last = To.Of(parsed) ?? done;
        if (last > stored)
        {
            throw Wrong($"--to {last} is after the last block that is stored, {stored}", $"Name a block from {first} to {stored}");
        }
        Retention.Require(tx, PruneSegment.Bodies, first);
        if (first > last)
        {
            string what = To.Of(parsed) is null
                ? $"--from {first} is after the last block that is through all stages, {done}"
                : $"--from {first} is after --to {last}";
            throw Wrong(
                what,
                stored >= first ? $"Blocks up to {stored} are stored: name the last one with --to" : $"Name a block from 0 to {stored}"
            );
        }
        return (first, last);

        static NodeException Wrong(string what, string whatToDo) =>
            new(NodeErrorCode.SettingInvalid, what, "nodeproto chain export", whatToDo);
    }
}
