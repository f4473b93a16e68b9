using System.Diagnostics.CodeAnalysis;
using NodeProto.Consensus;
using NodeProto.Primitives;

namespace NodeProto.Execution;

/// <summary>Executes blocks, one at a time, over a reader of the state before them (yellow paper §11).</summary>
/// <remarks>
/// Header and body must have passed their own rules. Without the EVM it covers Frontier to Shanghai as far as no code runs.
/// Reused from block to block; not thread-safe.
/// </remarks>
public sealed class BlockExecutor
{
    private readonly ChainSpec _spec;
    private readonly WorldState _world = new();
    private readonly TransactionExecutor _transactions;
    private readonly ReceiptsRoot _receiptsRoot = new();

    /// <summary>An executor for a chain.</summary>
    public BlockExecutor(ChainSpec spec)
    {
        _spec = spec;
        _transactions = new TransactionExecutor(_world);
    }

    /// <summary>Executes a block and checks what it did against its header: gas used, logs bloom, receipts root.</summary>
    /// <param name="block">The block.</param>
    /// <param name="senders">The sender of each transaction.</param>
    /// <param name="state">State before the block.</param>
    /// <param name="hashes">Hashes of the blocks before it, on its own branch.</param>
    /// <param name="roots">Computes the state roots that receipts before Byzantium hold; may be null for later blocks.</param>
    /// <param name="outcome">What the block did, when it is valid. Its state root is not checked here.</param>
    /// <param name="invalid">The broken rule, when it is not.</param>
    /// <exception cref="NodeException">The block needs the EVM, or state roots that nobody provides.</exception>
    public bool TryExecute(
        Block block,
        ReadOnlySpan<Address> senders,
        IStateReader state,
        IBlockHashes hashes,
        IStateRootProvider? roots,
        [NotNullWhen(true)] out BlockOutcome? outcome,
        [NotNullWhen(false)] out InvalidBlock? invalid
    )
    {
        if (TryRun(block, senders, state, hashes, roots, out outcome, out invalid))
        {
            invalid = Compare(block.Header, outcome);
        }
        return invalid is null;
    }

    /// <summary>Executes a block without looking at the results that its header claims: for building blocks.</summary>
    internal bool TryRun(
        Block block,
        ReadOnlySpan<Address> senders,
        IStateReader state,
        IBlockHashes hashes,
        IStateRootProvider? roots,
        [NotNullWhen(true)] out BlockOutcome? outcome,
        [NotNullWhen(false)] out InvalidBlock? invalid
    )
    {
        ArgumentNullException.ThrowIfNull(hashes);
        if (senders.Length != block.Body.Transactions.Count)
        {
            throw new ArgumentException($"{senders.Length} senders for {block.Body.Transactions.Count} transactions.", nameof(senders));
        }
        Header header = block.Header;
        BlockContext context = new()
        {
            Fork = ForkOf(header),
            Number = header.Number,
            Beneficiary = header.Beneficiary,
            BaseFeeWei = header.BaseFeePerGas,
            Hashes = hashes,
        };
        outcome = null;
        _world.BeginBlock(state);
        if (_spec.DaoForkSupported && _spec.DaoForkBlock == header.Number)
        {
            DaoTransfer.Apply(_world);
            FinishStep(context);
        }
        invalid = RunTransactions(block, senders, context, roots, out Receipt[] receipts, out ulong gasUsed);
        if (invalid is not null)
        {
            return false;
        }
        Reward(block, context);
        Withdraw(block.Body, context);
        outcome = new BlockOutcome
        {
            Number = header.Number,
            Receipts = receipts,
            GasUsed = gasUsed,
            ReceiptsRoot = _receiptsRoot.Of(receipts),
            LogsBloom = BloomOf(receipts),
            Changes = _world.CollectChanges(),
        };
        return true;
    }

    private Fork ForkOf(Header header)
    {
        Fork fork = _spec.ForkAt(header);
        return fork < Fork.Cancun
            ? fork
            : throw new NodeException(
                NodeErrorCode.ForkNotExecutable,
                $"blocks of {fork} need the EVM, which this version does not have; it executes Frontier to Shanghai",
                $"block {header.Number}",
                $"Import with --to-block {header.Number.Value - 1}, or only up to the stage sender-recovery."
            );
    }

