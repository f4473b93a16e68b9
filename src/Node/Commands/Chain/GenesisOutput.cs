using NodeProto.Consensus;
using NodeProto.Node.Output;
using NodeProto.Primitives;

namespace NodeProto.Node.Commands;

/// <summary>The genesis file that goes with a chain file; one that is there already with the same bytes may stay.</summary>
internal sealed class GenesisOutput : IDisposable
{
    private readonly OutputFile? _file;

    private GenesisOutput(OutputFile? file) => _file = file;

    /// <summary>Begins the file, unless it is there.</summary>
    /// <exception cref="NodeException">There is another file of that name, or it cannot be written.</exception>
    public static GenesisOutput Create(string path, Genesis genesis, bool overwrite)
    {
        byte[] json = GenesisFile.Write(genesis);
        if (IsThere(path, json))
        {
            return new GenesisOutput(null);
        }
        OutputFile file = OutputFile.Create(path, overwrite);
        file.Write(json);
        return new GenesisOutput(file);
    }

    /// <summary>Gives the file its name.</summary>
    public void Finish() => _file?.Finish();

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private static bool IsThere(string path, byte[] json)
    {
        try
        {
            return File.Exists(path) && new FileInfo(path).Length == json.Length && File.ReadAllBytes(path).AsSpan().SequenceEqual(json);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw OutputFile.Describe(error, path);
        }
    }
}
