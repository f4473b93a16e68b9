using System.Text.Json;
using NodeProto.Primitives;

namespace NodeProto.Node.TestSuites;

/// <summary>A JSON file of a suite, wherever it lies.</summary>
/// <param name="Name">Path in its folder or archive.</param>
/// <param name="Content">Its bytes.</param>
internal readonly record struct SuiteFile(string Name, byte[] Content)
{
    /// <summary>Why it cannot be read: then it has no content. Null when it can.</summary>
    public NodeException? Damage { get; init; }

    /// <summary>Folder of the file, by which results are summed.</summary>
    public string Folder => Path.GetDirectoryName(Name) ?? "";

    /// <summary>Offset of a case's name in the file, in bytes; 0 when there is no such case.</summary>
    public long OffsetOf(string caseName)
    {
        Utf8JsonReader reader = new(Content);
        while (reader.Read())
        {
            if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(caseName))
            {
                return reader.TokenStartIndex;
            }
        }
        return 0;
    }

    /// <summary>A file or folder that cannot be read, which is shown like a case that fails.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="what">What is wrong with it.</param>
    public static SuiteFile Damaged(string name, string what) =>
        new(name, []) { Damage = new NodeException(NodeErrorCode.SuiteFileMalformed, what, name, "Get the suite again") };
}
