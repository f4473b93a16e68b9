using System.Diagnostics.CodeAnalysis;
using NodeProto.Consensus;
using NodeProto.Evm;
using NodeProto.Primitives;

namespace NodeProto.Execution;

/// <summary>Executes blocks, one at a time, over a reader of the state before them (yellow paper §11).</summary>
/// <remarks>
/// Header and body must have passed their own rules. Reused from block to block; not thread-safe.
/// </remarks>
public sealed class BlockExecutor
{
    private readonly ChainSpec _spec;
    private readonly WorldState _world = new();
    private readonly EvmHost _host;
    private readonly TransactionExecutor _transactions;
    private readonly SystemCalls _systemCalls;
    private readonly ReceiptsRoot _receiptsRoot = new();

    /// <summary>An executor for a chain.</summary>
    /// <param name="spec">The chain's rules.</param>
    /// <param name="runners">What runs code; null for the interpreter.</param>
    /// <param name="calls">Watches calls; null when nobody does.</param>
    public BlockExecutor(ChainSpec spec, CodeRunnerFactory? runners = null, ICallTracer? calls = null)
    {
        _spec = spec;
        _host = new EvmHost(_world, runners ?? CodeRunners.Interpreter, calls);
        _transactions = new TransactionExecutor(_world, _host);
        _systemCalls = new SystemCalls(_world, _host);
    }

    /// <summary>Executes a block and checks what it did against its header: gas used, logs bloom, receipts root.</summary>
    /// <param name="block">The block.</param>
    /// <param name="senders">The sender of each transaction.</param>
    /// <param name="state">State before the block.</param>
    /// <param name="hashes">Hashes of the blocks before it, on its own branch.</param>
    /// <param name="roots">Computes the state roots that receipts before Byzantium hold; may be null for later blocks.</param>
    /// <param name="outcome">What the block did, when it is valid. Its state root is not checked here.</param>
    /// <param name="invalid">The broken rule, when it is not.</param>
    /// <exception cref="NodeException">The block needs state roots that nobody provides.</exception>
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
        BlockContext context = ContextOf(header);
        _host.BeginBlock(EnvironmentOf(header, context), hashes);
        outcome = null;
        _world.BeginBlock(state, header.Number);
        if (_spec.DaoForkSupported && _spec.DaoForkBlock == header.Number)
        {
            DaoTransfer.Apply(_world);
            FinishStep(context);
        }
        _systemCalls.BeginBlock(header, context.Fork);
        invalid = RunTransactions(block, senders, context, roots, out Receipt[] receipts, out ulong gasUsed);
        if (invalid is not null)
        {
            return false;
        }
        Reward(block, context);
        Withdraw(block.Body, context);
        Requests requests = new();
        invalid = CollectRequests(header, context, receipts, requests);
        if (invalid is not null)
        {
            return false;
        }
        outcome = new BlockOutcome
        {
            Number = header.Number,
            Receipts = receipts,
            GasUsed = gasUsed,
            ReceiptsRoot = _receiptsRoot.Of(receipts),
            LogsBloom = BloomOf(receipts),
            RequestsHash = context.Fork >= Fork.Prague ? requests.Hash() : null,
            Changes = _world.CollectChanges(),
        };
        return true;
    }

    private BlockContext ContextOf(Header header)
    {
        Fork fork = _spec.ForkAt(header);
        BlobParameters? blobs = fork >= Fork.Cancun ? _spec.BlobParametersAt(header.Timestamp) : null;
        return new BlockContext
        {
            Fork = fork,
            Number = header.Number,
            Beneficiary = header.Beneficiary,
            BaseFeeWei = header.BaseFeePerGas,
            Blobs = blobs,
            BlobPriceWei = blobs is null ? null : BlobGas.PriceOf(header.ExcessBlobGas ?? 0, blobs),
        };
    }

    private BlockEnvironment EnvironmentOf(Header header, BlockContext context) =>
        new()
        {
            Fork = context.Fork,
            ChainId = _spec.ChainId,
            Number = header.Number,
            Timestamp = header.Timestamp,
            Beneficiary = header.Beneficiary,
            GasLimit = header.GasLimit,
            BaseFeeWei = header.BaseFeePerGas ?? UInt256.Zero,
            BlobBaseFeeWei = context.BlobPriceWei ?? UInt256.Zero,
            DifficultyOrRandomness = context.Fork >= Fork.Paris ? new UInt256(header.MixHash.Bytes) : header.Difficulty,
        };

    private InvalidBlock? CollectRequests(Header header, BlockContext context, Receipt[] receipts, Requests requests) =>
        context.Fork >= Fork.Prague
            ? (requests.AddDeposits(receipts, _spec.DepositContract) ?? _systemCalls.EndBlock(requests))?.In(header)
            : null;

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
        roots?.RootAfter(_world)
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
        if (header.ReceiptsRoot != outcome.ReceiptsRoot)
        {
            return Wrong(InvalidBlockReason.ReceiptsRootWrong, header, $"{header.ReceiptsRoot}", $"{outcome.ReceiptsRoot}");
        }
        return header.RequestsHash != outcome.RequestsHash
            ? Wrong(InvalidBlockReason.RequestsHashWrong, header, $"{header.RequestsHash}", $"{outcome.RequestsHash}")
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
