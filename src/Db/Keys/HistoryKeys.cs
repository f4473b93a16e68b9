using System.Buffers.Binary;
using NodeProto.Primitives;

namespace NodeProto.Db;

/// <summary>Key of a history table: whose history it is, then which shard of it.</summary>
/// <typeparam name="TSelf">The key.</typeparam>
public interface IHistoryKey<TSelf> : IKey<TSelf>
    where TSelf : struct, IHistoryKey<TSelf>
{
    /// <summary>Which 65,536 blocks: see <see cref="HistoryShard.NumberOf"/>; the last 6 bytes of the key.</summary>
    ulong Shard { get; }
}

/// <summary>The blocks of one shard that changed an account: 32 + 6 bytes.</summary>
/// <param name="AddressHash">Keccak-256 of the address.</param>
/// <param name="Shard">Which 65,536 blocks: see <see cref="HistoryShard.NumberOf"/>.</param>
public readonly record struct AccountHistoryKey(Hash256 AddressHash, ulong Shard) : IHistoryKey<AccountHistoryKey>
{
    /// <inheritdoc/>
    public static int MaxSize => Hash256.Size + HistoryShard.NumberBytes;

    /// <inheritdoc/>
    public static AccountHistoryKey ReadFrom(ReadOnlySpan<byte> source) =>
        new(Hash256.ReadFrom(source), ShardNumber.ReadFrom(source[Hash256.Size..]));

    /// <inheritdoc/>
    public int WriteTo(Span<byte> destination)
    {
        AddressHash.WriteTo(destination);
        ShardNumber.WriteTo(destination[Hash256.Size..], Shard);
        return MaxSize;
    }
}

/// <summary>The blocks of one shard that changed a slot: 32 + 32 + 6 bytes.</summary>
/// <param name="Slot">The slot.</param>
/// <param name="Shard">Which 65,536 blocks: see <see cref="HistoryShard.NumberOf"/>.</param>
public readonly record struct StorageHistoryKey(StorageKey Slot, ulong Shard) : IHistoryKey<StorageHistoryKey>
{
    /// <inheritdoc/>
    public static int MaxSize => (2 * Hash256.Size) + HistoryShard.NumberBytes;

    /// <inheritdoc/>
    public static StorageHistoryKey ReadFrom(ReadOnlySpan<byte> source) =>
        new(StorageKey.ReadFrom(source), ShardNumber.ReadFrom(source[(2 * Hash256.Size)..]));

    /// <inheritdoc/>
    public int WriteTo(Span<byte> destination)
    {
        Slot.WriteTo(destination);
        ShardNumber.WriteTo(destination[(2 * Hash256.Size)..], Shard);
        return MaxSize;
    }
}

/// <summary>A block number without its last 16 bits, big-endian in the 6 bytes that are left.</summary>
internal static class ShardNumber
{
    public static ulong ReadFrom(ReadOnlySpan<byte> source) =>
        ((ulong)BinaryPrimitives.ReadUInt32BigEndian(source) << 16)
        | BinaryPrimitives.ReadUInt16BigEndian(source[sizeof(uint)..HistoryShard.NumberBytes]);

    public static void WriteTo(Span<byte> destination, ulong shard)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination, checked((uint)(shard >> 16)));
        BinaryPrimitives.WriteUInt16BigEndian(destination[sizeof(uint)..], (ushort)shard);
    }
}
