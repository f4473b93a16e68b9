using System.Text.Json;
using NodeProto.Db;
using NodeProto.Node.Output;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Node.Demo;

/// <summary>What a demo did and verified, where its data lies, and what to try next.</summary>
internal sealed record DemoReport : IReport
{
    /// <summary>The chain that was made.</summary>
    public required GeneratedChainReport Chain { get; init; }

    /// <summary>Its seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>What each stage did, over all runs on RocksDB.</summary>
    public required IReadOnlyList<StageReport> Stages { get; init; }

    /// <summary>Where the stages stood when the sync was stopped half-way, in their order.</summary>
    public required IReadOnlyList<StageCheckpoint> StoppedAt { get; init; }

    /// <summary>Block to which all stages went back.</summary>
    public required BlockNumber UnwoundTo { get; init; }

    /// <summary>Checksum of the tables, equal to that of an undisturbed import into memory.</summary>
    public required Hash256 Checksum { get; init; }

    /// <summary>Where everything lies.</summary>
    public required string Folder { get; init; }

    /// <summary>Bytes of all files there.</summary>
    public required ulong Bytes { get; init; }

    /// <summary>What the whole took.</summary>
    public required double Seconds { get; init; }

    private GeneratedChain Made => Chain.Made;

    private BlockNumber Executed => StoppedAt[AllStages.UpTo(StageId.Execution).Count - 1].Number;

    /// <summary>Command lines that work when they are pasted.</summary>
    private IReadOnlyList<(string Command, string What)> Next
    {
        get
        {
            string data = $"--datadir {Shell.Quote(Folder)}";
            ulong head = Made.Head.Number.Value;
            return
            [
                ($"chain info {data}", "the chain, its forks and its head"),
                ($"stage list {data}", "where every stage stands"),
                ($"db stats {data}", "rows and bytes of every table"),
                ($"db get Headers {head / 2} {data}", "one row, decoded"),
                ($"stage run sender-recovery --dry-run --from 1 {data}", "one stage alone, measured; nothing is changed"),
                ($"stage unwind --to {head / 2} {data}", "take every stage back"),
                ($"import {data} {Shell.Quote(Made.ChainPath)}", "and go on"),
                ($"node {data} --source {Shell.Quote(Made.ChainPath)} --metrics 127.0.0.1:9464", "follow the file; Ctrl-C ends it"),
            ];
        }
    }

    /// <inheritdoc/>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("folder", Folder);
        json.WriteString("chain", Made.ChainPath);
        json.WriteString("genesis", Made.GenesisPath);
        json.WriteNumber("seed", Seed);
        json.WriteStartObject("head");
        json.WriteNumber("number", Made.Head.Number.Value);
        json.WriteString("hash", Made.Head.Hash.ToString());
        json.WriteEndObject();
        json.WriteNumber("transactions", Made.Transactions);
        json.WriteNumber("gasUsed", Made.GasUsed);
        json.WriteStartArray("stages");
        foreach (StageReport stage in Stages)
        {
            StageJson.WriteShort(json, stage);
        }
        json.WriteEndArray();
        json.WriteStartObject("stoppedAt");
        for (int i = 0; i < StoppedAt.Count; i++)
        {
            json.WriteNumber(Stages[i].Stage.Name, StoppedAt[i].Number.Value);
        }
        json.WriteEndObject();
        json.WriteNumber("unwoundTo", UnwoundTo.Value);
        json.WriteStartObject("verified");
        json.WriteString("stateRoot", Made.Head.StateRoot.ToString());
        json.WriteString("checksum", Checksum.ToString());
        json.WriteEndObject();
        json.WriteNumber("bytes", Bytes);
        json.WriteNumber("seconds", Math.Round(Seconds, 3));
        json.WriteStartArray("next");
        foreach ((string command, _) in Next)
        {
            json.WriteStringValue($"{Shell.Program} {command}");
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public void WriteText(Terminal terminal)
    {
        TextWriter text = terminal.Out;
        string head = Readable.Count(Made.Head.Number.Value);
        text.WriteLine("What each stage did, over all three runs:");
        StageTable.Write(terminal, Stages);
        text.WriteLine(
            $"made        {head} blocks with {Readable.Count(Made.Transactions)} transactions, from Frontier to the newest fork,"
                + $" in {Readable.Duration(Chain.Seconds)}"
        );
        text.WriteLine(
            $"stopped     half-way, with execution at block {Readable.Count(Executed.Value)}; went on from there after a new start"
        );
        text.WriteLine($"went back   from block {head} to {Readable.Count(UnwoundTo.Value)}, and on to {head}");
        text.WriteLine();
        text.WriteLine("Verified:");
        text.WriteLine($"state root  {Made.Head.StateRoot}");
        text.WriteLine($"            computed anew over all blocks, is that of the header of block {head}");
        text.WriteLine($"checksum    {Checksum}");
        text.WriteLine("            is that of an import of the same file into memory that nothing disturbed");
        text.WriteLine();
        text.WriteLine($"All of it lies in {Folder} ({Readable.Bytes(Bytes)}) and took {Readable.Duration(Seconds)}.");
        text.WriteLine();
        text.WriteLine("Try next:");
        foreach ((string command, string what) in Next)
        {
            text.WriteLine($"  # {what}");
            text.WriteLine($"  {Shell.Program} {command}");
        }
        text.WriteLine("  # remove it");
        text.WriteLine($"  rm -r {Shell.Quote(Folder)}");
    }
}
