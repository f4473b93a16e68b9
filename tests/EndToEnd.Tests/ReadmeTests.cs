namespace NodeProto.EndToEnd.Tests;

/// <summary>The lines of README.md that one types to start do what it says.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public async Task Its_first_lines_run_as_they_stand()
    {
        using TestFolder folder = new();
        string[] lines = [.. FirstLines()];
        Assert.InRange(lines.Length, 5, 20);
        // The demo is shorter than a reader's, whose machine does nothing else meanwhile, and lies in the folder of this test.
        Dictionary<string, string> environment = new(StringComparer.Ordinal) { ["NODEPROTO_BLOCKS"] = "200", ["TMPDIR"] = folder.Path };
        List<string> outputs = [];
        foreach (string line in lines)
        {
            using NodeProcess process = NodeProcess.Start(line.Split(' ')[1..], environment, folder.Path);
            outputs.Add((await process.EndAsync()).EndedWith(0).Out);
        }
        // "The last two print the same checksum."
        string checksum = outputs[^2].Trim();
        Assert.StartsWith("0x", checksum, StringComparison.Ordinal);
        Assert.Contains($"checksum {checksum}", outputs[^1], StringComparison.Ordinal);
    }

    private static IEnumerable<string> FirstLines()
    {
        string? root = AppContext.BaseDirectory;
        while (root is not null && !File.Exists(Path.Combine(root, "NodeProto.sln")))
        {
            root = Path.GetDirectoryName(root);
        }
        return File.ReadLines(Path.Combine(root!, "README.md")).SkipWhile(line => line != "```sh").Skip(1).TakeWhile(line => line != "```");
    }
}
