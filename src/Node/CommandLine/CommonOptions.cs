using System.CommandLine;
using NodeProto.Node.Live;
using NodeProto.Node.Output;

namespace NodeProto.Node.CommandLine;

/// <summary>Where rows are kept.</summary>
internal enum Backend
{
    /// <summary>On disk, in the data directory.</summary>
    RocksDb,

    /// <summary>In memory, for this run only.</summary>
    Memory,
}

/// <summary>The options that every command has.</summary>
internal static class CommonOptions
{
    /// <summary>Where the database lies.</summary>
    public static readonly Setting<string?> DataDirectory = Setting.Text(
        "--datadir",
        "Data directory.",
        "directory",
        "nodeproto/<chain> in $XDG_DATA_HOME or ~/.local/share"
    );

    /// <summary>Which chain.</summary>
    public static readonly Setting<string?> Chain = Setting.Text(
        "--chain",
        "Chain: mainnet, sepolia, hoodi, or a genesis file in geth's format.",
        "mainnet|sepolia|hoodi|genesis.json",
        "the one of the data directory, else mainnet"
    );

    /// <summary>Which backend.</summary>
    public static readonly Setting<Backend> Database = Setting.Choice("--db", "Where rows are kept.", Backend.RocksDb);

    /// <summary>Which configuration file.</summary>
    public static readonly Setting<string?> Config = Setting.Text(
        "--config",
        "Configuration file.",
        "file",
        "nodeproto.json in the data directory, if it is there"
    );

    /// <summary>Result as JSON.</summary>
    public static readonly Setting<bool> Json = Setting.Flag("--json", "Print exactly one JSON object to stdout, also on failure.");

    /// <summary>How much is logged.</summary>
    public static readonly Setting<LogLevel> LogLevel = Setting.Choice(
        "--log-level",
        "Least important line that is logged.",
        Output.LogLevel.Info
    );

    /// <summary>How it is logged.</summary>
    public static readonly Setting<LogFormat> LogFormat = Setting.Choice(
        "--log-format",
        "Form of the log on stderr.",
        Output.LogFormat.Text
    );

    /// <summary>How long commands show how far they are.</summary>
    public static readonly Setting<ProgressMode> Progress = Setting.Choice(
        "--progress",
        "How long commands show how far they are on stderr; auto is live in a terminal, else lines.",
        ProgressMode.Auto
    );

    /// <summary>All, in the order of the help.</summary>
    public static readonly IReadOnlyList<Option> All = [DataDirectory, Chain, Database, Config, Json, LogLevel, LogFormat, Progress];
}
