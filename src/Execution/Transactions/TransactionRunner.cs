using NodeProto.Consensus;
using NodeProto.Evm;
using NodeProto.Primitives;

namespace NodeProto.Execution;

/// <summary>What a single transaction did.</summary>
/// <param name="GasUsed">Gas that it paid for, refunds taken off.</param>
/// <param name="Succeeded">Whether its call or creation kept its changes.</param>
/// <param name="Logs">Its log entries.</param>
/// <param name="Changes">What it changed in the state, fees included.</param>
public sealed record TransactionResult(ulong GasUsed, bool Succeeded, IReadOnlyList<Log> Logs, StateChanges Changes);

/// <summary>Runs single transactions in a block that need not exist: no rewards, no system calls, no withdrawals.</summary>
/// <remarks>Reused from transaction to transaction; not thread-safe.</remarks>
public sealed class TransactionRunner
{
    private readonly WorldState _world = new();
    private readonly EvmHost _host;
    private readonly TransactionExecutor _transactions;

    /// <summary>A runner.</summary>
    /// <param name="runners">What runs code; null for the interpreter.</param>
    /// <param name="calls">Watches calls; null when nobody does.</param>
    public TransactionRunner(CodeRunnerFactory? runners = null, ICallTracer? calls = null)
    {
        _host = new EvmHost(_world, runners ?? CodeRunners.Interpreter, calls);
        _transactions = new TransactionExecutor(_world, _host);
    }

    /// <summary>Checks a transaction against rules and state and, when it is valid, runs it. Its signature is the caller's to check.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="sender">Who signed it.</param>
    /// <param name="block">The block.</param>
    /// <param name="blobs">The block's blob parameters; null before Cancun.</param>
    /// <param name="state">State before the transaction.</param>
    /// <param name="hashes">Hashes of earlier blocks.</param>
    /// <param name="result">What it did; null when it is invalid.</param>
    /// <returns>The broken rule; null when it is valid.</returns>
    public Violation? Run(
        Transaction transaction,
        in Address sender,
        BlockEnvironment block,
        BlobParameters? blobs,
        IStateReader state,
        IBlockHashes hashes,
        out TransactionResult? result
    )
    {
        result = null;
        BlockContext context = new()
        {
            Fork = block.Fork,
            Number = block.Number,
            Beneficiary = block.Beneficiary,
            BaseFeeWei = block.Fork >= Fork.London ? block.BaseFeeWei : null,
            Blobs = block.Fork >= Fork.Cancun ? blobs : null,
            BlobPriceWei = block.Fork >= Fork.Cancun ? block.BlobBaseFeeWei : null,
        };
        _host.BeginBlock(block, hashes);
        _world.BeginBlock(state, block.Number);
        if (_transactions.Execute(transaction, sender, context, block.GasLimit, out TransactionOutcome outcome) is { } violation)
        {
            return violation;
        }
        IReadOnlyList<Log> logs = [.. _world.Logs];
        _world.EndTransaction(clearEmpty: block.Fork >= Fork.SpuriousDragon);
        result = new TransactionResult(outcome.GasUsed, outcome.Succeeded, logs, _world.CollectChanges());
        return null;
    }

    /// <summary>
    /// What remains of a transaction that was refused in the public state tests: their blocks pay 0 wei to the beneficiary all the same,
    /// which creates the account before Spurious Dragon and clears an empty one since (EIP-161).
    /// </summary>
    /// <param name="block">The block.</param>
    /// <param name="state">State before the transaction.</param>
    public StateChanges TouchBeneficiary(BlockEnvironment block, IStateReader state)
    {
        _world.BeginBlock(state);
        _world.Credit(_world.Open(block.Beneficiary), UInt256.Zero);
        _world.EndTransaction(clearEmpty: block.Fork >= Fork.SpuriousDragon);
        return _world.CollectChanges();
    }
}
