namespace NodeProto.EndToEnd.Tests;

/// <summary>A data directory of a generated chain, with its genesis and chain file beside it.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly TestFolder _folder = new();

    public DataFolder(GeneratedChain chain)
    {
        Genesis = chain.WriteGenesis(_folder);
        ChainFile = chain.WriteBlocks(_folder);
        Data = _folder["data"];
    }

    /// <summary>Path of the data directory.</summary>
    public string Data { get; set; }

    /// <summary>Path of the genesis file.</summary>
    public string Genesis { get; }

    /// <summary>Path of the chain file.</summary>
    public string ChainFile { get; }

    /// <summary>Path of a file beside them.</summary>
    public string this[string name] => _folder[name];

    /// <summary>Writes another file beside them.</summary>
    public string Write(string name, byte[] bytes) => _folder.Write(name, bytes);

    /// <summary>Command line of an import of the chain file.</summary>
    public string[] Import(params string[] options) => ImportOf(ChainFile, options);

    /// <summary>Command line of an import of a file.</summary>
    public string[] ImportOf(string file, params string[] options) =>
        ["import", file, "--chain", Genesis, "--datadir", Data, "--json", .. options];

    /// <summary>The checksum of the data directory.</summary>
    public async Task<string> ChecksumAsync() =>
        (await NodeProcess.Run("db", "checksum", "--datadir", Data, "--json")).EndedWith(0).Checksum;

    /// <summary>The checksum of a chain that is imported in one go, in memory.</summary>
    public async Task<string> StraightAsync(params string[] options) =>
        (await NodeProcess.Run(["import", ChainFile, "--chain", Genesis, "--db", "memory", "--json", "--checksum", .. options]))
            .EndedWith(0)
            .Checksum;

    public void Dispose() => _folder.Dispose();
}
