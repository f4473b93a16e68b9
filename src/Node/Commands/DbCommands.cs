using System.CommandLine;
using NodeProto.Db;
using NodeProto.Node.CommandLine;
using NodeProto.Node.Observing;
using NodeProto.Node.Output;
using NodeProto.Primitives;

namespace NodeProto.Node.Commands;

/// <summary><c>nodeproto db …</c>: looks into the data; works beside a running node.</summary>
internal static class DbCommands
{
    /// <summary>The commands' definition.</summary>
    public static Command Create(CommandHost host) =>
        new DocumentedCommand(
            "db",
            "Look into the tables. Works beside a running node.",
            new Example("nodeproto db stats", "Rows and bytes of every table"),
            new Example("nodeproto db checksum", "One line that is equal for equal chains"),
            new Example("nodeproto db verify", "Whether the tables agree with each other")
        )
        {
            DbStatsCommand.Create(host),
            DbGetCommand.Create(host),
            DbListCommand.Create(host),
            DbStateCommand.Create(host),
            DbVerifyCommand.Create(host),
            DbChecksumCommand.Create(host),
        };

    /// <summary>The table of a name.</summary>
    /// <exception cref="NodeException">There is none.</exception>
    public static Table FindTable(string name)
    {
        if (Tables.Find(name) is { } table)
        {
            return table;
        }
        List<string> names = [];
        foreach (Table each in Tables.All)
        {
            names.Add(each.Name);
        }
        throw new NodeException(
            NodeErrorCode.SettingInvalid,
            $"there is no table '{name}'",
            "TABLE",
            $"Tables: {string.Join(", ", names)}"
        );
    }
}

/// <summary><c>nodeproto db stats</c>.</summary>
internal static class DbStatsCommand
{
    /// <summary>The command's definition.</summary>
    public static Command Create(CommandHost host)
    {
        DocumentedCommand command = new(
            "stats",
            "Show about how many rows each table has, and its bytes on disk.",
            new Example("nodeproto db stats --datadir data", "All tables")
        );
        command.SetAction(
            host.Run(session =>
            {
                using NodeServices node = NodeServices.OpenForReading(session);
                return new TableSizesReport(node.Database.MeasureTables());
            })
        );
        return command;
    }
}

/// <summary><c>nodeproto db get TABLE KEY</c>.</summary>
internal static class DbGetCommand
{
    private static readonly Argument<string> TableName = new("TABLE") { Description = "Name of the table, in any case." };
    private static readonly Argument<string> Key = new("KEY") { Description = TableKeys.Description };

    /// <summary>The command's definition.</summary>
    public static Command Create(CommandHost host)
    {
        DocumentedCommand command = new(
            "get",
            "Show one row: its bytes and, where it helps, what they mean. Exit code 1 when there is no such row.",
            new Example("nodeproto db get Headers 999", "The header of block 999"),
            new Example("nodeproto db get StageCheckpoints execution", "Where the stage execution stands")
        )
        {
            TableName,
            Key,
        };
        command.SetAction(host.Run(Run));
        return command;
    }

    private static IReport Run(Session session)
    {
        Table table = DbCommands.FindTable(session.Parsed.GetRequiredValue(TableName));
        byte[] key = TableKeys.Parse(table, session.Parsed.GetRequiredValue(Key), Key.Name);
        using NodeServices node = NodeServices.OpenForReading(session);
        using IReadTransaction tx = node.Database.BeginRead();
        if (!tx.TryGet(table, key, out ReadOnlySpan<byte> value))
        {
            PrunedRows.Refuse(tx, table, key);
            throw new NodeException(
                NodeErrorCode.RowMissing,
                "there is no row with this key",
                $"table {table.Name}, key {HexText.Encode(key)}",
                $"`nodeproto db list {table.Name}` shows the keys that are there"
                    + (PrunedRows.FirstBlock(tx, table) is { } kept ? $"; rows of blocks before {kept} are pruned" : "")
            );
        }
        return new RowReport(table, DecodedRow.Of(table, key, value));
    }
}

/// <summary><c>nodeproto db list TABLE</c>.</summary>
internal static class DbListCommand
{
    private static readonly Argument<string> TableName = new("TABLE") { Description = "Name of the table, in any case." };
    private static readonly Setting<string?> From = Setting.Text("--from", "First key, or where it would be.", "key", "the first one");
    private static readonly Setting<long> Limit = Setting.Count("--limit", "How many rows at most.", 20);

    /// <summary>The command's definition.</summary>
    public static Command Create(CommandHost host)
    {
        DocumentedCommand command = new(
            "list",
            "Show rows of a table in the order of their keys. " + TableKeys.Description,
            new Example("nodeproto db list StageCheckpoints", "All checkpoints"),
            new Example("nodeproto db list CanonicalHashes --from 500 --limit 3", "The hashes of blocks 500, 501 and 502")
        )
        {
            TableName,
            From,
            Limit,
        };
        command.SetAction(host.Run(Run));
        return command;
    }

    private static IReport Run(Session session)
    {
        Table table = DbCommands.FindTable(session.Parsed.GetRequiredValue(TableName));
        byte[] first = From.Of(session.Parsed) is { } text ? TableKeys.Parse(table, text, From.Name) : [];
        long limit = Limit.Of(session.Parsed);
        using NodeServices node = NodeServices.OpenForReading(session);
        using IReadTransaction tx = node.Database.BeginRead();
        PrunedRows.Refuse(tx, table, first);
        using ICursor cursor = tx.OpenRawCursor(table);
        List<DecodedRow> rows = [];
        bool hasRow = first.Length == 0 ? cursor.First() : cursor.Seek(first);
        while (hasRow && rows.Count < limit)
        {
            rows.Add(DecodedRow.Of(table, cursor.Key, cursor.Value));
            hasRow = cursor.Next();
        }
        return new RowsReport(table, rows, hasRow ? HexText.Encode(cursor.Key) : null, PrunedRows.FirstBlock(tx, table));
    }
}

/// <summary><c>nodeproto db checksum</c>.</summary>
internal static class DbChecksumCommand
{
    private static readonly Setting<bool> ByTable = Setting.Flag("--tables", "Print a line for each table too.");

    /// <summary>The command's definition.</summary>
    public static Command Create(CommandHost host)
    {
        DocumentedCommand command = new(
            "checksum",
            "Print one line that depends on every row: equal for equal chains, whatever the backend and however they were written.",
            new Example("nodeproto db checksum", "One line"),
            new Example("nodeproto db checksum --tables", "One line for each table, to see where two directories differ")
        )
        {
            ByTable,
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
        using NodeServices node = NodeServices.OpenForReading(session);
        using IReadTransaction tx = node.Database.BeginRead();
        return new ChecksumReport(Compute(tx, session, observability), ByTable.Of(session.Parsed));
    }

    /// <summary>The checksum; shows how far it is.</summary>
    /// <exception cref="NodeException">It was interrupted.</exception>
    public static DatabaseChecksum Compute(IReadTransaction tx, Session session, Observability observability)
    {
        RowProgress progress = new(observability.Lines, session.Time, "checksum");
        try
        {
            using IDisposable shown = observability.Show(progress);
            return DatabaseChecksum.Compute(tx, progress.Report, session.Stop);
        }
        catch (OperationCanceledException) when (session.Stop.IsCancellationRequested)
        {
            throw Interrupted.With("everything that was committed is kept");
        }
    }
}
