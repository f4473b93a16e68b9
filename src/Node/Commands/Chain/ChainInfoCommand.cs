using System.CommandLine;
using NodeProto.Db;
using NodeProto.Node.CommandLine;
using NodeProto.Node.Output;
using NodeProto.Stages;

namespace NodeProto.Node.Commands;

/// <summary><c>nodeproto chain info</c>: what the chain is and how far it has come here.</summary>
internal static class ChainInfoCommand
{
    /// <summary>The command's definition.</summary>
    public static Command Create(CommandHost host)
    {
        DocumentedCommand command = new(
            "info",
            "Show chain id, genesis, forks and head. Works beside a running node, and for a chain without a data directory.",
            new Example("nodeproto chain info --datadir data", "The chain in a data directory"),
            new Example("nodeproto chain info --chain mainnet --json", "Ethereum mainnet's forks, for a program")
        );
        command.SetAction(host.Run(Run));
        return command;
    }

    private static IReport Run(Session session)
    {
        using NodeServices? node = NodeServices.OpenForReadingIfThere(session);
        if (node is null)
        {
            return new ChainReport(NodeServices.ChainAskedFor(session), null, null);
        }
        using IReadTransaction tx = node.Database.BeginRead();
        StageCheckpoint head = CheckpointStore.Read(tx, StageId.Finish);
        return new ChainReport(node.Genesis, node.Place, head);
    }
}
