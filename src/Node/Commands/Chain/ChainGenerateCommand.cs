using System.CommandLine;
using NodeProto.Execution;
using NodeProto.Node.CommandLine;
using NodeProto.Node.Observing;
using NodeProto.Node.Output;
using NodeProto.Primitives;

namespace NodeProto.Node.Commands;

/// <summary><c>nodeproto chain generate</c>: makes a chain from a seed, by executing it.</summary>
internal static class ChainGenerateCommand
{
    private const int TransactionsPerBlockMax = 10_000; // Some two MiB: every fork's limits of size and gas are far.
    private const int ContractTransactionsPerBlockMax = 1_000;

    private static readonly Setting<long> Blocks = Setting.Number("--blocks", "Blocks after genesis.", 1_000, 1, 10_000_000);

    private static readonly Setting<long> Transactions = Setting.Number(
        "--transactions",
        $"Transactions in the whole chain, spread evenly over its blocks; at most {TransactionsPerBlockMax} a block.",
        10_000,
        0,
        100_000_000
    );

    private static readonly Setting<long> Senders = Setting.Number("--senders", "Accounts that send them.", 100, 1, 100_000);

    private static readonly Setting<string> ForkName = Setting.Word(
        "--fork",
        "Rules of the chain from genesis on; all goes through every fork, an equal part of the blocks each.",
        GeneratedSpecs.Names,
        GeneratedSpecs.Default
    );

    private static readonly Setting<long> Seed = Setting.Number(
        "--seed",
        "Equal seeds, with equal other options, give equal chains.",
        1,
        0,
        long.MaxValue
    );

    private static readonly Setting<string?> Out = Setting.Text("--out", "Folder for chain.rlp and genesis.json (needed).", "folder");

    private static readonly Setting<bool> Contracts = Setting.Flag(
        "--contracts",
        $"Deploy and call contracts, with every type of transaction of the fork, instead of transfers alone; at most {ContractTransactionsPerBlockMax} a block."
    );

    private static readonly Setting<bool> Force = Setting.Flag("--force", "Replace files that are there.");

    /// <summary>The command's definition.</summary>
    public static Command Create(CommandHost host)
    {
        DocumentedCommand command = new(
            "generate",
            "Make a chain from a seed: valid signatures, receipts and roots, by this node's own execution. Blocks prove no work.",
            new Example("nodeproto chain generate --out made", "A thousand blocks with ten transactions each"),
            new Example(
                "nodeproto chain generate --fork london --blocks 100 --transactions 5000 --seed 7 --out made --json",
                "A chain with London's rules, for a program"
            )
        )
        {
            Blocks,
            Transactions,
            Senders,
            ForkName,
            Contracts,
            Seed,
            Out,
            Force,
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
        (ChainGeneratorOptions options, string folder) = Read(session.Parsed);
        bool overwrite = Force.Of(session.Parsed);
        using Observability observability = Observability.Start(session);
        return ChainFilePair.Write(session, observability, options, folder, overwrite);
    }

    private static (ChainGeneratorOptions Options, string Folder) Read(ParseResult parsed)
    {
        const string Where = "nodeproto chain generate";
        string folder =
            Out.Of(parsed)
            ?? throw new NodeException(
                NodeErrorCode.CommandLineInvalid,
                "--out is missing",
                Where,
                "Name the folder for chain.rlp and genesis.json: `nodeproto chain generate --out made`"
            );
        long blocks = Blocks.Of(parsed);
        long transactions = Transactions.Of(parsed);
        bool contracts = Contracts.Of(parsed);
        int perBlockMax = contracts ? ContractTransactionsPerBlockMax : TransactionsPerBlockMax;
        if (transactions > blocks * perBlockMax)
        {
            throw new NodeException(
                NodeErrorCode.SettingInvalid,
                $"--transactions {transactions} is too much for --blocks {blocks}{(contracts ? " with --contracts" : "")}:"
                    + $" a block takes at most {perBlockMax}",
                Where,
                $"Allowed are --transactions up to {blocks * perBlockMax}, or --blocks from"
                    + $" {(transactions + perBlockMax - 1) / perBlockMax} on"
            );
        }
        string fork = ForkName.Of(parsed);
        if (string.Equals(fork, GeneratedSpecs.All, StringComparison.Ordinal) && blocks < EveryFork.BlocksMin)
        {
            throw new NodeException(
                NodeErrorCode.SettingInvalid,
                $"--fork {fork} is too much for --blocks {blocks}",
                Where,
                $"Going through all forks takes --blocks {EveryFork.BlocksMin} or more"
            );
        }
        ChainGeneratorOptions options = new()
        {
            Contracts = contracts,
            Seed = (ulong)Seed.Of(parsed),
            Blocks = (int)blocks,
            TransactionsInAll = transactions,
            Senders = (int)Senders.Of(parsed),
        };
        return (options with { Spec = GeneratedSpecs.Find(fork, options) }, folder);
    }
}
