using NodeProto.Primitives;
using NodeProto.Trie;

namespace NodeProto.Execution;

/// <summary>Computes roots of receipt tries with buffers that are kept.</summary>
public sealed class ReceiptsRoot
{
    private readonly RlpWriter _writer = new();
    private int[] _ends = new int[256];

    /// <summary>Root of the trie of receipts.</summary>
    public Hash256 Of(ReadOnlySpan<Receipt> receipts)
    {
        if (_ends.Length < receipts.Length)
        {
            _ends = new int[receipts.Length * 2];
        }
        _writer.Clear();
        for (int i = 0; i < receipts.Length; i++)
        {
            ReceiptCodec.Encode(_writer, receipts[i]);
            _ends[i] = _writer.Length;
        }
        return ListRoot.Of(_writer.Written, _ends.AsSpan(0, receipts.Length));
    }
}

/// <summary>Filters over the logs of a transaction (yellow paper §4.3.1).</summary>
internal static class LogsBloom
{
    /// <summary>The filter.</summary>
    public static Bloom Of(IReadOnlyList<Log> logs)
    {
        if (logs.Count == 0)
        {
            return Bloom.Empty;
        }
        Span<byte> filter = stackalloc byte[Bloom.Size];
        filter.Clear();
        foreach (Log log in logs)
        {
            Bloom.Add(filter, log.Address.Bytes);
            foreach (Hash256 topic in log.Topics)
            {
                Bloom.Add(filter, topic.Bytes);
            }
        }
        return Bloom.FromBytes(filter);
    }
}
