using NodeProto.Primitives;

namespace NodeProto.Db;

/// <summary>An account that a block changed, and what it was before.</summary>
/// <param name="AddressHash">Keccak-256 of the address.</param>
/// <param name="Before">The account before the block; null when it did not exist.</param>
public readonly record struct AccountChange(Hash256 AddressHash, Account? Before);

/// <summary>A chunk of a block's account changes, in ascending order; read in place with <c>foreach</c>.</summary>
public readonly ref struct AccountChangeSet
{
    internal AccountChangeSet(ReadOnlySpan<byte> bytes) => Bytes = bytes;

    /// <summary>The chunk as it is stored.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>Finds an account's change, passing over the others without decoding them.</summary>
    internal bool TryFind(in Hash256 addressHash, out Account? before)
    {
        ByteReader reader = new(Bytes);
        while (!reader.IsEmpty)
        {
            ReadOnlySpan<byte> hash = reader.Read(Hash256.Size);
            ReadOnlySpan<byte> account = reader.Read(reader.ReadByte());
            if (hash.SequenceEqual(addressHash.Bytes))
            {
                before = account.IsEmpty ? null : AccountCodec.Instance.Decode(account);
                return true;
            }
        }
        before = null;
        return false;
    }

    /// <summary>The changes from the first on.</summary>
    public Enumerator GetEnumerator() => new(Bytes);

    /// <summary>Walks over the changes.</summary>
    public ref struct Enumerator
    {
        private ByteReader _reader;

        internal Enumerator(ReadOnlySpan<byte> bytes) => _reader = new ByteReader(bytes);

        /// <summary>The change.</summary>
        public AccountChange Current { get; private set; }

        /// <summary>Bytes of the changes that follow.</summary>
        public readonly int RestLength => _reader.Rest.Length;

        /// <summary>Moves to the next change.</summary>
        public bool MoveNext()
        {
            if (_reader.IsEmpty)
            {
                return false;
            }
            Hash256 addressHash = _reader.ReadHash();
            int length = _reader.ReadByte();
            Current = new AccountChange(addressHash, length == 0 ? null : AccountCodec.Instance.Decode(_reader.Read(length)));
            return true;
        }
    }
}

/// <summary>For each change: the hash, the account's length in one byte, 0 when it did not exist, the account.</summary>
internal sealed class AccountChangeSetCodec : IValueCodec<AccountChangeSet>
{
    public static readonly AccountChangeSetCodec Instance = new();

    public ReadOnlySpan<byte> Encode(AccountChangeSet value, ByteBuffer scratch) => value.Bytes;

    public AccountChangeSet Decode(ReadOnlySpan<byte> bytes)
    {
        AccountChangeSet changes = new(bytes);
        bool isFirst = true;
        Hash256 last = default;
        foreach (AccountChange change in changes)
        {
            if (!isFirst && change.AddressHash <= last)
            {
                DatabaseCorruptException.ThrowValue("the changes are not in ascending order");
            }
            last = change.AddressHash;
            isFirst = false;
        }
        if (isFirst)
        {
            DatabaseCorruptException.ThrowValue("a chunk without changes");
        }
        return changes;
    }
}
