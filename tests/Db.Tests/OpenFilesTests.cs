using NodeProto.Primitives;

namespace NodeProto.Db.Tests;

/// <summary>How the files that may be open are shared out.</summary>
public sealed class OpenFilesTests
{
    [Theory]
    [InlineData(0, 8391, 8191)]
    [InlineData(0, 8392, -1)]
    [InlineData(100, 8491, 8291)]
    [InlineData(100, 8492, -1)]
    [InlineData(0, 256, 56)]
    [InlineData(0, long.MaxValue, -1)]
    public void RocksDB_keeps_as_many_files_open_as_the_limit_leaves(long sortedFiles, long limit, int expected) =>
        Assert.Equal(expected, OpenFiles.ForWriter(sortedFiles, limit));

    [Fact]
    public void A_reader_that_cannot_have_all_files_open_says_how_many_it_needs()
    {
        Assert.Equal(-1, OpenFiles.ForReader(56, 256, "db"));
        NodeException e = Assert.Throws<NodeException>(() => OpenFiles.ForReader(57, 256, "db"));
        Assert.Equal(NodeErrorCode.OpenFilesTooFew, e.Code);
        Assert.Contains("needs 257", e.What, StringComparison.Ordinal);
    }
}
