using System.Security.Cryptography;
using NodeProto.Consensus;
using NodeProto.Primitives;

namespace NodeProto.Execution;

/// <summary>What the execution layer asks of the beacon chain in a block (EIP-7685): deposits, withdrawals, consolidations.</summary>
internal sealed class Requests
{
    /// <summary>Type of deposits (EIP-6110).</summary>
    public const byte DepositType = 0x00;

    /// <summary>Type of withdrawals (EIP-7002).</summary>
    public const byte WithdrawalType = 0x01;

    /// <summary>Type of consolidations (EIP-7251).</summary>
    public const byte ConsolidationType = 0x02;

    /// <summary>Length of a deposit contract's log data: five byte strings in ABI encoding.</summary>
    private const int DepositLogBytes = 576;

    /// <summary>keccak256("DepositEvent(bytes,bytes,bytes,bytes,bytes)")</summary>
    public static readonly Hash256 DepositTopic = Hash256.Parse("0x649bbc62d0e31342afea4e5cd82d4049e7e1ee912fc0889aa790803be39038c5");

    private readonly List<byte[]> _items = [];

    /// <summary>SHA-256 over the hashes of all requests that are not empty, each with its type byte before it.</summary>
    public Hash256 Hash()
    {
        using IncrementalHash outer = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> hash = stackalloc byte[Hash256.Size];
        foreach (byte[] item in _items)
        {
            SHA256.HashData(item, hash);
            outer.AppendData(hash);
        }
        outer.GetHashAndReset(hash);
        return new Hash256(hash);
    }

    /// <summary>Adds the requests of a type; the types come in ascending order.</summary>
    public void Add(byte type, ReadOnlySpan<byte> data)
    {
        if (!data.IsEmpty)
        {
            _items.Add([type, .. data]);
        }
    }

    /// <summary>Collects the deposits out of the block's logs (EIP-6110).</summary>
    /// <param name="receipts">All receipts of the block.</param>
    /// <param name="contract">The deposit contract.</param>
    public Violation? AddDeposits(ReadOnlySpan<Receipt> receipts, in Address contract)
    {
        List<byte> deposits = [];
        foreach (Receipt receipt in receipts)
        {
            foreach (Log log in receipt.Logs)
            {
                if (log.Address != contract || log.Topics.Count == 0 || log.Topics[0] != DepositTopic)
                {
                    continue;
                }
                if (!TryAppend(log.Data.Span, deposits))
                {
                    return new(
                        InvalidBlockReason.DepositLogMalformed,
                        HexText.Encode(log.Data.Span),
                        $"a deposit in {DepositLogBytes} bytes"
                    );
                }
            }
        }
        Add(DepositType, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(deposits));
        return null;
    }

    /// <summary>Takes key, credentials, amount, signature and index out of their places, which ABI encoding fixes.</summary>
    private static bool TryAppend(ReadOnlySpan<byte> log, List<byte> deposits)
    {
        ReadOnlySpan<(int Offset, int Length)> fields = [(160, 48), (256, 32), (320, 8), (384, 96), (512, 8)];
        if (log.Length != DepositLogBytes)
        {
            return false;
        }
        for (int i = 0; i < fields.Length; i++)
        {
            (int offset, int length) = fields[i];
            if (new UInt256(log.Slice(32 * i, 32)) != (ulong)offset || new UInt256(log.Slice(offset, 32)) != (ulong)length)
            {
                return false;
            }
            foreach (byte value in log.Slice(offset + 32, length))
            {
                deposits.Add(value);
            }
        }
        return true;
    }
}
