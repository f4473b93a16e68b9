using NodeProto.Primitives;

namespace NodeProto.Consensus.Tests;

public sealed class HeaderRulesTests
{
    public static TheoryData<Fork> Forks => [.. Enum.GetValues<Fork>()];

    [Theory]
    [MemberData(nameof(Forks))]
    public void A_child_that_follows_the_rules_is_accepted_in_every_fork(Fork fork)
    {
        Header parent = Headers.Parent(fork);
        Assert.Null(Check(Headers.Child(parent, fork), parent, fork));
    }

    [Theory]
    // 10240000 / 1024 = 10000: less than that, exactly that, more.
    [InlineData(10_249_999, null)]
    [InlineData(10_250_000, InvalidBlockReason.GasLimitChangeTooLarge)]
    [InlineData(10_250_001, InvalidBlockReason.GasLimitChangeTooLarge)]
    [InlineData(10_230_001, null)]
    [InlineData(10_230_000, InvalidBlockReason.GasLimitChangeTooLarge)]
    [InlineData(10_229_999, InvalidBlockReason.GasLimitChangeTooLarge)]
    public void The_gas_limit_moves_by_less_than_one_part_in_1024(ulong gasLimit, InvalidBlockReason? expected)
    {
        Header parent = Headers.Parent(Fork.Berlin);
        Header child = Headers.Child(parent, Fork.Berlin) with { GasLimit = gasLimit };
        Assert.Equal(expected, Check(child, parent, Fork.Berlin)?.Reason);
    }

    [Theory]
    [InlineData(5_001, null)]
    [InlineData(5_000, null)]
    [InlineData(4_999, InvalidBlockReason.GasLimitTooLow)]
    public void The_gas_limit_is_at_least_5000(ulong gasLimit, InvalidBlockReason? expected)
    {
        Header parent = Headers.Parent(Fork.Berlin) with { GasLimit = 5_002 };
        Header child = Headers.Child(parent, Fork.Berlin) with { GasLimit = gasLimit };
        Assert.Equal(expected, Check(child, parent, Fork.Berlin)?.Reason);
    }

    [Theory]
    [InlineData(long.MaxValue - 1UL, null)]
    [InlineData((ulong)long.MaxValue, null)]
    [InlineData(1UL << 63, InvalidBlockReason.GasLimitTooHigh)]
    public void The_gas_limit_is_below_2_to_the_63(ulong gasLimit, InvalidBlockReason? expected)
    {
        Header parent = Headers.Parent(Fork.Berlin) with { GasLimit = long.MaxValue };
        Header child = Headers.Child(parent, Fork.Berlin) with { GasLimit = gasLimit };
        Assert.Equal(expected, Check(child, parent, Fork.Berlin)?.Reason);
    }

    [Theory]
    [InlineData(20_499_999, null)]
    [InlineData(20_480_000, null)]
    [InlineData(20_500_000, InvalidBlockReason.GasLimitChangeTooLarge)]
    [InlineData(10_240_000, InvalidBlockReason.GasLimitChangeTooLarge)]
    public void The_first_block_of_London_has_twice_the_gas_limit(ulong gasLimit, InvalidBlockReason? expected)
    {
        ChainSpec spec = ChainSpec.AllFrom(Fork.Berlin) with
        {
            Forks = new ForkSchedule(null, new ForkStart(Fork.Byzantium, 0), new ForkStart(Fork.Berlin, 0), new ForkStart(Fork.London, 1)),
        };
        Header parent = Headers.Parent(Fork.Berlin);
        Header child = Headers.Child(parent, Fork.Berlin) with { GasLimit = gasLimit, BaseFeePerGas = BaseFee.Initial };
        Assert.Equal(expected, HeaderRules.Check(child, parent, spec, isProofOfStake: false)?.Reason);
    }

    [Theory]
    [InlineData(1_001, null)]
    [InlineData(1_000, InvalidBlockReason.TimestampNotAfterParent)]
    [InlineData(999, InvalidBlockReason.TimestampNotAfterParent)]
    public void The_timestamp_is_after_the_parents(ulong timestamp, InvalidBlockReason? expected)
    {
        Header parent = Headers.Parent(Fork.Paris);
        Assert.Equal(expected, Check(Headers.Child(parent, Fork.Paris) with { Timestamp = timestamp }, parent, Fork.Paris)?.Reason);
    }

