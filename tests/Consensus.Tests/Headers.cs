using NodeProto.Primitives;

namespace NodeProto.Consensus.Tests;

/// <summary>Valid pairs of headers to change one thing in.</summary>
internal static class Headers
{
    public static Header Parent(Fork fork) =>
        Genesis
            .Create(
                ChainSpec.AllFrom(fork),
                new GenesisFields
                {
                    Difficulty = fork >= Fork.Paris ? UInt256.Zero : 1_000_000,
                    GasLimit = 10_240_000,
                    Timestamp = 1_000,
                },
                []
            )
            .Header;

    public static Header Child(Header parent, Fork fork) =>
        parent with
        {
            ParentHash = parent.Hash,
            Number = parent.Number + 1,
            Timestamp = parent.Timestamp + 12,
            Difficulty =
                fork >= Fork.Paris
                    ? UInt256.Zero
                    : Difficulty.Of(ChainSpec.AllFrom(fork).Forks, parent.Number + 1, parent.Timestamp + 12, parent),
            BaseFeePerGas = fork >= Fork.London ? BaseFee.After(parent) : null,
        };
}
