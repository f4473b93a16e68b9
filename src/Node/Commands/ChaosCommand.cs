using System.CommandLine;
using System.Diagnostics;
using NodeProto.Node.Chaos;
using NodeProto.Node.CommandLine;
using NodeProto.Node.Observing;
using NodeProto.Node.Output;
using NodeProto.Primitives;

namespace NodeProto.Node.Commands;

/// <summary><c>nodeproto chaos --kills N -- COMMAND</c>: proves that nothing is lost when a command is ended at any instant.</summary>
internal static class ChaosCommand
{
    private static readonly Argument<string[]> Arguments = new("COMMAND")
    {
        Description =
            "After --: a command of this program with its --datadir, which must not exist yet; several with a lone comma between them are run in a row.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Setting<long> Kills = Setting.Count("--kills", "How many kills have to hit.", 100);
    private static readonly Setting<long> Seed = Setting.Number("--seed", "Decides on instants and signals.", 1, 0, long.MaxValue);
    private static readonly Setting<long> TearEvery = Setting.Number(
        "--tear-every",
        "Damage the last record of the database's log in a copy after each how-many-th SIGKILL, on purpose also when it was synced: that commit may then be lost, none before it; 0 for never.",
        5,
        0,
        1_000_000
    );

    /// <summary>The command's definition.</summary>
    public static Command Create(CommandHost host)
    {
        DocumentedCommand command = new(
            "chaos",
            "Run a command again and again, end it at random instants by SIGKILL, SIGINT and SIGTERM, and check each time that the data opens without"
                + " repair, that what was told to be durable is there and is not done again, and that all tables agree; and in the end that the checksum is that of an undisturbed run."
                + " The data directory is deleted after every round, and is kept when something was lost.",
            new Example(
                "nodeproto chaos --kills 20 -- import --chain genesis.json --datadir scratch chain.rlp",
                "An import, ended 20 times"
            ),
            new Example(
                "nodeproto chaos --kills 20 -- import --chain genesis.json --datadir scratch chain.rlp , stage unwind --to 5 --datadir scratch",
                "A way back among them"
            )
        )
        {
            Arguments,
            Kills,
            Seed,
            TearEvery,
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
        ChaosScript script = ChaosScript.Parse(session.Parsed.GetRequiredValue(Arguments));
        if (CommonOptions.Database.Of(session.Parsed) == Backend.Memory)
        {
            throw new NodeException(
                NodeErrorCode.CommandLineInvalid,
                "nothing in memory outlives a kill",
                CommonOptions.Database.Name,
                $"Leave {CommonOptions.Database.Name} and {CommonOptions.Database.Variable} away"
            );
        }
        long kills = Kills.Of(session.Parsed);
        long seed = Seed.Of(session.Parsed);
        using Observability observability = Observability.Start(session);
        ChaosRun run = new(script, seed, TearEvery.Of(session.Parsed));
        CountProgress progress = new(observability.Lines, session.Time, "chaos", "verifications", kills, "kills");
        Stopwatch clock = Stopwatch.StartNew();
        try
        {
            using IDisposable shown = observability.Show(progress);
            run.Run(
                kills,
                counts => progress.Report(counts.Kills, counts.Verified),
                warning => observability.Lines?.Warning($"the command warns: {warning}"),
                session.Stop
            );
        }
        catch (OperationCanceledException) when (session.Stop.IsCancellationRequested)
        {
            throw Interrupted.With(
                $"{run.Counts.Kills} kills had hit and nothing was lost by then. The data directory of the last round is deleted"
            );
        }
        return new ChaosReport(run.Counts, seed, clock.Elapsed.TotalSeconds);
    }
}
