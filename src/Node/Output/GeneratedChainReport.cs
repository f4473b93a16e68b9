using System.Text.Json;
using NodeProto.Consensus;
using NodeProto.Primitives;

namespace NodeProto.Node.Output;

/// <summary>A chain that was made, counted block by block.</summary>
/// <param name="chainPath">File of its blocks.</param>
/// <param name="genesisPath">File of its genesis.</param>
/// <param name="genesis">Its genesis.</param>
internal sealed class GeneratedChain(string chainPath, string genesisPath, Genesis genesis)
{
    /// <summary>File of its blocks.</summary>
    public string ChainPath { get; } = chainPath;

    /// <summary>File of its genesis.</summary>
    public string GenesisPath { get; } = genesisPath;

    /// <summary>Its genesis.</summary>
    public Genesis Genesis { get; } = genesis;

    /// <summary>Header of the last block.</summary>
    public Header Head { get; private set; } = genesis.Header;

    /// <summary>Transactions in all blocks.</summary>
    public long Transactions { get; private set; }

    /// <summary>Gas that they used.</summary>
    public ulong GasUsed { get; private set; }

    /// <summary>Counts the next block.</summary>
    public void Add(Block block)
    {
        Head = block.Header;
        Transactions += block.Body.Transactions.Count;
        GasUsed += block.Header.GasUsed;
    }
}

/// <summary>Where a chain that was made lies, what it is, and what to do with it.</summary>
/// <param name="Made">The chain.</param>
/// <param name="Bytes">Length of the file of blocks.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record GeneratedChainReport(GeneratedChain Made, long Bytes, double Seconds) : IReport
{
    private string Next =>
        $"{Shell.Program} import --chain {Shell.Quote(Made.GenesisPath)}"
        + $" --datadir {Shell.Quote(Path.Combine(Path.GetDirectoryName(Made.ChainPath)!, "data"))} {Shell.Quote(Made.ChainPath)}";

    /// <inheritdoc/>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("chain", Made.ChainPath);
        json.WriteString("genesis", Made.GenesisPath);
        json.WriteString("fork", Made.Genesis.Spec.Name);
        json.WriteString("genesisHash", Made.Genesis.Hash.ToString());
        json.WriteStartObject("head");
        json.WriteNumber("number", Made.Head.Number.Value);
        json.WriteString("hash", Made.Head.Hash.ToString());
        json.WriteEndObject();
        json.WriteString("stateRoot", Made.Head.StateRoot.ToString());
        json.WriteNumber("transactions", Made.Transactions);
        json.WriteNumber("gasUsed", Made.GasUsed);
        json.WriteNumber("bytes", Bytes);
        json.WriteNumber("seconds", Math.Round(Seconds, 3));
        json.WriteString("next", Next);
        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public void WriteText(Terminal terminal)
    {
        TextWriter text = terminal.Out;
        text.WriteLine($"chain       {Made.ChainPath} ({Readable.Bytes((ulong)Bytes)})");
        text.WriteLine($"genesis     {Made.GenesisPath} ({Made.Genesis.Hash})");
        text.WriteLine($"fork        {Made.Genesis.Spec.Name}");
        text.WriteLine($"head        {Made.Head.Number} {Made.Head.Hash}");
        text.WriteLine($"state root  {Made.Head.StateRoot}");
        text.WriteLine(
            $"made of     {Readable.Count(Made.Transactions)} transactions, {Readable.Count(Made.GasUsed)} gas,"
                + $" in {Readable.Duration(Seconds)} ({Readable.Rate(Made.Transactions / Math.Max(Seconds, 1e-3))} transactions/s)"
        );
        text.WriteLine();
        text.WriteLine("Next, bring it through all stages:");
        text.WriteLine($"  {Next}");
    }
}
