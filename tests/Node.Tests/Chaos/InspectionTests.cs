using NodeProto.Node.Chaos;

namespace NodeProto.Node.Tests.Chaos;

/// <summary>What <c>chaos</c> finds in a directory that a kill has left.</summary>
public sealed class InspectionTests
{
    [Fact]
    public async Task Files_of_a_load_that_nothing_refers_to_are_noticed_once_and_removed_by_the_opening()
    {
        using TestFolder folder = new();
        string data = folder["data"];
        Assert.Equal(0, (await CommandRun.Of("init", "--chain", "sepolia", "--datadir", data)).ExitCode);
        Assert.Equal(CutLoad.None, Inspection.OfCopy(data).Load);
        string file = Path.Combine(data, "db.load", "000001.sst");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllBytesAsync(file, [1]);
        Inspection found = Inspection.OfCopy(data);
        Assert.Equal(CutLoad.FilesAlone, found.Load);
        Assert.Empty(found.Findings);
        Assert.NotNull(found.Checkpoints);
        Assert.False(File.Exists(file));
        Assert.Equal(CutLoad.None, Inspection.OfCopy(data).Load);
    }
}
