using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using NodeProto.Primitives;

namespace NodeProto.Execution;

/// <summary>
/// State while a block executes: what it touched, over a reader of the state before it, with snapshots, undo and the sets that
/// live as long as a transaction (yellow paper §6.1, the accrued substate A).
/// </summary>
/// <remarks>
/// Accounts and slots are numbered at first touch and then reached by number. Each is hashed once. Reused from block to block.
/// Not thread-safe.
/// </remarks>
internal sealed partial class WorldState : IBlockChanges
{
    // Mainnet cleared this empty account in block 2675119 although the call that touched it had run out of gas (EIP-161, addendum).
    private static readonly Address RipemdAddress = Address.Parse("0x0000000000000000000000000000000000000003");

    // Code that was read, by its hash and so good for every block; when it grows too large it starts over.
    private const long StoredCodeBytesMax = 64 << 20;
    private readonly Dictionary<Hash256, ReadOnlyMemory<byte>> _storedCodes = [];
    private long _storedCodeBytes;

    private readonly HashMemory<Address> _addressHashes = new();
    private readonly Dictionary<Address, int> _accountIndex = [];
    private readonly Arena<AccountEntry> _accounts = new(256);
    private readonly Arena<JournalEntry> _journal = new(256);
    private readonly Arena<Account> _accountUndo = new(64);
    private readonly Arena<int> _touched = new(64);
    private readonly Dictionary<Hash256, ReadOnlyMemory<byte>> _newCodes = [];
    private readonly List<Log> _logs = [];
    private IStateReader _reader = EmptyState.Instance;
    private BlockNumber _number;
    private int _transaction;

    /// <summary>Logs of the running transaction.</summary>
    public IReadOnlyList<Log> Logs => _logs;

    /// <summary>Forgets everything and starts over the state before a block.</summary>
    /// <param name="reader">The state.</param>
    /// <param name="number">The block, for errors.</param>
    public void BeginBlock(IStateReader reader, BlockNumber number = default)
    {
        _reader = reader;
        _number = number;
        _accountIndex.Clear();
        _accounts.Truncate(0);
        _slotIndex.Clear();
        _slots.Truncate(0);
        _lastSlot = -1;
        _newCodes.Clear();
        BeginSteps();
        _transaction = 0;
        BeginTransaction();
    }

    /// <summary>Starts a transaction, or another step of the block that is finished by itself, as rewards are.</summary>
    public void BeginTransaction()
    {
        _transaction++;
        _journal.Truncate(0);
        _accountUndo.Truncate(0);
        _touched.Truncate(0);
        _transient.Clear();
        _logs.Clear();
    }

    /// <summary>Deletes what is marked for it and, since EIP-161, the touched accounts that are empty.</summary>
    public void EndTransaction(bool clearEmpty)
    {
        for (int i = 0; i < _touched.Count; i++)
        {
            int index = _touched[i];
            ref AccountEntry entry = ref _accounts[index];
            bool destroyed = (entry.Marks & AccountMarks.Destroyed) != AccountMarks.None;
            bool cleared = clearEmpty && (entry.Marks & AccountMarks.Touched) != AccountMarks.None && entry.Current.IsEmpty;
            if (entry.Exists && (destroyed || cleared))
            {
                Delete(index);
            }
        }
        _journal.Truncate(0);
        _accountUndo.Truncate(0);
    }

    /// <summary>Number of the account, read at its first touch in the block.</summary>
    public int Open(in Address address)
    {
        ref int index = ref CollectionsMarshal.GetValueRefOrAddDefault(_accountIndex, address, out bool known);
        if (!known)
        {
            index = _accounts.Count;
            _openedAccounts.Add() = index;
            Read(address);
        }
        else if (_accounts[index].Transaction != _transaction)
        {
            ref AccountEntry entry = ref _accounts[index];
            entry.Transaction = _transaction;
            entry.Marks = AccountMarks.None;
            _openedAccounts.Add() = index;
        }
        return index;
    }

    /// <summary>The account now; <see cref="Account.Empty"/> when it does not exist.</summary>
    public ref readonly Account this[int account] => ref _accounts[account].Current;

    /// <summary>The account's address.</summary>
    public ref readonly Address AddressOf(int account) => ref _accounts[account].Address;

    /// <summary>Whether the account exists.</summary>
    public bool Exists(int account) => _accounts[account].Exists;

