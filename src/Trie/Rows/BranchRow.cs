using System.Buffers.Binary;
using System.Numerics;

namespace NodeProto.Trie;

/// <summary>A stored branch node, read in place.</summary>
/// <remarks>
/// Two big-endian 16-bit masks, then the references of the children in the order of their nibbles. The first mask tells which
/// children are there (bit n is nibble n), the second which of these are referred to by their 32-byte hash; the others are nodes
/// shorter than 32 bytes, embedded as their RLP, which is a list and so tells its own length in its first byte. Branches of a
/// state trie carry no value, so none is stored. A child's reference is that of the node right below: for a child reached
/// through an extension, the extension's.
/// </remarks>
public readonly ref struct BranchRow
{
    /// <summary>Bytes before the references.</summary>
    public const int HeaderBytes = 4;

    /// <summary>The longest row: 16 hashes.</summary>
    public const int MaxBytes = HeaderBytes + (16 * 32);

    private readonly ReadOnlySpan<byte> _references;

    private BranchRow(ushort children, ushort hashed, ReadOnlySpan<byte> references)
    {
        Children = children;
        Hashed = hashed;
        _references = references;
    }

    /// <summary>Bit n: there is a child at nibble n.</summary>
    public ushort Children { get; }

    /// <summary>Bit n: the child at nibble n is referred to by hash.</summary>
    public ushort Hashed { get; }

    /// <summary>How many children there are, 2 to 16.</summary>
    public int Count => BitOperations.PopCount(Children);

    /// <summary>Reads a row; false when it breaks the format.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out BranchRow row)
    {
        row = default;
        if (bytes.Length < HeaderBytes)
        {
            return false;
        }
        ushort children = BinaryPrimitives.ReadUInt16BigEndian(bytes);
        ushort hashed = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        if (BitOperations.PopCount(children) < 2 || (hashed & ~children) != 0)
        {
            return false;
        }
        ReadOnlySpan<byte> references = bytes[HeaderBytes..];
        int at = 0;
        if (hashed == children)
        {
            at = 32 * BitOperations.PopCount(children);
        }
        else
        {
            for (int left = children; left != 0; left &= left - 1)
            {
                if ((hashed & left & -left) != 0)
                {
                    at += 32;
                    continue;
                }
                if (at >= references.Length || references[at] is < 0xC1 or >= 0xC0 + 31)
                {
                    return false;
                }
                at += references[at] - 0xC0 + 1;
            }
        }
        if (at != references.Length)
        {
            return false;
        }
        row = new BranchRow(children, hashed, references);
        return true;
    }

    /// <summary>Writes the two masks; the references follow them.</summary>
    internal static int WriteHeader(Span<byte> target, ushort children, ushort hashed)
    {
        BinaryPrimitives.WriteUInt16BigEndian(target, children);
        BinaryPrimitives.WriteUInt16BigEndian(target[2..], hashed);
        return HeaderBytes;
    }

    /// <summary>Whether there is a child at the nibble.</summary>
    public bool Has(int nibble) => (Children >> nibble & 1) != 0;

    /// <summary>The reference of the child at the nibble: a 32-byte hash, or a shorter embedded node; empty without a child.</summary>
    public ReadOnlySpan<byte> Reference(int nibble)
    {
        if (!Has(nibble))
        {
            return default;
        }
        int before = Children & ((1 << nibble) - 1);
        if (Hashed == Children)
        {
            return _references.Slice(32 * BitOperations.PopCount((uint)before), 32);
        }
        int at = 0;
        for (; before != 0; before &= before - 1)
        {
            at += LengthAt(at, (Hashed & before & -before) != 0);
        }
        return _references.Slice(at, LengthAt(at, (Hashed >> nibble & 1) != 0));
    }

    private int LengthAt(int at, bool isHashed) => isHashed ? 32 : _references[at] - 0xC0 + 1;
}
