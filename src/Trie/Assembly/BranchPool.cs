using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NodeProto.Primitives;

namespace NodeProto.Trie;

/// <summary>The branches under construction, in flat arrays that are used again: no object a node.</summary>
internal sealed class BranchPool
{
    /// <summary>The longest path: 32-byte keys.</summary>
    public const int MaxNibbles = 64;

    private const int CellBytes = 32;

    private byte[] _cells = [];
    private byte[] _lengths = [];
    private byte[] _paths = [];
    private byte[]?[] _values = [];
    private BranchState[] _states = [];
    private int[] _free = [];
    private int _freeCount;

    /// <summary>How many branches there is room for before the arrays grow.</summary>
    public int Capacity => _states.Length;

    /// <summary>Takes a place for a new, open branch.</summary>
    public int Take(int depth, int ticket)
    {
        if (_freeCount == 0)
        {
            Grow();
        }
        int branch = _free[--_freeCount];
        _states[branch] = new BranchState
        {
            Depth = (byte)depth,
            Ticket = ticket,
            Unresolved = 1, // The branch itself, until it is closed.
        };
        return branch;
    }

    /// <summary>Gives the place back.</summary>
    public void Free(int branch)
    {
        _values[branch] = null;
        _free[_freeCount++] = branch;
    }

    /// <summary>Takes back every place, whatever state an interrupted build left them in.</summary>
    public void Reset()
    {
        Array.Clear(_values);
        _freeCount = 0;
        for (int i = _states.Length - 1; i >= 0; i--)
        {
            _free[_freeCount++] = i;
        }
    }

    /// <summary>What is known of the branch beside its children.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref BranchState State(int branch) => ref _states[branch];

    /// <summary>Room for the branch's path.</summary>
    public Span<byte> Path(int branch) => _paths.AsSpan(branch * MaxNibbles, _states[branch].Depth);

    /// <summary>The branch's own value; only in tries where one key is a prefix of another.</summary>
    public ref byte[]? Value(int branch) => ref _values[branch];

    /// <summary>The reference of a child that is there.</summary>
    public ReadOnlySpan<byte> Child(int branch, int nibble) =>
        _cells.AsSpan(((branch * 16) + nibble) * CellBytes, _lengths[(branch * 16) + nibble]);

    /// <summary>Sets a child's reference: 32 bytes of hash, or a shorter node.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetChild(int branch, int nibble, ReadOnlySpan<byte> reference)
    {
        int cell = (branch * 16) + nibble;
        Span<byte> target = _cells.AsSpan(cell * CellBytes, CellBytes);
        _lengths[cell] = (byte)reference.Length;
        ref BranchState state = ref _states[branch];
        state.Children |= (ushort)(1 << nibble);
        if (reference.Length == CellBytes)
        {
            CopyHash(reference, target);
            state.Hashed |= (ushort)(1 << nibble);
        }
        else
        {
            reference.CopyTo(target);
            state.EmbeddedBytes += (ushort)reference.Length;
        }
    }

    /// <summary>Copies 32 bytes: as one value, for a call to copy memory costs more than the copy.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CopyHash(ReadOnlySpan<byte> from, Span<byte> to) => MemoryMarshal.Write(to, MemoryMarshal.Read<Hash256>(from));

    private void Grow()
    {
        int old = _states.Length;
        int size = Math.Max(64, old * 2);
        Array.Resize(ref _cells, size * 16 * CellBytes);
        Array.Resize(ref _lengths, size * 16);
        Array.Resize(ref _paths, size * MaxNibbles);
        Array.Resize(ref _values, size);
        Array.Resize(ref _states, size);
        Array.Resize(ref _free, size);
        for (int i = size - 1; i >= old; i--)
        {
            _free[_freeCount++] = i;
        }
    }
}

/// <summary>A branch under construction, without its children's references.</summary>
internal struct BranchState
{
    /// <summary>Children and extensions on the way, and one for the branch itself while it is open.</summary>
    public int Unresolved;

    /// <summary>The branch above, or the complement of the trie's ticket.</summary>
    public int Parent;

    /// <summary>The trie it belongs to.</summary>
    public int Ticket;

    /// <summary>Children that are there.</summary>
    public ushort Children;

    /// <summary>Children referred to by hash.</summary>
    public ushort Hashed;

    /// <summary>Length of all embedded children together.</summary>
    public ushort EmbeddedBytes;

    /// <summary>Length of its path in nibbles.</summary>
    public byte Depth;

    /// <summary>Its place in the parent.</summary>
    public byte Nibble;

    /// <summary>First nibble of the path that the extension above it holds; equal to <see cref="Depth"/> without one.</summary>
    public byte ExtensionStart;
}
