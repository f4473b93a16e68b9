namespace NodeProto.Primitives.Tests.Errors;

public sealed class DiskErrorTests
{
    [Theory]
    [InlineData(28, true)] // ENOSPC
    [InlineData(122, true)] // EDQUOT
    [InlineData(5, false)] // EIO
    [InlineData(2, false)] // ENOENT
    public void A_disk_is_full_without_space_and_beyond_a_quota(int number, bool isFull)
    {
        IOException error = new("message", number);
        Assert.Equal(isFull, DiskError.IsFull(error));
        Assert.Equal(
            isFull ? NodeErrorCode.DiskFull : NodeErrorCode.TemporaryFolderUnusable,
            DiskError.NoTemporaryPlace("no place", "/tmp", error).Code
        );
    }

    [Fact]
    public void The_error_of_a_full_disk_is_one() => Assert.True(DiskError.IsFull(DiskError.Full("message")));
}
