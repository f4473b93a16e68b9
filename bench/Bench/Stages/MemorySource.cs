using NodeProto.Consensus;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Bench;

/// <summary>Delivers headers and bodies that lie encoded in memory, so that a stage is measured and not a disk.</summary>
internal sealed class MemorySource : IHeaderSource, IBodySource
{
    private readonly List<byte[]> _headers = [];
    private readonly List<byte[]> _bodies = [];
    private readonly Dictionary<Hash256, int> _positions = [];

    public NodeException? Failure => null;

    public int Count => _headers.Count;

    public void Add(Header header, Body? body = null)
    {
        RlpWriter writer = new();
        BodyCodec.Encode(writer, body ?? Body.Empty);
        _positions.Add(header.Hash, _headers.Count);
        _headers.Add(header.EncodeToArray());
        _bodies.Add(writer.Written.ToArray());
    }

    public long PositionAfter(in Hash256 blockHash) => _positions.TryGetValue(blockHash, out int position) ? position + 1 : 0;

    public bool Delivers(long position, in Hash256 blockHash) => PositionAfter(blockHash) == position + 1;

    public bool TryReadHeaders(long position, HeaderBatch batch)
    {
        batch.Clear(position);
        for (int next = (int)position; next < _headers.Count && !batch.IsFull; next++)
        {
            batch.Add(_headers[next]);
        }
        return batch.Count > 0;
    }

    public ValueTask<bool> WaitForHeaderAsync(long position, CancellationToken stop) => ValueTask.FromResult(position < Count);

    public string Locate(long position) => $"header {position}";

    public void Fail(long position, NodeException failure) => throw failure;

    public void Reject(InvalidBlock invalid) => throw invalid.ToException("Generated blocks are valid: this is a bug.");

    public bool TryReadBody(BlockNumber number, in Hash256 blockHash, RlpWriter body)
    {
        bool isFound = _positions.TryGetValue(blockHash, out int position);
        if (isFound)
        {
            body.WriteRaw(_bodies[position]);
        }
        return isFound;
    }

    public ValueTask<bool> WaitForBodyAsync(BlockNumber number, Hash256 blockHash, CancellationToken stop) => ValueTask.FromResult(true);

    public string Locate(in Hash256 blockHash) => "";
}
