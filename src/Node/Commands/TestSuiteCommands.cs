using System.CommandLine;
using NodeProto.Consensus;
using NodeProto.Node.CommandLine;
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
    private static readonly Setting<string?> OnlyFork = Setting.Text("--fork", "Fork or transition, as the suite names it.", "name", "all");

    private static readonly Setting<long> RocksDbEvery = Setting.Number(
        "--rocksdb-every",
        "Run each how-many-th case on RocksDB as well; 0 for none.",
        0,
        0,
        1_000_000
    );

    /// <summary>The command's definition.</summary>
    public static Command Create(CommandHost host) =>
        new DocumentedCommand(
            "test-suite",
            "Run public conformance suites; every case that fails is shown with its first difference.",
            new Example("nodeproto test-suite state fixtures/state_tests", "The state tests of a folder")
        )
        {
            Suite(host, "state", "State tests: single transactions.", [], static _ => static () => new StateSuite()),
            Suite(
                host,
                "blockchain",
                "Blockchain tests: valid and invalid blocks, side chains, transitions, through all stages.",
                [RocksDbEvery],
                static session =>
                {
                    EthashCaches ethash = new();
                    long every = RocksDbEvery.Of(session.Parsed);
                    return () => new BlockchainSuite(ethash, every);
                }
            ),
            Suite(
                host,
                "transaction",
                "Transaction tests: bytes, in every fork valid or not.",
                [],
                static _ => static () => new TransactionSuite()
            ),
            Suite(host, "difficulty", "Difficulty tests, by fork and by chain.", [], static _ => static () => new DifficultySuite()),
            Suite(host, "rlp", "RLP tests: valid and invalid encodings.", [], static _ => static () => new RlpSuite()),
            Suite(host, "trie", "Trie tests: roots over pairs.", [], static _ => static () => new TrieSuite()),
        };

    private static DocumentedCommand Suite(
        CommandHost host,
        string name,
        string description,
        Option[] options,
        Func<Session, Func<ISuite>> prepare
    )
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
        foreach (Option option in options)
        {
            command.Add(option);
        }
        command.SetAction(host.Run(session => RunAsync(session, prepare(session))));
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
            Environment.ProcessorCount,
            session.Stop
        );
        if (report.Count == 0)
        {
            throw new NodeException(
                NodeErrorCode.SuiteHasNoCases,
                "nothing to run: no case of this kind, or none that is selected",
                string.Join(' ', session.Parsed.GetRequiredValue(Paths)),
                "Name the kind that the files are of, or correct --filter and --fork"
            );
        }
        report.Seconds = session.Time.GetElapsedTime(start).TotalSeconds;
        return report;
    }
}
