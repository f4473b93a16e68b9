using NodeProto.Primitives;

namespace NodeProto.Evm.Tests;

public class PrecompiledContractsTests
{
    [Theory]
    [InlineData(Fork.Frontier, 4)]
    [InlineData(Fork.Byzantium, 8)]
    [InlineData(Fork.Istanbul, 9)]
    [InlineData(Fork.Cancun, 10)]
    [InlineData(Fork.Prague, 17)]
    public void Precompiled_contracts_run_from_1_to_the_last_of_the_fork(Fork fork, int last)
    {
        Assert.False(PrecompiledContracts.IsPrecompile(AddressOf(0), fork));
        Assert.True(PrecompiledContracts.IsPrecompile(AddressOf(1), fork));
        Assert.True(PrecompiledContracts.IsPrecompile(AddressOf(last), fork));
        Assert.False(PrecompiledContracts.IsPrecompile(AddressOf(last + 1), fork));
    }

    [Theory]
    [InlineData(Fork.Prague, false)]
    [InlineData(Fork.Osaka, true)]
    public void P256_verification_lies_apart_from_the_others(Fork fork, bool expected)
    {
        Assert.Equal(expected, PrecompiledContracts.IsPrecompile(AddressOf(0x100), fork));
        Assert.False(PrecompiledContracts.IsPrecompile(AddressOf(0x101), fork));
        Assert.False(PrecompiledContracts.IsPrecompile(Address.Parse("0x0100000000000000000000000000000000000001"), fork));
    }

    private static Address AddressOf(int number) => Address.Parse($"0x{number:x40}");
}
