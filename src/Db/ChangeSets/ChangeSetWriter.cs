using System.Buffers.Binary;
using NodeProto.Primitives;

namespace NodeProto.Db;

/// <summary>
/// Writes a block's changes in chunks of at most 8 KiB: <see cref="Begin"/>, then every account and every slot in ascending
/// order, then <see cref="End"/>. Not thread-safe.
/// </summary>
/// <remarks>Where a chunk ends depends on the block's changes alone, so that equal chains have equal rows.</remarks>
/// <param name="tx">Transaction that the chunks go to.</param>
public sealed class ChangeSetWriter(IWriteTransaction tx)
{
    /// <summary>Most bytes that a chunk has.</summary>
    public const int ChunkBytesMax = 8 * 1024;

    private readonly ByteBuffer _accounts = new(ChunkBytesMax);
    private readonly ByteBuffer _storage = new(ChunkBytesMax);
    private BlockNumber _number;
    private Hash256 _accountsFirst;
    private Hash256 _accountsLast;
    private bool _hasAccount;
    private StorageKey _storageFirst;
    private StorageKey _storageLast;
    private bool _hasStorage;
    private int _groupCountOffset;
    private int _groupCount;

    /// <summary>Starts a block.</summary>
    public void Begin(BlockNumber number)
    {
        _number = number;
        _accounts.Clear();
        _storage.Clear();
        _hasAccount = false;
        _hasStorage = false;
    }

    /// <summary>Adds an account that the block changed.</summary>
    /// <param name="addressHash">Keccak-256 of the address; above the one before.</param>
    /// <param name="before">The account before the block; null when it did not exist.</param>
    public void Add(in Hash256 addressHash, Account? before)
    {
        Invariant.Holds(!_hasAccount || addressHash > _accountsLast, "Account changes come in ascending order.");
        int start = _accounts.Length;
        _accounts.Write(addressHash.Bytes);
        _accounts.WriteByte(0);
        if (before is { } account)
        {
            int length = AccountCodec.Write(account, _accounts);
            _accounts.At(start + Hash256.Size, 1)[0] = (byte)length;
        }
        if (_accounts.Length > ChunkBytesMax)
        {
            Span<byte> next = stackalloc byte[Hash256.Size + 1 + AccountCodec.MaxSize];
            int length = _accounts.Length - start;
            _accounts.Written[start..].CopyTo(next);
            WriteAccounts(_accounts.Written[..start]);
            _accounts.Clear();
            _accounts.Write(next[..length]);
            start = 0;
        }
        if (start == 0)
        {
            _accountsFirst = addressHash;
        }
        _accountsLast = addressHash;
        _hasAccount = true;
    }

    /// <summary>Adds a slot that the block changed.</summary>
    /// <param name="key">The slot; above the one before.</param>
    /// <param name="before">Its value before the block; zero when it was not set.</param>
    public void Add(in StorageKey key, in UInt256 before)
    {
        bool isSameAccount = _hasStorage && key.AddressHash == _storageLast.AddressHash;
        Invariant.Holds(
            !_hasStorage || (isSameAccount ? key.SlotHash > _storageLast.SlotHash : key.AddressHash > _storageLast.AddressHash),
            "Storage changes come in ascending order."
        );
        int slotBytes = Hash256.Size + 1 + ((before.BitLength + 7) / 8);
        int bytes = slotBytes + (isSameAccount ? 0 : Hash256.Size + sizeof(ushort));
        if (_storage.Length + bytes > ChunkBytesMax)
        {
            WriteStorage();
            isSameAccount = false;
        }
        if (_storage.Length == 0)
        {
            _storageFirst = key;
            isSameAccount = false;
        }
        if (!isSameAccount)
        {
            key.AddressHash.WriteTo(_storage.Take(Hash256.Size));
            _groupCountOffset = _storage.Length;
            _groupCount = 0;
            _storage.Take(sizeof(ushort)).Clear();
        }
        BinaryPrimitives.WriteUInt16BigEndian(_storage.At(_groupCountOffset, sizeof(ushort)), (ushort)++_groupCount);
        key.SlotHash.WriteTo(_storage.Take(Hash256.Size));
        _storage.WriteByte((byte)((before.BitLength + 7) / 8));
        WordCodec.Write(before, _storage);
        _storageLast = key;
        _hasStorage = true;
    }

    /// <summary>Ends the block.</summary>
    public void End()
    {
        if (_accounts.Length > 0)
        {
            WriteAccounts(_accounts.Written);
            _accounts.Clear();
        }
        if (_storage.Length > 0)
        {
            WriteStorage();
        }
    }

    private void WriteAccounts(ReadOnlySpan<byte> chunk) =>
        tx.Append(Tables.AccountChanges, new AccountChangesKey(_number, _accountsFirst), new AccountChangeSet(chunk));

    private void WriteStorage()
    {
        tx.Append(Tables.StorageChanges, new StorageChangesKey(_number, _storageFirst), new StorageChangeSet(_storage.Written));
        _storage.Clear();
    }
}
