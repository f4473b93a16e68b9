using System.Runtime.InteropServices;
using NodeProto.Primitives;
using NodeProto.Trie;

namespace NodeProto.Consensus;

/// <summary>Rules that tie a body to its header (yellow paper §4.3.2 and the EIPs named at each rule). Pure functions.</summary>
/// <remarks>Ommers themselves are checked by <see cref="OmmerRules"/>, transactions by <see cref="TransactionRules"/>.</remarks>
public static class BodyRules
{
    /// <summary>Longest RLP of a block in bytes, since Osaka: 10 MiB less a margin of 2 MiB for the beacon block (EIP-7934).</summary>
    public const long BlockMaxBytes = 8_388_608;

    [ThreadStatic]
    private static Scratch? s_scratch;

    /// <summary>Checks a body against its header; null when they belong together.</summary>
    /// <param name="header">The header.</param>
    /// <param name="body">The body.</param>
    /// <param name="blockRlpBytes">Length of the whole block's RLP.</param>
    /// <param name="fork">Fork of the block.</param>
    public static InvalidBlock? Check(Header header, Body body, long blockRlpBytes, Fork fork)
    {
        if (fork >= Fork.Osaka && blockRlpBytes > BlockMaxBytes)
        {
            return new Violation(InvalidBlockReason.BlockTooLarge, $"{blockRlpBytes} bytes", $"at most {BlockMaxBytes}").In(header);
        }
        return FindInRoots(header, body)?.In(header)
            ?? FindInWithdrawals(header, body, fork)?.In(header)
            ?? FindInTypes(header, body, fork)
            ?? FindInBlobs(header, body)?.In(header);
    }

    /// <summary>Root over transactions (yellow paper §4.3.2).</summary>
    public static Hash256 TransactionsRoot(IReadOnlyList<Transaction> transactions)
    {
        Scratch scratch = s_scratch ??= new Scratch();
        scratch.Clear();
        foreach (Transaction transaction in transactions)
        {
            TransactionCodec.Encode(scratch.Writer, transaction);
            scratch.Ends.Add(scratch.Writer.Length);
        }
        return scratch.Root();
    }

    /// <summary>Hash of the RLP list of ommers (yellow paper §4.3.2).</summary>
    public static Hash256 OmmersHash(IReadOnlyList<Header> ommers) => BodyCodec.OmmersHash(ommers);

    /// <summary>Root over withdrawals (EIP-4895).</summary>
    public static Hash256 WithdrawalsRoot(IReadOnlyList<Withdrawal> withdrawals)
    {
        Scratch scratch = s_scratch ??= new Scratch();
        scratch.Clear();
        foreach (Withdrawal withdrawal in withdrawals)
        {
            BodyCodec.EncodeWithdrawal(scratch.Writer, withdrawal);
            scratch.Ends.Add(scratch.Writer.Length);
        }
        return scratch.Root();
    }

    private static Violation? FindInRoots(Header header, Body body)
    {
        Hash256 root = TransactionsRoot(body.Transactions);
        if (root != header.TransactionsRoot)
        {
            return new(InvalidBlockReason.TransactionsRootWrong, $"{header.TransactionsRoot}", $"{root}");
        }
        Hash256 hash = BodyCodec.OmmersHash(body.Ommers);
        return hash == header.OmmersHash ? null : new(InvalidBlockReason.OmmersHashWrong, $"{header.OmmersHash}", $"{hash}");
    }

    private static Violation? FindInWithdrawals(Header header, Body body, Fork fork)
    {
        if (body.Withdrawals is not { } withdrawals)
        {
            return fork >= Fork.Shanghai
                ? new(InvalidBlockReason.WithdrawalsMissing, $"no withdrawals in a {fork} block", $"a list since {Fork.Shanghai}")
                : null;
        }
        if (fork < Fork.Shanghai)
        {
            return new(InvalidBlockReason.WithdrawalsTooEarly, $"withdrawals in a {fork} block", $"none before {Fork.Shanghai}");
        }
        Hash256 root = WithdrawalsRoot(withdrawals);
        return root == header.WithdrawalsRoot ? null : new(InvalidBlockReason.WithdrawalsRootWrong, $"{header.WithdrawalsRoot}", $"{root}");
    }

    private static InvalidBlock? FindInTypes(Header header, Body body, Fork fork)
    {
        for (int i = 0; i < body.Transactions.Count; i++)
        {
            if (TransactionRules.CheckType(body.Transactions[i].Type, fork) is { } violation)
            {
                return violation.In(header, i);
            }
        }
        return null;
    }

    private static Violation? FindInBlobs(Header header, Body body)
    {
        if (header.BlobGasUsed is not { } used)
        {
            return null;
        }
        ulong blobs = 0;
        foreach (Transaction transaction in body.Transactions)
        {
            blobs += (ulong)transaction.BlobVersionedHashes.Count;
        }
        ulong gas = blobs * BlobParameters.GasPerBlob;
        return gas == used ? null : new(InvalidBlockReason.BlobGasUsedWrong, $"{used}", $"{gas}, {blobs} blobs");
    }

    /// <summary>One thread's buffer for encoded items.</summary>
    private sealed class Scratch
    {
        public RlpWriter Writer { get; } = new();

        public List<int> Ends { get; } = [];

        public void Clear()
        {
            Writer.Clear();
            Ends.Clear();
        }

        public Hash256 Root() => ListRoot.Of(Writer.Written, CollectionsMarshal.AsSpan(Ends));
    }
}
