using System.CommandLine;
using NodeProto.Db;
using NodeProto.Node.CommandLine;
using NodeProto.Node.Observing;
using NodeProto.Node.Output;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Node.Commands;

/// <summary><c>nodeproto prune</c>: deletes old rows now and gives their space back, or shows what that would do.</summary>
internal static class PruneCommand
{
    private static readonly Setting<bool> DryRun = Setting.Flag("--dry-run", "Show what would go and what it frees, and delete nothing.");

    /// <summary>The command's definition.</summary>
    public static Command Create(CommandHost host)
    {
        DocumentedCommand command = new(
            "prune",
            "Delete the rows of old blocks that are not to be kept, and give their space back before it ends. Without options of its own"
                + " the data directory's hold. It can be stopped or killed at any time; the same command goes on.",
            new Example("nodeproto prune --prune full --dry-run", "What the mode full would delete, by segment"),
            new Example("nodeproto prune --prune full --prune.receipts \"last 100000\"", "Record these modes, and prune by them now")
        )
        {
            DryRun,
        };
        foreach (Option option in PruneSettings.All.Append(RunSettings.Sync).Concat(ObservabilitySettings.All))
        {
            command.Add(option);
        }
        command.SetAction(host.Run(RunAsync));
        return command;
    }

    private static async Task<IReport> RunAsync(Session session)
    {
        NodeServices.RequireDirectory(session);
        using Observability observability = Observability.Start(session);
        try
        {
            return DryRun.Of(session.Parsed) ? Show(session) : await PruneAsync(session, observability);
        }
        catch (OperationCanceledException) when (session.Stop.IsCancellationRequested)
        {
            throw Interrupted.With("nothing was deleted");
        }
    }

    private static PruneReport Show(Session session)
    {
        using NodeServices node = OpenForLooking(session);
        using IReadTransaction tx = node.Database.BeginRead();
        return new PruneReport(PrunePlan.Of(node.Database, tx, PruneSettings.Asked(session.Parsed), session.Stop), Done: null);
    }

    /// <summary>As the writer when there is none: what lies in the log becomes files then, whose sizes are what a real run finds.</summary>
    private static NodeServices OpenForLooking(Session session)
    {
        try
        {
            return NodeServices.OpenForWriting(session, mayInitialise: false);
        }
        catch (NodeException e)
            when (e.Code is NodeErrorCode.DatabaseLocked or NodeErrorCode.DirectoryNotWritable or NodeErrorCode.DiskFull)
        {
            return NodeServices.OpenForReading(session);
        }
    }

    private static async Task<PruneReport> PruneAsync(Session session, Observability observability)
    {
        long startedAt = session.Time.GetTimestamp();
        string directory = NodeServices.DirectoryOf(session);
        long directoryBefore = Directory.Exists(directory) ? BytesOf(directory) : 0;
        (PrunePlan plan, PruneResult done) = await PruneOpenAsync(session, observability);
        // Closed: files that nobody needs are gone, and the log is as short as it gets.
        return new PruneReport(
            plan,
            done with
            {
                DirectoryBefore = directoryBefore,
                DirectoryAfter = BytesOf(directory),
                Seconds = session.Time.GetElapsedTime(startedAt).TotalSeconds,
            }
        );
    }

    private static async Task<(PrunePlan Plan, PruneResult Done)> PruneOpenAsync(Session session, Observability observability)
    {
        using NodeServices node = NodeServices.OpenForWriting(session, mayInitialise: false);
        PruneChoice.Apply(node, session);
        PrunePlan plan;
        using (IReadTransaction tx = node.Database.BeginRead())
        {
            plan = PrunePlan.Of(node.Database, tx, modes: null, session.Stop);
        }
        IReadOnlyList<TableSize> before = node.Database.MeasureTables();
        bool isStopped;
        using (Observation observed = observability.Observe(node, session, stages: [StageId.Prune]))
        {
            Pipeline pipeline = node.CreatePlainPipeline(
                PipelineOptions.Default,
                session.Time,
                NoSource.Instance,
                NoSource.Instance,
                observed.Observer
            );
            isStopped = (await pipeline.RunStageAsync(StageId.Prune, PipelineTarget.Everything.ToBlock, session.Stop)).IsStopped;
        }
        isStopped = isStopped || !TryCompact(node.Database, plan, session, observability);
        return (plan, new PruneResult(before, node.Database.MeasureTables(), isStopped));
    }

    /// <summary>Waits until the space of what was deleted is free; false when a stop was asked before.</summary>
    private static bool TryCompact(IDatabase database, PrunePlan plan, Session session, Observability observability)
    {
        List<CompactPiece> pieces = CompactPiece.Of(plan, database.MeasureTables());
        if (pieces.Count == 0)
        {
            return true;
        }
        CountProgress progress = new(observability.Lines, session.Time, "free space", "pieces", pieces.Count);
        using IDisposable shown = observability.Show(progress);
        for (int i = 0; i < pieces.Count; i++)
        {
            if (session.Stop.IsCancellationRequested)
            {
                return false;
            }
            database.Compact(pieces[i].Table, pieces[i].First, pieces[i].End);
            progress.Report(i + 1, i + 1);
        }
        return true;
    }

    private static long BytesOf(string folder) =>
        new DirectoryInfo(folder)
            .EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true })
            .Sum(LengthOf);

    private static long LengthOf(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            return 0; // Deleted meanwhile, as files of the database are.
        }
    }
}