    /// <summary>Whether the account is empty or does not exist (EIP-161).</summary>
    public bool IsEmpty(int account) => !_accounts[account].Exists || _accounts[account].Current.IsEmpty;

    /// <summary>Whether the account has a storage slot that is not zero (EIP-7610).</summary>
    public bool HasStorage(int account)
    {
        ref AccountEntry entry = ref _accounts[account];
        for (int slot = entry.FirstSlot; slot >= 0; slot = _slots[slot].Next)
        {
            if (!_slots[slot].Current.IsZero)
            {
                return true;
            }
        }
        return entry.ExistedBefore && !entry.IsWiped && _reader.HasStorage(entry.Hash);
    }

    /// <summary>The account's bytecode.</summary>
    public ReadOnlyMemory<byte> GetCode(int account)
    {
        ref AccountEntry entry = ref _accounts[account];
        if (!entry.Current.HasCode)
        {
            return default;
        }
        if (
            _newCodes.TryGetValue(entry.Current.CodeHash, out ReadOnlyMemory<byte> code)
            || _storedCodes.TryGetValue(entry.Current.CodeHash, out code)
        )
        {
            return code;
        }
        code = _reader.GetCode(entry.Current.CodeHash);
        if (_storedCodeBytes > StoredCodeBytesMax)
        {
            _storedCodes.Clear();
            _storedCodeBytes = 0;
        }
        _storedCodes.Add(entry.Current.CodeHash, code);
        _storedCodeBytes += code.Length;
        return code;
    }

    /// <summary>Makes an account warm; true when it was cold (EIP-2929).</summary>
    public bool Warm(int account)
    {
        if ((_accounts[account].Marks & AccountMarks.Warm) != AccountMarks.None)
        {
            return false;
        }
        Mark(account, AccountMarks.Warm);
        return true;
    }

    /// <summary>Adds to a balance, creating and touching the account, also when the amount is zero (EIP-161).</summary>
    /// <exception cref="NodeException">The balance would exceed 256 bits: genesis gave out more than can be counted.</exception>
    public void Credit(int account, in UInt256 wei)
    {
        Touch(account);
        ref AccountEntry entry = ref _accounts[account];
        if (wei.IsZero && entry.Exists)
        {
            return;
        }
        UInt256 sum = UInt256.Add(entry.Current.Balance, wei, out bool overflow);
        if (overflow)
        {
            ThrowOverflow(entry.Address, entry.Current.Balance, wei);
        }
        Change(account, entry.Current with { Balance = sum });
    }

    /// <summary>Takes from a balance that the caller knows to suffice, touching the account.</summary>
    public void Debit(int account, in UInt256 wei)
    {
        Touch(account);
        if (wei.IsZero)
        {
            return;
        }
        ref AccountEntry entry = ref _accounts[account];
        UInt256 rest = UInt256.Subtract(entry.Current.Balance, wei, out bool borrow);
        Invariant.Holds(!borrow, "nothing is taken from a balance that does not hold it");
        Change(account, entry.Current with { Balance = rest });
    }

    /// <summary>Sets the nonce, creating the account.</summary>
    public void SetNonce(int account, ulong nonce)
    {
        Touch(account);
        Change(account, _accounts[account].Current with { Nonce = nonce });
    }

    /// <summary>Sets the code, creating the account.</summary>
    /// <param name="account">The account.</param>
    /// <param name="code">Bytecode; it is kept, not copied.</param>
    public void SetCode(int account, ReadOnlyMemory<byte> code)
    {
        Touch(account);
        Hash256 hash = code.IsEmpty ? Keccak.OfEmpty : Keccak.Hash(code.Span);
        if (!code.IsEmpty)
        {
            _newCodes.TryAdd(hash, code);
        }
        Change(account, _accounts[account].Current with { CodeHash = hash });
    }

    /// <summary>Marks the account as created in this transaction (EIP-6780).</summary>
    public void MarkCreated(int account) => Mark(account, AccountMarks.Created);

    /// <summary>Whether the account was created in this transaction (EIP-6780).</summary>
    public bool IsCreated(int account) => (_accounts[account].Marks & AccountMarks.Created) != AccountMarks.None;

