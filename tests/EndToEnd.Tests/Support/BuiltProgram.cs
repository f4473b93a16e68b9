namespace NodeProto.EndToEnd.Tests;

/// <summary>The program as the build left it beside these tests.</summary>
internal static class BuiltProgram
{
    /// <summary>Its main assembly, of the same configuration as the tests.</summary>
    public static string Path { get; } = Find();

    private static string Find()
    {
        // artifacts/bin/EndToEnd.Tests/release/ and artifacts/bin/Node/release/nodeproto.dll
        DirectoryInfo tests = new(AppContext.BaseDirectory.TrimEnd(System.IO.Path.DirectorySeparatorChar));
        string path = System.IO.Path.Combine(tests.Parent!.Parent!.FullName, "Node", tests.Name, "nodeproto.dll");
        return File.Exists(path) ? path : throw new FileNotFoundException("The program is not built.", path);
    }
}
