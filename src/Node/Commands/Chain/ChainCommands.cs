using System.CommandLine;
using NodeProto.Node.CommandLine;

namespace NodeProto.Node.Commands;

/// <summary><c>nodeproto chain …</c>: looks at chains, makes and writes them.</summary>
internal static class ChainCommands
{
    /// <summary>The commands' definition.</summary>
    public static Command Create(CommandHost host) =>
        new DocumentedCommand(
            "chain",
            "Look at the chain; make and write chain files.",
            new Example("nodeproto chain info", "Forks and head"),
            new Example("nodeproto chain generate --out made", "A chain to try things with")
        )
        {
            ChainInfoCommand.Create(host),
            ChainGenerateCommand.Create(host),
            ChainExportCommand.Create(host),
        };
}
