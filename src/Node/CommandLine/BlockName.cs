using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Node.CommandLine;

/// <summary>A block as a command line names it.</summary>
/// <param name="Number">Its number, where it is named by that.</param>
/// <param name="Hash">Its hash, where it is named by that.</param>
internal readonly record struct BlockName(BlockNumber Number, Hash256? Hash)
{
    /// <summary>The number of the block.</summary>
    /// <param name="tx">The chain.</param>
    /// <param name="setting">The option that names it.</param>
    /// <exception cref="NodeException">No canonical block has the hash.</exception>
    public BlockNumber Find(IReadTransaction tx, string setting)
    {
        if (Hash is not { } hash)
        {
            return Number;
        }
        return tx.TryGet(Tables.HeaderNumbers, hash, out BlockNumber number)
            ? number
            : throw new NodeException(
                NodeErrorCode.SettingInvalid,
                $"no block of the canonical chain has the hash {hash}",
                setting,
                "Name the block by its number, or a block up to the head that `nodeproto chain info` shows."
            );
    }
}
