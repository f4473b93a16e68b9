using NodeProto.Primitives;

namespace NodeProto.Db;

/// <summary>
/// A block's receipts: their count; for each its type, 0 failed, 1 succeeded or 2 and the state root, the gas that it adds
/// to the cumulative gas, its logs (count; address, count of topics, topics, data with its length before it).
/// </summary>
/// <remarks>Counts, lengths and gas are varints. The bloom is computed again when the receipts are read.</remarks>
internal sealed class ReceiptsCodec : IValueCodec<IReadOnlyList<Receipt>>
{
    public static readonly ReceiptsCodec Instance = new();

    private const byte Failed = 0;
    private const byte Succeeded = 1;
    private const byte PostState = 2;
    private const int TopicsMax = 4;

    public ReadOnlySpan<byte> Encode(IReadOnlyList<Receipt> value, ByteBuffer scratch)
    {
        scratch.WriteVarint((ulong)value.Count);
        ulong gasBefore = 0;
        for (int i = 0; i < value.Count; i++)
        {
            Receipt receipt = value[i];
            if (receipt.CumulativeGasUsed < gasBefore)
            {
                throw new ArgumentException("Cumulative gas decreases.", nameof(value));
            }
            scratch.WriteByte((byte)receipt.Type);
            if (receipt.PostState is { } root)
            {
                scratch.WriteByte(PostState);
                scratch.Write(root.Bytes);
            }
            else
            {
                scratch.WriteByte(receipt.Succeeded ? Succeeded : Failed);
            }
            scratch.WriteVarint(receipt.CumulativeGasUsed - gasBefore);
            gasBefore = receipt.CumulativeGasUsed;
            WriteLogs(receipt.Logs, scratch);
        }
        return scratch.Written;
    }

    public IReadOnlyList<Receipt> Decode(ReadOnlySpan<byte> bytes)
    {
        ByteReader reader = new(bytes);
        Receipt[] receipts = new Receipt[reader.ReadCount(bytesEachMin: 4)];
        ulong gas = 0;
        for (int i = 0; i < receipts.Length; i++)
        {
            byte type = reader.ReadByte();
            byte status = reader.ReadByte();
            if (type > (byte)TransactionType.SetCode || status > PostState)
            {
                DatabaseCorruptException.ThrowValue($"receipt {i} has type {type} and status {status}");
            }
            Hash256? root = status == PostState ? reader.ReadHash() : null;
            ulong added = reader.ReadVarint();
            if (added > ulong.MaxValue - gas)
            {
                DatabaseCorruptException.ThrowValue($"the gas of receipt {i} does not fit in 64 bits");
            }
            gas += added;
            Log[] logs = ReadLogs(ref reader);
            receipts[i] = new Receipt
            {
                Type = (TransactionType)type,
                PostState = root,
                Succeeded = status == Succeeded,
                CumulativeGasUsed = gas,
                Logs = logs,
                Bloom = BloomOf(logs),
            };
        }
        reader.End();
        return receipts;
    }

    private static void WriteLogs(IReadOnlyList<Log> logs, ByteBuffer scratch)
    {
        scratch.WriteVarint((ulong)logs.Count);
        for (int i = 0; i < logs.Count; i++)
        {
            Log log = logs[i];
            Address address = log.Address;
            scratch.Write(address.Bytes);
            if (log.Topics.Count > TopicsMax)
            {
                throw new ArgumentException($"A log has at most {TopicsMax} topics.", nameof(logs));
            }
            scratch.WriteByte((byte)log.Topics.Count);
            for (int j = 0; j < log.Topics.Count; j++)
            {
                Hash256 topic = log.Topics[j];
                scratch.Write(topic.Bytes);
            }
            scratch.WriteVarint((ulong)log.Data.Length);
            scratch.Write(log.Data.Span);
        }
    }

    private static Log[] ReadLogs(ref ByteReader reader)
    {
        int count = reader.ReadCount(bytesEachMin: Address.Size + 2);
        Log[] logs = count == 0 ? [] : new Log[count];
        for (int i = 0; i < logs.Length; i++)
        {
            Address address = new(reader.Read(Address.Size));
            int topicCount = reader.ReadByte();
            if (topicCount > TopicsMax)
            {
                DatabaseCorruptException.ThrowValue($"a log has {topicCount} topics");
            }
            Hash256[] topics = topicCount == 0 ? [] : new Hash256[topicCount];
            for (int j = 0; j < topics.Length; j++)
            {
                topics[j] = reader.ReadHash();
            }
            logs[i] = new Log(address, topics, reader.Read(reader.ReadCount(bytesEachMin: 1)).ToArray());
        }
        return logs;
    }

    private static Bloom BloomOf(Log[] logs)
    {
        if (logs.Length == 0)
        {
            return Bloom.Empty;
        }
        Span<byte> filter = stackalloc byte[Bloom.Size];
        filter.Clear();
        foreach (Log log in logs)
        {
            Address address = log.Address;
            Bloom.Add(filter, address.Bytes);
            foreach (Hash256 topic in log.Topics)
            {
                Bloom.Add(filter, topic.Bytes);
            }
        }
        return Bloom.FromBytes(filter);
    }
}