    [Theory]
    [InlineData(31, null)]
    [InlineData(32, null)]
    [InlineData(33, InvalidBlockReason.ExtraDataTooLong)]
    public void The_extra_data_has_at_most_32_bytes(int bytes, InvalidBlockReason? expected)
    {
        Header parent = Headers.Parent(Fork.Paris);
        Assert.Equal(expected, Check(Headers.Child(parent, Fork.Paris) with { ExtraData = new byte[bytes] }, parent, Fork.Paris)?.Reason);
    }

    [Theory]
    [InlineData(10_239_999, null)]
    [InlineData(10_240_000, null)]
    [InlineData(10_240_001, InvalidBlockReason.GasUsedAboveLimit)]
    public void The_gas_used_is_at_most_the_limit(ulong gasUsed, InvalidBlockReason? expected)
    {
        Header parent = Headers.Parent(Fork.Paris);
        Assert.Equal(expected, Check(Headers.Child(parent, Fork.Paris) with { GasUsed = gasUsed }, parent, Fork.Paris)?.Reason);
    }

    [Theory]
    [InlineData(1_919_999, true, false, null)]
    [InlineData(1_920_000, true, false, InvalidBlockReason.DaoExtraDataMissing)]
    [InlineData(1_920_009, true, false, InvalidBlockReason.DaoExtraDataMissing)]
    [InlineData(1_920_010, true, false, null)]
    [InlineData(1_920_000, true, true, null)]
    [InlineData(1_919_999, false, true, null)]
    [InlineData(1_920_000, false, true, InvalidBlockReason.DaoExtraDataRefused)]
    [InlineData(1_920_009, false, true, InvalidBlockReason.DaoExtraDataRefused)]
    [InlineData(1_920_010, false, true, null)]
    [InlineData(1_920_000, false, false, null)]
    public void Ten_blocks_from_the_DAO_fork_on_tell_the_sides_apart(
        ulong number,
        bool isSupported,
        bool isMarked,
        InvalidBlockReason? expected
    )
    {
        ChainSpec spec = ChainSpec.Mainnet with { DaoForkSupported = isSupported };
        Header parent = Headers.Parent(Fork.Homestead) with { Number = new BlockNumber(number - 1) };
        Header child = parent with
        {
            ParentHash = parent.Hash,
            Number = new BlockNumber(number),
            Timestamp = parent.Timestamp + 10,
            Difficulty = Difficulty.Of(spec.Forks, new BlockNumber(number), parent.Timestamp + 10, parent),
            ExtraData = isMarked ? DaoFork.Mark.ToArray() : [],
        };
        Assert.Equal(expected, HeaderRules.Check(child, parent, spec, isProofOfStake: false)?.Reason);
    }

    [Fact]
    public void A_block_is_proof_of_stake_when_its_parent_has_reached_the_terminal_difficulty_or_has_none()
    {
        ChainSpec spec = ChainSpec.AllFrom(Fork.London) with { Forks = new ForkSchedule(new UInt256(1_000)) };
        Assert.False(spec.IsProofOfStake(new UInt256(999)));
        Assert.True(spec.IsProofOfStake(new UInt256(1_000)));
        Assert.True(spec.IsProofOfStake(new UInt256(1_001)));
        Assert.True(spec.IsProofOfStake(null));
        Assert.False(ChainSpec.AllFrom(Fork.London).IsProofOfStake(UInt256.MaxValue));
    }

    [Fact]
    public void Checking_a_valid_header_allocates_nothing()
    {
        Header parent = Headers.Parent(Fork.Osaka);
        Header child = Headers.Child(parent, Fork.Osaka);
        ChainSpec spec = ChainSpec.AllFrom(Fork.Osaka);
        HeaderRules.Check(child, parent, spec, isProofOfStake: true);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            HeaderRules.Check(child, parent, spec, isProofOfStake: true);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void An_invalid_block_says_what_was_found_and_expected_and_where()
    {
        InvalidBlock invalid = new(InvalidBlockReason.GasLimitTooLow, new BlockNumber(7), null, 3, "4999", "at least 5000");
        Assert.Equal("NP2106: gas limit too low: found 4999, expected at least 5000 (block 7, transaction 3)", invalid.Text);
    }

    [Fact]
    public void No_rule_shares_its_number_with_another_error()
    {
        foreach (InvalidBlockReason reason in Enum.GetValues<InvalidBlockReason>().Where(each => each != InvalidBlockReason.None))
        {
            Assert.InRange((int)reason, 2100, 2499);
            Assert.False(Enum.IsDefined((NodeErrorCode)(int)reason), $"{reason}");
        }
    }

    private static InvalidBlock? Check(Header header, Header parent, Fork fork) =>
        HeaderRules.Check(header, parent, ChainSpec.AllFrom(fork), fork >= Fork.Paris);
}
