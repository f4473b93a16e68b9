using System.CommandLine;
using NodeProto.Db;
using NodeProto.Node.CommandLine;
using NodeProto.Node.Observing;
using NodeProto.Node.Output;
using NodeProto.Stages;

namespace NodeProto.Node.Commands;

/// <summary><c>nodeproto db verify</c>: whether the tables agree with each other.</summary>
internal static class DbVerifyCommand
{
    private static readonly Setting<bool> Deep = Setting.Flag(
        "--deep",
        "Also recover every sender again, and compute the state root before every block from the values before its changes."
    );

    /// <summary>The command's definition.</summary>
    public static Command Create(CommandHost host)
    {
        DocumentedCommand command = new(
            "verify",
            "Check every rule between the tables, and say which row is wrong, which stage owns it and which command mends it. "
                + "Works beside a running node. Exit code 4 when something is wrong.",
            new Example("nodeproto db verify", "All tables of the default data directory"),
            new Example("nodeproto db verify --deep --json", "Everything that can be computed again, for a program")
        )
        {
            Deep,
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
        using Observability observability = Observability.Start(session);
        long startedAt = session.Time.GetTimestamp();
        (VerificationReport report, string place, bool mayHaveWriter) = Verify(session, observability);
        if (!report.IsSound && mayHaveWriter)
        {
            // A view of files that are being written can be older in one of them than in another; a second one is not so in the same place.
            session.Log.Info("findings beside a writer, or after one that was killed, are looked at once more");
            (report, place, _) = Verify(session, observability);
        }
        return new VerifyReport(report, place, session.Time.GetElapsedTime(startedAt));
    }

    private static (VerificationReport Report, string Place, bool MayHaveWriter) Verify(Session session, Observability observability)
    {
        using NodeServices node = NodeServices.OpenForReading(session);
        using IReadTransaction tx = node.Database.BeginRead();
        bool isDeep = Deep.Of(session.Parsed);
        VerificationOptions options = new() { IsDeep = isDeep, Unfinished = node.Database.UnfinishedLoads };
        ulong total = DatabaseVerifier.EstimateRows(node.Database.MeasureTables(), isDeep);
        RowProgress progress = new(observability.Lines, session.Time, "verify", total);
        try
        {
            using IDisposable shown = observability.Show(progress);
            VerificationReport report = DatabaseVerifier.Verify(tx, node.Genesis.Spec, options, progress.ReportAll, session.Stop);
            return (report, node.Place, node.MayHaveWriter);
        }
        catch (OperationCanceledException) when (session.Stop.IsCancellationRequested)
        {
            throw Interrupted.With("nothing was changed");
        }
    }
}
