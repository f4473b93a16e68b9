using System.CommandLine;
using NodeProto.Node.Output;

namespace NodeProto.Node.CommandLine;

/// <summary>What a command may use besides its own arguments.</summary>
/// <param name="Parsed">The command line.</param>
/// <param name="Terminal">Where text goes.</param>
/// <param name="Log">Progress and events.</param>
/// <param name="Time">Clock.</param>
/// <param name="Stop">Asked by Ctrl-C or SIGTERM: commit at the next block boundary and end.</param>
internal sealed record Session(ParseResult Parsed, Terminal Terminal, EventLog Log, TimeProvider Time, CancellationToken Stop)
{
    /// <summary>Data directory that was asked for; null means the default one of the chain.</summary>
    public string? DataDirectory => CommonOptions.DataDirectory.Of(Parsed);

    /// <summary>Chain that was asked for; null means that of the data directory.</summary>
    public string? Chain => CommonOptions.Chain.Of(Parsed);

    /// <summary>Where rows are kept.</summary>
    public Backend Backend => CommonOptions.Database.Of(Parsed);
}