    private InvalidBlock? RunTransactions(
        Block block,
        ReadOnlySpan<Address> senders,
        BlockContext context,
        IStateRootProvider? roots,
        out Receipt[] receipts,
        out ulong gasUsed
    )
    {
        IReadOnlyList<Transaction> transactions = block.Body.Transactions;
        receipts = new Receipt[transactions.Count];
        gasUsed = 0;
        for (int i = 0; i < receipts.Length; i++)
        {
            context.TransactionIndex = i;
            ulong gasLeft = block.Header.GasLimit - gasUsed;
            if (_transactions.Execute(transactions[i], senders[i], context, gasLeft, out TransactionOutcome done) is { } violation)
            {
                return violation.In(block.Header, i);
            }
            IReadOnlyList<Log> logs = [.. _world.Logs];
            FinishStep(context);
            gasUsed += done.GasUsed;
            receipts[i] = new Receipt
            {
                Type = transactions[i].Type,
                PostState = context.Fork < Fork.Byzantium ? RootAfter(roots, context) : null,
                Succeeded = done.Succeeded,
                CumulativeGasUsed = gasUsed,
                Logs = logs,
                Bloom = LogsBloom.Of(logs),
            };
        }
        return null;
    }

    private Hash256 RootAfter(IStateRootProvider? roots, BlockContext context) =>
        roots?.RootAfter(_world.CollectChanges())
        ?? throw new NodeException(
            NodeErrorCode.IntermediateRootMissing,
            "receipts before Byzantium hold the state root after each transaction, and nothing was given to compute it",
            $"block {context.Number}, transaction {context.TransactionIndex}",
            "This is a bug: report it with the log."
        );

    /// <summary>Pays the block's and its ommers' beneficiaries (yellow paper §11.3).</summary>
    private void Reward(Block block, BlockContext context)
    {
        if (context.Fork >= Fork.Paris)
        {
            return; // EIP-3675
        }
        UInt256 reward = Rewards.ForBlock(context.Fork);
        foreach (Header ommer in block.Body.Ommers)
        {
            reward += Rewards.ForNephew(context.Fork);
            _world.Credit(_world.Open(ommer.Beneficiary), Rewards.ForOmmer(context.Fork, context.Number, ommer.Number));
        }
        _world.Credit(_world.Open(context.Beneficiary), reward);
        FinishStep(context);
    }

    /// <summary>Credits what leaves the beacon chain (EIP-4895).</summary>
    private void Withdraw(Body body, BlockContext context)
    {
        const ulong WeiPerGwei = 1_000_000_000;
        if (body.Withdrawals is not { Count: > 0 } withdrawals)
        {
            return;
        }
        foreach (Withdrawal withdrawal in withdrawals)
        {
            _world.Credit(_world.Open(withdrawal.Address), new UInt256(withdrawal.AmountGwei) * WeiPerGwei);
        }
        FinishStep(context);
    }

    /// <summary>Ends a transaction or another step of the block; since Spurious Dragon the empty accounts it touched go (EIP-161).</summary>
    private void FinishStep(BlockContext context)
    {
        _world.EndTransaction(clearEmpty: context.Fork >= Fork.SpuriousDragon);
        _world.BeginTransaction();
    }

    private static InvalidBlock? Compare(Header header, BlockOutcome outcome)
    {
        if (header.GasUsed != outcome.GasUsed)
        {
            return Wrong(InvalidBlockReason.GasUsedWrong, header, $"{header.GasUsed}", $"{outcome.GasUsed}");
        }
        if (!header.LogsBloom.Equals(outcome.LogsBloom))
        {
            return Wrong(InvalidBlockReason.LogsBloomWrong, header, $"{header.LogsBloom}", $"{outcome.LogsBloom}");
        }
        return header.ReceiptsRoot != outcome.ReceiptsRoot
            ? Wrong(InvalidBlockReason.ReceiptsRootWrong, header, $"{header.ReceiptsRoot}", $"{outcome.ReceiptsRoot}")
            : null;
    }

    private static InvalidBlock Wrong(InvalidBlockReason reason, Header header, string found, string expected) =>
        new Violation(reason, found, expected).In(header);

    private static Bloom BloomOf(Receipt[] receipts)
    {
        Span<byte> filter = stackalloc byte[Bloom.Size];
        filter.Clear();
        foreach (Receipt receipt in receipts)
        {
            if (receipt.Logs.Count > 0)
            {
                Bloom.Or(filter, receipt.Bloom.Bytes);
            }
        }
        return Bloom.FromBytes(filter);
    }
}
