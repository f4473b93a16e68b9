using System.Text.Json;
using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Node.Output;

/// <summary>What a chain is, and how far it has come.</summary>
/// <param name="Genesis">The chain.</param>
/// <param name="Place">Data directory; null when there is none.</param>
/// <param name="Head">Last block that is through all stages; null without a data directory.</param>
internal sealed record ChainReport(Genesis Genesis, string? Place, StageCheckpoint? Head) : IReport
{
    /// <inheritdoc/>
    public void WriteJson(Utf8JsonWriter json)
    {
        ChainSpec spec = Genesis.Spec;
        json.WriteStartObject();
        json.WriteString("chain", spec.Name);
        json.WriteNumber("chainId", spec.ChainId);
        json.WriteString("genesisHash", Genesis.Hash.ToString());
        json.WriteString("genesisStateRoot", Genesis.Header.StateRoot.ToString());
        json.WriteString("terminalTotalDifficulty", spec.Forks.TerminalTotalDifficulty?.ToString());
        json.WriteStartArray("forks");
        foreach ((string fork, ulong start, bool isByTime) in Forks(spec))
        {
            json.WriteStartObject();
            json.WriteString("fork", fork);
            json.WriteNumber(isByTime ? "time" : "block", start);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteString("datadir", Place);
        if (Head is { } head)
        {
            json.WriteStartObject("head");
            json.WriteNumber("number", head.Number.Value);
            json.WriteString("hash", head.Hash.ToString());
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("head");
        }
        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public void WriteText(Terminal terminal)
    {
        ChainSpec spec = Genesis.Spec;
        TextWriter text = terminal.Out;
        text.WriteLine($"chain                      {spec.Name}, chain id {spec.ChainId}");
        text.WriteLine($"genesis                    {Genesis.Hash}");
        text.WriteLine($"genesis state root         {Genesis.Header.StateRoot}");
        text.WriteLine($"terminal total difficulty  {spec.Forks.TerminalTotalDifficulty?.ToString() ?? "none"}");
        text.WriteLine($"data directory             {Place ?? "none"}");
        text.WriteLine($"head                       {(Head is { } head ? $"{head.Number} {head.Hash}" : "none")}");
        TextTable table = new TextTable().Words("fork").Words("from").Numbers("");
        foreach ((string fork, ulong start, bool isByTime) in Forks(spec))
        {
            table.Row(
                fork,
                isByTime ? $"{DateTimeOffset.FromUnixTimeSeconds((long)Math.Min(start, int.MaxValue)):yyyy-MM-dd HH:mm:ss} UTC" : "block",
                isByTime ? start.ToString() : Readable.Count(start)
            );
        }
        table.WriteTo(terminal);
    }

    /// <summary>The forks, and those that change blob parameters alone (EIP-7892).</summary>
    private static List<(string Fork, ulong Start, bool IsByTime)> Forks(ChainSpec spec)
    {
        List<(string, ulong, bool)> forks = [];
        foreach (Fork fork in Enum.GetValues<Fork>())
        {
            if (spec.Forks.StartOf(fork) is { } start)
            {
                forks.Add((fork.ToString(), start, ForkSchedule.IsByTime(fork)));
            }
        }
        foreach (BlobScheduleEntry entry in spec.Blobs.Entries)
        {
            if (!Enum.TryParse(entry.Name, ignoreCase: true, out Fork _))
            {
                forks.Add(($"{char.ToUpperInvariant(entry.Name[0])}{entry.Name[1..]}", entry.Timestamp, true));
            }
        }
        return forks;
    }
}
