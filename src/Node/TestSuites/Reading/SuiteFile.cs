namespace NodeProto.Node.TestSuites;

/// <summary>A JSON file of a suite, wherever it lies.</summary>
/// <param name="Name">Path in its folder or archive.</param>
/// <param name="Content">Its bytes.</param>
internal readonly record struct SuiteFile(string Name, byte[] Content)
{
    /// <summary>Folder of the file, by which results are summed.</summary>
    public string Folder => Path.GetDirectoryName(Name) ?? "";
}
