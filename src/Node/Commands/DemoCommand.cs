using System.CommandLine;
using NodeProto.Execution;
using NodeProto.Node.CommandLine;
using NodeProto.Node.Demo;
using NodeProto.Node.Observing;
using NodeProto.Node.Output;

namespace NodeProto.Node.Commands;

/// <summary><c>nodeproto demo</c>: the whole node in a minute.</summary>
internal static class DemoCommand
{
    private static readonly Setting<long> Blocks = Setting.Number(
        "--blocks",
        "Blocks of the chain.",
        4_000,
        EveryFork.BlocksMin,
        1_000_000
    );

    private static readonly Setting<long> Seed = Setting.Number(
        "--seed",
        "Decides on accounts, transactions and contracts.",
        1,
        0,
        long.MaxValue
    );

    /// <summary>The command's definition.</summary>
    public static Command Create(CommandHost host)
    {
        DocumentedCommand command = new(
            "demo",
            "The whole node in a minute: make a chain through every fork, sync it through every stage on RocksDB, stop half-way and continue,"
                + " go back and on, and verify state root and checksum. Everything lies in a folder of its own: a new temporary one, or --datadir.",
            new Example("nodeproto demo", "In a new temporary folder, which the end of the output names"),
            new Example("nodeproto demo --blocks 10000 --datadir demo", "A longer chain, in a folder of your choice")
        )
        {
            Blocks,
            Seed,
        };
        foreach (Option option in ObservabilitySettings.All)
        {
            command.Add(option);
        }
        command.SetAction(host.Run(RunAsync));
        return command;
    }

    private static async Task<IReport> RunAsync(Session session)
    {
        NodeServices.RequireDirectory(session);
        if (session.Chain is { } chain)
        {
            session.Log.Warning("--chain {chain} is left aside: the demo makes a chain of its own", new NamedValue("chain", chain));
        }
        using Observability observability = Observability.Start(session);
        DemoFolder folder = DemoFolder.Create(session.DataDirectory);
        try
        {
            return await new DemoRun(session, observability, folder).RunAsync(
                (int)Blocks.Of(session.Parsed),
                (ulong)Seed.Of(session.Parsed)
            );
        }
        finally
        {
            folder.RemoveIfEmpty();
        }
    }
}
