using NodeProto.Primitives;

namespace NodeProto.Db;

/// <summary>A block by number and hash: 8 + 32 bytes.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Hash">Its hash.</param>
public readonly record struct BlockKey(BlockNumber Number, Hash256 Hash) : IKey<BlockKey>
{
    /// <inheritdoc/>
    public static int MaxSize => sizeof(ulong) + Hash256.Size;

    /// <inheritdoc/>
    public static BlockKey ReadFrom(ReadOnlySpan<byte> source) =>
        new(BlockNumber.ReadFrom(source), Hash256.ReadFrom(source[sizeof(ulong)..]));

    /// <inheritdoc/>
    public int WriteTo(Span<byte> destination)
    {
        Number.WriteTo(destination);
        Hash.WriteTo(destination[sizeof(ulong)..]);
        return MaxSize;
    }
}

/// <summary>A slot of an account: 32 + 32 bytes.</summary>
/// <param name="AddressHash">Keccak-256 of the address.</param>
/// <param name="SlotHash">Keccak-256 of the 32-byte slot number.</param>
public readonly record struct StorageKey(Hash256 AddressHash, Hash256 SlotHash) : IKey<StorageKey>
{
    /// <inheritdoc/>
    public static int MaxSize => 2 * Hash256.Size;

    /// <inheritdoc/>
    public static StorageKey ReadFrom(ReadOnlySpan<byte> source) => new(Hash256.ReadFrom(source), Hash256.ReadFrom(source[Hash256.Size..]));

    /// <inheritdoc/>
    public int WriteTo(Span<byte> destination)
    {
        AddressHash.WriteTo(destination);
        SlotHash.WriteTo(destination[Hash256.Size..]);
        return MaxSize;
    }

    /// <summary>The order of the keys' bytes.</summary>
    public static Comparer<StorageKey> Order { get; } =
        Comparer<StorageKey>.Create(
            static (left, right) =>
                left.AddressHash.CompareTo(right.AddressHash) is not 0 and var order ? order : left.SlotHash.CompareTo(right.SlotHash)
        );
}

/// <summary>A chunk of the accounts that a block changed: 8 + 32 bytes.</summary>
/// <param name="Number">The block.</param>
/// <param name="FirstAddressHash">Keccak-256 of the first address in the chunk.</param>
public readonly record struct AccountChangesKey(BlockNumber Number, Hash256 FirstAddressHash) : IKey<AccountChangesKey>
{
    /// <inheritdoc/>
    public static int MaxSize => sizeof(ulong) + Hash256.Size;

    /// <summary>The lowest key of a block.</summary>
    public static AccountChangesKey FirstOf(BlockNumber number) => new(number, Hash256.Zero);

    /// <inheritdoc/>
    public static AccountChangesKey ReadFrom(ReadOnlySpan<byte> source) =>
        new(BlockNumber.ReadFrom(source), Hash256.ReadFrom(source[sizeof(ulong)..]));

    /// <inheritdoc/>
    public int WriteTo(Span<byte> destination)
    {
        Number.WriteTo(destination);
        FirstAddressHash.WriteTo(destination[sizeof(ulong)..]);
        return MaxSize;
    }
}

/// <summary>A chunk of the slots that a block changed: 8 + 32 + 32 bytes.</summary>
/// <param name="Number">The block.</param>
/// <param name="First">The first slot in the chunk.</param>
public readonly record struct StorageChangesKey(BlockNumber Number, StorageKey First) : IKey<StorageChangesKey>
{
    /// <inheritdoc/>
    public static int MaxSize => sizeof(ulong) + (2 * Hash256.Size);

    /// <summary>The lowest key of a block.</summary>
    public static StorageChangesKey FirstOf(BlockNumber number) => new(number, default);

    /// <inheritdoc/>
    public static StorageChangesKey ReadFrom(ReadOnlySpan<byte> source) =>
        new(BlockNumber.ReadFrom(source), StorageKey.ReadFrom(source[sizeof(ulong)..]));

    /// <inheritdoc/>
    public int WriteTo(Span<byte> destination)
    {
        Number.WriteTo(destination);
        First.WriteTo(destination[sizeof(ulong)..]);
        return MaxSize;
    }
}

/// <summary>A node of an account's storage trie: 32 bytes, then one byte for each nibble.</summary>
/// <param name="AddressHash">Keccak-256 of the address.</param>
/// <param name="Path">The way from the storage trie's root.</param>
public readonly record struct StorageTrieKey(Hash256 AddressHash, NibblePath Path) : IKey<StorageTrieKey>
{
    /// <inheritdoc/>
    public static int MaxSize => Hash256.Size + NibblePath.MaxSize;

    /// <inheritdoc/>
    public static StorageTrieKey ReadFrom(ReadOnlySpan<byte> source) =>
        new(Hash256.ReadFrom(source), NibblePath.ReadFrom(source[Hash256.Size..]));

    /// <inheritdoc/>
    public int WriteTo(Span<byte> destination)
    {
        AddressHash.WriteTo(destination);
        return Hash256.Size + Path.WriteTo(destination[Hash256.Size..]);
    }
}