    /// <summary>Marks the account for deletion at the end of the transaction; true when it was not marked before.</summary>
    public bool MarkDestroyed(int account)
    {
        if ((_accounts[account].Marks & AccountMarks.Destroyed) != AccountMarks.None)
        {
            return false;
        }
        Touch(account);
        Mark(account, AccountMarks.Destroyed);
        return true;
    }

    /// <summary>Emits a log entry.</summary>
    public void AddLog(Log log)
    {
        _logs.Add(log);
        _journal.Add() = new(JournalKind.Log, 0, 0, default);
    }

    /// <summary>A point to go back to with <see cref="RevertTo"/>.</summary>
    public int TakeSnapshot() => _journal.Count;

    /// <summary>Undoes everything since the snapshot.</summary>
    public void RevertTo(int snapshot)
    {
        while (_journal.Count > snapshot)
        {
            Undo(_journal.Pop());
        }
    }

    [DoesNotReturn]
    private void ThrowOverflow(in Address address, in UInt256 balance, in UInt256 wei) =>
        throw new NodeException(
            NodeErrorCode.BalanceOverflow,
            $"a balance of {balance} wei cannot take {wei} wei more: it would exceed 2^256 - 1",
            $"block {_number}, account {address}",
            "Only a genesis with balances near 2^256 leads here: make the chain anew with smaller ones."
        );

    private void Undo(in JournalEntry entry)
    {
        switch (entry.Kind)
        {
            case JournalKind.Account:
                _accounts[entry.Index].Current = _accountUndo.Pop();
                _accounts[entry.Index].Exists = entry.Marks != 0;
                break;
            case JournalKind.Marks:
                UndoMarks(entry);
                break;
            case JournalKind.Slot:
                _slots[entry.Index].Current = entry.Previous;
                break;
            case JournalKind.SlotWarmth:
                _slots[entry.Index].IsWarm = false;
                break;
            case JournalKind.Transient:
                UndoTransient(entry);
                break;
            default:
                _logs.RemoveAt(_logs.Count - 1);
                break;
        }
    }

    private void UndoMarks(in JournalEntry entry)
    {
        ref AccountEntry account = ref _accounts[entry.Index];
        AccountMarks kept = account.Address == RipemdAddress ? account.Marks & AccountMarks.Touched : AccountMarks.None;
        account.Marks = (AccountMarks)entry.Marks | kept;
    }

    private void Read(in Address address)
    {
        ref AccountEntry entry = ref _accounts.Add();
        entry.Address = address;
        entry.Hash = _addressHashes.Of(address);
        entry.ExistedBefore = _reader.TryGetAccount(entry.Hash, out Account account);
        entry.Before = entry.ExistedBefore ? account : Account.Empty;
        entry.Current = entry.Before;
        entry.Exists = entry.ExistedBefore;
        entry.FirstSlot = -1;
        entry.Transaction = _transaction;
        entry.Marks = AccountMarks.None;
        entry.IsWiped = false;
    }

    private void Touch(int account)
    {
        if ((_accounts[account].Marks & AccountMarks.Touched) == AccountMarks.None)
        {
            // The list keeps the account after an undo, so the end of the transaction asks the mark.
            _touched.Add() = account;
            Mark(account, AccountMarks.Touched);
        }
    }

    private void Mark(int account, AccountMarks marks)
    {
        ref AccountEntry entry = ref _accounts[account];
        _journal.Add() = new(JournalKind.Marks, account, (byte)entry.Marks, default);
        entry.Marks |= marks;
    }

    private void Change(int account, in Account changed)
    {
        ref AccountEntry entry = ref _accounts[account];
        _journal.Add() = new(JournalKind.Account, account, entry.Exists ? (byte)1 : (byte)0, default);
        _accountUndo.Add() = entry.Current;
        entry.Current = changed;
        entry.Exists = true;
    }

    private void Delete(int account)
    {
        ref AccountEntry entry = ref _accounts[account];
        entry.Current = Account.Empty;
        entry.Exists = false;
        if (entry.ExistedBefore && !entry.IsWiped && _reader.HasStorage(entry.Hash))
        {
            entry.IsWiped = true;
            _wipedLast.Add(account);
        }
        for (int slot = entry.FirstSlot; slot >= 0; slot = _slots[slot].Next)
        {
            _slots[slot].Current = UInt256.Zero;
            _openedSlots.Add() = slot;
        }
    }
}
