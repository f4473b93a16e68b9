using System.CommandLine;
using NodeProto.Node.CommandLine;
using NodeProto.Node.Output;
using NodeProto.Node.TestSuites;

namespace NodeProto.Node.Commands;

/// <summary><c>nodeproto test-suite state …</c>: runs the public conformance suites.</summary>
internal static class TestSuiteCommands
{
    private static readonly Argument<string[]> Paths = new("PATH")
    {
        Description = "Folders, .json files and .tar.gz archives, which are read in place.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Setting<string?> Filter = Setting.Text("--filter", "Part of a file's or a case's name.", "text", "all");
    private static readonly Setting<string?> OnlyFork = Setting.Text("--fork", "Fork or transition, as the suite names it.", "name", "all");

    /// <summary>The command's definition.</summary>
    public static Command Create(CommandHost host) =>
        new DocumentedCommand(
            "test-suite",
            "Run public conformance suites; every case that fails is shown with its first difference.",
            new Example("nodeproto test-suite state fixtures/state_tests", "The state tests of a folder")
        )
        {
            Suite(host, "state", "State tests: single transactions.", static () => new StateSuite()),
        };

    private static DocumentedCommand Suite(CommandHost host, string name, string description, Func<ISuite> createSuite)
    {
        DocumentedCommand command = new(
            name,
            description,
            new Example($"nodeproto test-suite {name} fixtures/{name}_tests", "A folder"),
            new Example($"nodeproto test-suite {name} --fork Cancun --json fixtures.tar.gz", "One fork of an archive, for a program")
        )
        {
            Paths,
            Filter,
            OnlyFork,
        };
        command.SetAction(host.Run(session => RunAsync(session, createSuite)));
        return command;
    }

    private static async Task<IReport> RunAsync(Session session, Func<ISuite> createSuite)
    {
        SuiteReport report = new();
        long start = session.Time.GetTimestamp();
        await SuiteRunner.RunAsync(
            SuiteFiles.Read(session.Parsed.GetRequiredValue(Paths)),
            createSuite,
            new SuiteSelection(Filter.Of(session.Parsed), OnlyFork.Of(session.Parsed)),
            report.Add,
            session.Stop
        );
        report.Seconds = session.Time.GetElapsedTime(start).TotalSeconds;
        return report;
    }
}
