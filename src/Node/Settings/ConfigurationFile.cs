using NodeProto.Primitives;

namespace NodeProto.Node.Settings;

/// <summary>One setting of a configuration file.</summary>
/// <param name="Key">Name of the option without the dashes before it.</param>
/// <param name="Text">The value, as one would write it after the flag.</param>
/// <param name="Kind">What it is in JSON.</param>
/// <param name="Line">Line of the key, from 1.</param>
internal sealed record ConfigurationEntry(string Key, string Text, EntryKind Kind, int Line);

/// <summary>What a value is in JSON.</summary>
internal enum EntryKind
{
    /// <summary>A text or a number.</summary>
    Scalar,

    /// <summary>True or false.</summary>
    Truth,

    /// <summary>A list of texts.</summary>
    List,
}

/// <summary>What a configuration file holds.</summary>
/// <param name="path">The file, as it was named.</param>
/// <param name="entries">Its settings, in their order; no key twice.</param>
internal sealed class ConfigurationFile(string path, IReadOnlyList<ConfigurationEntry> entries)
{
    /// <summary>More than any configuration needs.</summary>
    public const int BytesMax = 1 << 20;

    private readonly Dictionary<string, ConfigurationEntry> _byKey = entries.ToDictionary(entry => entry.Key, StringComparer.Ordinal);

    /// <summary>The file, as it was named.</summary>
    public string Path => path;

    /// <summary>Its settings, in their order.</summary>
    public IReadOnlyList<ConfigurationEntry> Entries => entries;

    /// <summary>The setting of a key; null when the file does not have it.</summary>
    public ConfigurationEntry? Find(string key) => _byKey.GetValueOrDefault(key);

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="namedBy">What named it, for an error: <c>which --config names</c>.</param>
    /// <exception cref="NodeException">It cannot be read, or is no configuration.</exception>
    public static ConfigurationFile Read(string path, string namedBy)
    {
        byte[] bytes;
        try
        {
            bytes = SmallFile.ReadAllBytes(path, BytesMax, "a configuration");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new NodeException(
                NodeErrorCode.ConfigurationFileUnreadable,
                $"the configuration file cannot be read: {Reason(path, error)}",
                $"{path}, {namedBy}",
                "Correct the path or the permissions",
                error
            );
        }
        return ConfigurationParser.Parse(path, bytes);
    }

    private static string Reason(string path, Exception error) =>
        Directory.Exists(path) ? "it is a folder"
        : error is FileNotFoundException or DirectoryNotFoundException ? "there is no such file"
        : error is UnauthorizedAccessException ? "permission denied"
        : error.Message.TrimEnd('.');
}
