using System.Text.Json;
using NodeProto.Node.Output;

namespace NodeProto.Node.Chaos;

/// <summary>What <c>chaos</c> did; it ends well only when nothing was lost.</summary>
/// <param name="Counts">The counts.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record ChaosReport(ChaosCounts Counts, long Seed, double Seconds) : IReport
{
    /// <inheritdoc/>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("kills", Counts.Kills);
        json.WriteNumber("rounds", Counts.Rounds);
        json.WriteNumber("verified", Counts.Verified);
        json.WriteNumber("loadsFinishedByOpening", Counts.LoadsFinished);
        json.WriteNumber("loadsRemovedByOpening", Counts.LoadsRemoved);
        json.WriteNumber("tornLogs", Counts.Torn);
        json.WriteNumber("tornLogsThatLostTheirLastCommit", Counts.TornLost);
        json.WriteNumber("tornLogsThatWereRefused", Counts.TornRefused);
        json.WriteNumber("redoneSecondsMax", Math.Round(Counts.RedoneSecondsMax, 3));
        json.WriteNumber("redoneBlocksMax", Counts.RedoneBlocksMax);
        json.WriteNumber("stopSecondsMax", Math.Round(Counts.StopSecondsMax, 3));
        json.WriteNumber("seed", Seed);
        json.WriteNumber("seconds", Math.Round(Seconds, 1));
        Write(json, "bySignal", Counts.BySignal);
        Write(json, "byCommand", Counts.ByCommand);
        Write(json, "byPlace", Counts.ByPlace);
        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public void WriteText(Terminal terminal)
    {
        TextTable places = new TextTable().Words("where kills hit").Numbers("kills");
        foreach ((string place, long count) in Counts.ByPlace)
        {
            places.Row(place, Readable.Count(count));
        }
        places.WriteTo(terminal);
        terminal.Out.WriteLine();
        TextTable how = new TextTable().Words("how").Numbers("kills");
        foreach ((string signal, long count) in Counts.BySignal)
        {
            how.Row(signal, Readable.Count(count));
        }
        foreach ((string command, long count) in Counts.ByCommand)
        {
            how.Row(command, Readable.Count(count));
        }
        how.WriteTo(terminal);
        terminal.Out.WriteLine();
        terminal.Out.WriteLine(
            $"{Readable.Count(Counts.Kills)} kills in {Readable.Count(Counts.Rounds)} rounds and {Readable.Duration(Seconds)} (seed {Seed}): "
                + $"opened {Readable.Count(Counts.Verified)} times without repair and verified, {Readable.Count(Counts.Torn)} times with a damaged log "
                + $"({Readable.Count(Counts.TornLost)} lost their last commit, none more; {Readable.Count(Counts.TornRefused)} were refused). "
                + $"Loads of sorted files that were cut off: {Readable.Count(Counts.LoadsFinished)} between the steps of their commit, which the "
                + $"opening finished, {Readable.Count(Counts.LoadsRemoved)} outside of it, whose files it removed. Every round ended with the checksum of the undisturbed run. "
                + $"Most work done again: {Readable.Duration(Counts.RedoneSecondsMax)}, {Readable.Count(Counts.RedoneBlocksMax)} blocks of a stage. "
                + $"Longest stop by SIGINT or SIGTERM: {Readable.Duration(Counts.StopSecondsMax)}."
        );
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, long> counts)
    {
        json.WriteStartObject(name);
        foreach ((string key, long count) in counts)
        {
            json.WriteNumber(key, count);
        }
        json.WriteEndObject();
    }
}
