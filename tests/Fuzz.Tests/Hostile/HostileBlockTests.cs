using NodeProto.Stages;

namespace NodeProto.Fuzz.Tests;

/// <summary>Blocks that are built to hurt, in small; <c>bench -- hostile</c> measures full ones.</summary>
public sealed class HostileBlockTests
{
    private const ulong Gas = 1_500_000;
    private const long BytesPerGasMax = 64; // 45 million gas then never take more than some GiB in all, of which most is freed at once.
    private const long BytesOfAnyImport = 64 << 20;

    public static TheoryData<string> Names() => [.. HostileShape.All.Select(shape => shape.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_hostile_block_is_imported_in_bounded_memory(string name)
    {
        HostileChain chain = new(HostileShape.All.First(shape => shape.Name == name), transactions: 1, Gas);
        Assert.True(chain.Block.Header.GasUsed > Gas / 3, $"it uses no more than {chain.Block.Header.GasUsed} gas");
        PipelineResult result = chain.Import();
        Assert.Equal(chain.Block.Header.Hash, result.Head.Hash);
        long allocated = result.Stages.Sum(stage => stage.AllocatedBytes);
        Assert.InRange(allocated, 0, BytesOfAnyImport + (BytesPerGasMax * (long)Gas));
    }
}
