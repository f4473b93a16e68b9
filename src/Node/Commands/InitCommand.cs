using System.CommandLine;
using NodeProto.Node.CommandLine;
using NodeProto.Node.Output;

namespace NodeProto.Node.Commands;

/// <summary><c>nodeproto init --chain genesis.json</c>: creates a data directory from a genesis.</summary>
internal static class InitCommand
{
    /// <summary>The command's definition.</summary>
    public static Command Create(CommandHost host)
    {
        DocumentedCommand command = new(
            "init",
            "Create a data directory from a genesis. Does nothing when the directory already holds that chain.",
            new Example("nodeproto init --chain mainnet", "Ethereum mainnet, in the default data directory"),
            new Example("nodeproto init --chain genesis.json --datadir data", "A chain of your own, in the directory data")
        );
        foreach (Option option in PruneSettings.All)
        {
            command.Add(option);
        }
        command.SetAction(host.Run(Run));
        return command;
    }

    private static IReport Run(Session session)
    {
        NodeServices.RequireDirectory(session);
        using NodeServices node = NodeServices.OpenForWriting(session, mayInitialise: true);
        PruneChoice.Apply(node, session);
        return new FieldsReport([
            new("datadir", node.Place),
            new("chain", node.Genesis.Spec.Name),
            new("chainId", node.Genesis.Spec.ChainId),
            new("genesisHash", node.Genesis.Hash.ToString()),
            new("stateRoot", node.Genesis.Header.StateRoot.ToString()),
            new("created", node.IsNew),
        ]);
    }
}
