using NodeProto.Consensus;
using NodeProto.Primitives;

namespace NodeProto.Execution;

/// <summary>Makes long chains of headers with empty bodies quickly, for measuring header stages.</summary>
/// <remarks>
/// After the merge the blocks are valid as a whole, since empty blocks leave the state as it is. Before it only the headers are:
/// rewards would change the state roots.
/// </remarks>
public static class HeaderChain
{
    /// <summary>The headers after genesis, in order.</summary>
    /// <param name="genesis">Where the chain begins; rules up to Shanghai.</param>
    /// <param name="count">How many headers.</param>
    /// <param name="secondsPerBlock">Seconds between them.</param>
    public static IEnumerable<Header> Generate(Genesis genesis, int count, ulong secondsPerBlock = 12)
    {
        ChainSpec spec = genesis.Spec;
        Header parent = genesis.Header;
        UInt256 totalDifficulty = parent.Difficulty;
        for (int i = 0; i < count; i++)
        {
            BlockNumber number = parent.Number + 1;
            ulong timestamp = parent.Timestamp + secondsPerBlock;
            bool isProofOfStake = spec.IsProofOfStake(totalDifficulty);
            Fork fork = spec.ForkAt(number, timestamp, isProofOfStake);
            bool isFirstOfLondon = fork >= Fork.London && parent.BaseFeePerGas is null;
            parent = parent with
            {
                ParentHash = parent.Hash,
                Number = number,
                Timestamp = timestamp,
                Nonce = 0,
                Difficulty = isProofOfStake ? UInt256.Zero : Difficulty.Of(spec.Forks, number, timestamp, parent),
                GasLimit = isFirstOfLondon ? parent.GasLimit * BaseFee.ElasticityMultiplier : parent.GasLimit,
                BaseFeePerGas = fork >= Fork.London ? BaseFee.After(parent) : null,
                WithdrawalsRoot = fork >= Fork.Shanghai ? Keccak.OfEmptyTrie : null,
            };
            totalDifficulty += parent.Difficulty;
            yield return parent;
        }
    }
}
