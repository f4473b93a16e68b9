using System.CommandLine;
using NodeProto.Db;
using NodeProto.Node.Output;
using NodeProto.Node.Settings;
using NodeProto.Primitives;

namespace NodeProto.Node.CommandLine;

/// <summary>Runs a command's body: prints what it returns, and turns what it throws into an error and an exit code.</summary>
internal sealed class CommandHost(Terminal terminal, TimeProvider time)
{
    /// <summary>An action for <see cref="Command.SetAction(Func{ParseResult, CancellationToken, Task{int}})"/>.</summary>
    /// <param name="body">The command; its report is printed when it returns.</param>
    public Func<ParseResult, CancellationToken, Task<int>> Run(Func<Session, Task<IReport>> body) => (parsed, _) => RunAsync(parsed, body);

    /// <summary>The same for a body that never waits.</summary>
    public Func<ParseResult, CancellationToken, Task<int>> Run(Func<Session, IReport> body) =>
        (parsed, _) => RunAsync(parsed, session => Task.FromResult(body(session)));

    /// <summary>Prints a report to the terminal, as JSON when asked.</summary>
    /// <param name="report">The report.</param>
    /// <param name="asJson">Whether stdout holds JSON.</param>
    /// <param name="log">The log; one of JSON lines takes errors too, so that all of stderr can be read by a program.</param>
    public int Print(IReport report, bool asJson, EventLog log)
    {
        Terminal place = log.Format == LogFormat.Json ? terminal with { JsonLog = log } : terminal;
        int exitCode = report.ExitCode;
        try
        {
            if (asJson)
            {
                report.Error?.WriteText(place);
                terminal.Out.WriteLine(JsonText.Of(report.WriteJson));
            }
            else
            {
                report.WriteText(place);
            }
            terminal.Out.Flush();
        }
        catch (NodeException error) when (error.Code == NodeErrorCode.ResultNotWritable)
        {
            ErrorReport lost = ErrorReport.Of(error);
            lost.WriteText(place);
            exitCode = exitCode == ExitCodes.Done ? lost.ExitCode : exitCode;
        }
        terminal.Error.Flush();
        return exitCode;
    }

    /// <summary>The one place where a failure becomes something to read.</summary>
    public static ErrorReport Describe(Exception error, string where) =>
        error switch
        {
            NodeException known => ErrorReport.Of(known),
            DatabaseCorruptException corrupt => new(
                NodeErrorCode.DatabaseCorrupt,
                corrupt.Message,
                where,
                "Stop using this data directory. Run `nodeproto db checksum --tables` to see whether it can be read at all, restore a backup"
                    + " or import again into a new directory, and report the message"
            ),
            OutOfMemoryException => new(
                NodeErrorCode.MemoryExhausted,
                "the program needs more memory than it may have; all that was committed is kept",
                where,
                "Give the process or its container more memory, or make commits smaller (--commit-blocks), and run the command again"
            ),
            IOException full when DiskError.IsFull(full) => new(
                NodeErrorCode.DiskFull,
                $"a disk is full; all that was committed is kept. {full.Message}",
                where,
                "Free space, also in the temporary folder, and run the command again"
            ),
            IOException { Message: { } text } when text.Contains("Too many open files", StringComparison.Ordinal) => new(
                NodeErrorCode.OpenFilesTooFew,
                $"all {OpenFiles.Limit} files that may be open at once are",
                where,
                "Raise the limit before the start, with `ulimit -n 65536` for instance, and run the command again"
            ),
            AggregateException { InnerException: { } inner } => Describe(inner, where),
            _ => ErrorReport.Bug(error, where),
        };

    /// <summary>Reads every setting once, so that a wrong variable or file is refused before anything is opened or written.</summary>
    private static void CheckSettings(ParseResult parsed)
    {
        foreach (Option option in parsed.CommandResult.Command.Options.Concat(CommonOptions.All))
        {
            (option as ISetting)?.Check(parsed);
        }
    }

    private static void WarnOfUnknownVariables(ParseResult parsed, EventLog log)
    {
        ProgramCommand program = ProgramCommand.Of(parsed);
        foreach ((string name, string suggestion) in UnknownVariables.Find(program.Configuration, program.Catalogue))
        {
            log.Warning($"unknown variable {{variable}} is ignored. {suggestion}".TrimEnd(), new NamedValue("variable", name));
        }
    }

    private EventLog LogOf(ParseResult parsed) =>
        new(terminal.Error, CommonOptions.LogLevel.Of(parsed), CommonOptions.LogFormat.Of(parsed), time);

    private async Task<int> RunAsync(ParseResult parsed, Func<Session, Task<IReport>> body)
    {
        bool asJson = false;
        EventLog log = new(terminal.Error, LogLevel.Info, LogFormat.Text, time);
        try
        {
            // Once before the file is read, since it may be wrong itself, and once with it.
            asJson = CommonOptions.Json.Of(parsed);
            log = LogOf(parsed);
            ConfigurationLoader.Load(parsed);
            asJson = CommonOptions.Json.Of(parsed);
            log = LogOf(parsed);
            MachineLimits.Require();
            CheckSettings(parsed);
            WarnOfUnknownVariables(parsed, log);
            using StopSignals signals = new(log);
            return Print(await body(new Session(parsed, terminal, log, time, signals.Stop)), asJson, log);
        }
#pragma warning disable CA1031 // The top of the program: everything that nobody handled ends here.
        catch (Exception error)
#pragma warning restore CA1031
        {
            log.Debug(error.ToString());
            return Print(Describe(error, CommandPath.Of(parsed.CommandResult.Command)), asJson, log);
        }
    }
}
