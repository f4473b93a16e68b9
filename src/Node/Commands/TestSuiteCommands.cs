using System.CommandLine;
using System.Text.Json;
using NodeProto.Consensus;
using NodeProto.Node.CommandLine;
using NodeProto.Node.Observing;
using NodeProto.Node.Output;
using NodeProto.Node.TestSuites;
using NodeProto.Primitives;

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
    private static readonly Setting<string?> OnlyFork = Setting.Text(
        "--fork",
        "Fork or transition, as the suite names it or as evm run does.",
        "name",
        "all"
    );

    private static readonly Setting<long> RocksDbEvery = Setting.Number(
        "--rocksdb-every",
        "Run each how-many-th case on RocksDB as well; 0 for none.",
        0,
        0,
        1_000_000
    );

    private static readonly Kind[] Kinds =
    [
        new("state", "State tests: single transactions.", static _ => static () => new StateSuite()),
        new(
            "blockchain",
            "Blockchain tests: valid and invalid blocks, side chains, transitions, through all stages.",
            static parsed =>
            {
                EthashCaches ethash = new();
                long every = parsed is null ? 0 : RocksDbEvery.Of(parsed);
                return () => new BlockchainSuite(ethash, every);
            }
        )
        {
            Options = [RocksDbEvery],
        },
        new("transaction", "Transaction tests: bytes, in every fork valid or not.", static _ => static () => new TransactionSuite()),
        new("difficulty", "Difficulty tests, by fork and by chain.", static _ => static () => new DifficultySuite()),
        new("rlp", "RLP tests: valid and invalid encodings.", static _ => static () => new RlpSuite()),
        new("trie", "Trie tests: roots over pairs.", static _ => static () => new TrieSuite()),
    ];

    /// <summary>The command's definition.</summary>
    public static Command Create(CommandHost host)
    {
        DocumentedCommand command = new(
            "test-suite",
            "Run public conformance suites; every case that fails is shown with its first difference.",
            new Example("nodeproto test-suite state fixtures/state_tests", "The state tests of a folder")
        );
        foreach (Kind kind in Kinds)
        {
            command.Add(Suite(host, kind));
        }
        return command;
    }

    private static DocumentedCommand Suite(CommandHost host, Kind kind)
    {
        DocumentedCommand command = new(
            kind.Name,
            kind.Description,
            new Example($"nodeproto test-suite {kind.Name} fixtures/{kind.Name}_tests", "A folder"),
            new Example($"nodeproto test-suite {kind.Name} --fork Cancun --json fixtures.tar.gz", "One fork of an archive, for a program")
        )
        {
            Paths,
            Filter,
            OnlyFork,
        };
        foreach (Option option in kind.Options.Concat(ObservabilitySettings.All))
        {
            command.Add(option);
        }
        command.SetAction(host.Run(session => RunAsync(session, kind.Name, kind.Prepare(session.Parsed))));
        return command;
    }

    private static async Task<IReport> RunAsync(Session session, string kind, Func<ISuite> createSuite)
    {
        string[] paths = session.Parsed.GetRequiredValue(Paths);
        SuiteSelection selection = new(Filter.Of(session.Parsed), OnlyFork.Of(session.Parsed));
        RequireKnownFork(selection.Fork, kind);
        SuiteFiles.Require(paths);
        using Observability observability = Observability.Start(session);
        SuiteReport report = new();
        long start = session.Time.GetTimestamp();
        SuiteProgress progress = new(observability.Lines, session.Time);
        using IDisposable shown = observability.Show(progress);
        SuiteRunner runner = new(
            createSuite,
            selection,
            result =>
            {
                report.Add(result);
                progress.Report(report);
            }
        )
        {
            OnFile = file => session.Log.Debug("{task}: {file}", new("task", "test-suite"), new("file", file.Name)),
        };
        SuiteRun run = await runner.RunAsync(SuiteFiles.Read(paths), Environment.ProcessorCount, session.Stop);
        report.Seconds = session.Time.GetElapsedTime(start).TotalSeconds;
        report.OtherFiles = run.OtherFiles;
        report.IsInterrupted = run.WasStopped;
        if (!report.IsInterrupted && report.FirstDamageAlone is { } damage)
        {
            throw damage; // Nothing could be read at all.
        }
        return report.Count > 0 || report.IsInterrupted
            ? report
            : throw new NodeException(
                NodeErrorCode.SuiteHasNoCases,
                $"nothing to run: {WhyNothing(kind, selection, run)}",
                $"PATH {string.Join(' ', paths)}",
                WhatElse(selection, run)
            );
    }

    private static void RequireKnownFork(string? fork, string kind)
    {
        if (fork is not null && !SuiteForks.IsKnown(fork))
        {
            throw new NodeException(
                NodeErrorCode.SettingInvalid,
                $"unknown fork '{fork}'",
                $"--fork of nodeproto test-suite {kind}",
                $"{Suggestion.For(fork, SuiteForks.Names)}Forks: {string.Join(", ", SuiteForks.Names)}; or a transition, as in ParisToShanghaiAtTime15k"
            );
        }
    }

    private static string WhyNothing(string kind, SuiteSelection selection, SuiteRun run) =>
        run.Files + run.OtherFiles == 0 ? "there is no .json file"
        : run.Files == 0 ? $"none of the {run.OtherFiles} .json files holds {kind} tests"
        : selection.Filter is null && selection.Fork is null ? $"the {run.Files} files with {kind} tests hold no case"
        : $"no case in {run.Files} files with {kind} tests "
            + string.Join(
                " and ",
                (string[])
                    [
                        .. selection.Filter is { } filter ? [$"has '{filter}' in its name or its file's"] : Array.Empty<string>(),
                        .. selection.Fork is { } fork ? [$"is of fork {fork}"] : Array.Empty<string>(),
                    ]
            );

    private static string WhatElse(SuiteSelection selection, SuiteRun run)
    {
        if (run.Files > 0 && (selection.Filter is not null || selection.Fork is not null))
        {
            return "Correct --filter and --fork, or leave them out";
        }
        string? other = Array.Find(Kinds, kind => run.Samples.Any(sample => Holds(sample, kind.Create())))?.Name;
        return other is null
            ? "Give the folder or archive that holds the suite's files"
            : $"They hold {other} tests: run `nodeproto test-suite {other}` on them";
    }

    private static bool Holds(SuiteFile file, ISuite suite)
    {
        using JsonDocument json = JsonDocument.Parse(file.Content); // It could be parsed before.
        return suite.IsOwn(json.RootElement);
    }

    /// <summary>A kind of tests.</summary>
    /// <param name="Name">Name of the command.</param>
    /// <param name="Description">A sentence for the help.</param>
    /// <param name="Prepare">Makes what makes a suite for each worker.</param>
    private sealed record Kind(string Name, string Description, Func<ParseResult?, Func<ISuite>> Prepare)
    {
        /// <summary>Options that only this kind has.</summary>
        public Option[] Options { get; init; } = [];

        /// <summary>A suite that tells which files are its own.</summary>
        public ISuite Create() => Prepare(null)();
    }
}
