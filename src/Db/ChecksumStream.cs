using System.Buffers.Binary;
using NodeProto.Primitives;

namespace NodeProto.Db;

/// <summary>Hashes a stream of bytes in leaves of equal size, eight leaves to a step, so that leaves can be hashed side by side.</summary>
internal sealed class ChecksumStream
{
    private const int LeafBytes = 4096;
    private const int LeavesPerStep = 8;

    private readonly byte[] _leaf = new byte[LeafBytes];
    private readonly byte[] _step = new byte[Hash256.Size * (1 + LeavesPerStep)]; // The checksum so far, then the hashes of leaves.
    private int _leafLength;
    private int _leaves;

    public void WriteLength(int length)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, length);
        Write(bytes);
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= LeafBytes - _leafLength)
        {
            int part = LeafBytes - _leafLength;
            bytes[..part].CopyTo(_leaf.AsSpan(_leafLength));
            bytes = bytes[part..];
            _leafLength = LeafBytes;
            EndLeaf();
        }
        bytes.CopyTo(_leaf.AsSpan(_leafLength));
        _leafLength += bytes.Length;
    }

    public Hash256 End()
    {
        if (_leafLength > 0)
        {
            EndLeaf();
        }
        if (_leaves > 0)
        {
            EndStep();
        }
        return new Hash256(_step.AsSpan(0, Hash256.Size));
    }

    private void EndLeaf()
    {
        _leaves++;
        Keccak.Hash(_leaf.AsSpan(0, _leafLength), _step.AsSpan(_leaves * Hash256.Size, Hash256.Size));
        _leafLength = 0;
        if (_leaves == LeavesPerStep)
        {
            EndStep();
        }
    }

    private void EndStep()
    {
        Hash256 next = Keccak.Hash(_step.AsSpan(0, (1 + _leaves) * Hash256.Size));
        next.WriteTo(_step);
        _leaves = 0;
    }
}
