using System.Buffers.Binary;
using NodeProto.Primitives;

namespace NodeProto.Db;

/// <summary>A slot that a block changed, and what it was before.</summary>
/// <param name="Key">The slot.</param>
/// <param name="Before">Its value before the block; zero when it was not set.</param>
public readonly record struct StorageChange(StorageKey Key, UInt256 Before);

/// <summary>A chunk of a block's storage changes, in ascending order; read in place with <c>foreach</c>.</summary>
public readonly ref struct StorageChangeSet
{
    internal StorageChangeSet(ReadOnlySpan<byte> bytes) => Bytes = bytes;

    /// <summary>The chunk as it is stored.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>Finds a slot's change, passing over the others without decoding them.</summary>
    internal bool TryFind(in StorageKey key, out UInt256 before)
    {
        ByteReader reader = new(Bytes);
        while (!reader.IsEmpty)
        {
            bool isOwner = reader.Read(Hash256.Size).SequenceEqual(key.AddressHash.Bytes);
            int slots = BinaryPrimitives.ReadUInt16BigEndian(reader.Read(sizeof(ushort)));
            for (int i = 0; i < slots; i++)
            {
                ReadOnlySpan<byte> slotHash = reader.Read(Hash256.Size);
                ReadOnlySpan<byte> value = reader.Read(reader.ReadByte());
                if (isOwner && slotHash.SequenceEqual(key.SlotHash.Bytes))
                {
                    before = WordCodec.Read(value);
                    return true;
                }
            }
        }
        before = UInt256.Zero;
        return false;
    }

    /// <summary>The changes from the first on.</summary>
    public Enumerator GetEnumerator() => new(Bytes, default, 0);

    /// <summary>Walks over the changes.</summary>
    public ref struct Enumerator
    {
        private ByteReader _reader;
        private Hash256 _addressHash;
        private int _slotsLeft;

        internal Enumerator(ReadOnlySpan<byte> rest, Hash256 addressHash, int slotsLeft)
        {
            _reader = new ByteReader(rest);
            _addressHash = addressHash;
            _slotsLeft = slotsLeft;
        }

        /// <summary>The change.</summary>
        public StorageChange Current { get; private set; }

        /// <summary>Bytes of the changes that follow.</summary>
        public readonly int RestLength => _reader.Rest.Length;

        /// <summary>Slots of the current account that follow.</summary>
        internal readonly int SlotsLeft => _slotsLeft;

        /// <summary>Moves to the next change.</summary>
        public bool MoveNext()
        {
            if (_slotsLeft == 0)
            {
                if (_reader.IsEmpty)
                {
                    return false;
                }
                _addressHash = _reader.ReadHash();
                _slotsLeft = BinaryPrimitives.ReadUInt16BigEndian(_reader.Read(sizeof(ushort)));
                if (_slotsLeft == 0)
                {
                    DatabaseCorruptException.ThrowValue("an account without changed slots");
                }
            }
            _slotsLeft--;
            Hash256 slotHash = _reader.ReadHash();
            Current = new StorageChange(new StorageKey(_addressHash, slotHash), WordCodec.Read(_reader.Read(_reader.ReadByte())));
            return true;
        }
    }
}

/// <summary>For each account: its hash, the count of slots in two bytes, big-endian; for each slot its hash, the value's length in one byte, the value.</summary>
internal sealed class StorageChangeSetCodec : IValueCodec<StorageChangeSet>
{
    public static readonly StorageChangeSetCodec Instance = new();

    public ReadOnlySpan<byte> Encode(StorageChangeSet value, ByteBuffer scratch) => value.Bytes;

    public StorageChangeSet Decode(ReadOnlySpan<byte> bytes)
    {
        StorageChangeSet changes = new(bytes);
        bool isFirst = true;
        StorageKey last = default;
        int slotsLeft = 0;
        StorageChangeSet.Enumerator enumerator = changes.GetEnumerator();
        while (enumerator.MoveNext())
        {
            StorageKey key = enumerator.Current.Key;
            int order = isFirst ? 1 : key.AddressHash.CompareTo(last.AddressHash);
            bool isSameAccount = slotsLeft > 0;
            if (isSameAccount ? key.SlotHash <= last.SlotHash : order <= 0)
            {
                DatabaseCorruptException.ThrowValue("the changes are not in ascending order");
            }
            slotsLeft = enumerator.SlotsLeft;
            last = key;
            isFirst = false;
        }
        if (isFirst)
        {
            DatabaseCorruptException.ThrowValue("a chunk without changes");
        }
        return changes;
    }
}
