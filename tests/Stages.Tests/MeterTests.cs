namespace NodeProto.Stages.Tests;

public sealed class MeterTests
{
    [Theory]
    [InlineData(99, false)]
    [InlineData(100, true)]
    public void Bytes_that_wait_in_memory_count_towards_the_commit(long held, bool isTime)
    {
        CommitThresholds thresholds = new() { BytesPerCommit = 100 };
        Meter meter = new(StageId.Execution, TimeProvider.System, thresholds);
        Assert.False(meter.ShouldCommit);
        meter.HoldBytes(held);
        Assert.Equal(isTime, meter.ShouldCommit);
    }

    [Theory]
    [InlineData(99, false)]
    [InlineData(100, true)]
    public void Memory_that_the_stage_takes_counts_against_its_own(long held, bool isTime)
    {
        CommitThresholds thresholds = new() { MemoryBytes = 100 };
        Meter meter = new(StageId.Execution, TimeProvider.System, thresholds);
        Assert.False(meter.ShouldCommit);
        meter.HoldMemory(held);
        Assert.Equal(isTime, meter.ShouldCommit);
    }
}
