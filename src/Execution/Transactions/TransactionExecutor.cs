using NodeProto.Consensus;
using NodeProto.Evm;
using NodeProto.Primitives;

namespace NodeProto.Execution;

/// <summary>What a transaction did, beside the state that it changed.</summary>
/// <param name="GasUsed">Gas that it paid for, refunds taken off.</param>
/// <param name="Succeeded">Whether its call or creation kept its changes (EIP-658).</param>
internal readonly record struct TransactionOutcome(ulong GasUsed, bool Succeeded);

/// <summary>Runs one transaction on the world state (yellow paper §6.2, function Υ).</summary>
/// <remarks>
/// Executes what needs no code: transfers, and creations with empty initialisation code. Everything else ends in a
/// <see cref="NodeException"/>; nothing is skipped silently.
/// </remarks>
internal sealed class TransactionExecutor(WorldState world)
{
    /// <summary>Checks the transaction against rules and state and, when it is valid, runs it.</summary>
    /// <param name="transaction">The transaction; its signature and type are checked already.</param>
    /// <param name="sender">Who signed it.</param>
    /// <param name="block">The block.</param>
    /// <param name="gasLeft">Gas that the block has left.</param>
    /// <param name="outcome">What it did.</param>
    /// <returns>The broken rule; null when it is valid.</returns>
    public Violation? Execute(Transaction transaction, in Address sender, BlockContext block, ulong gasLeft, out TransactionOutcome outcome)
    {
        outcome = default;
        IntrinsicGas intrinsic = IntrinsicGas.Of(transaction, block.Fork);
        int from = world.Open(sender);
        Violation? violation =
            TransactionRules.CheckType(transaction.Type, block.Fork)
            ?? TransactionRules.Check(transaction, block.Fork, intrinsic, blobs: null)
            ?? TransactionRules.CheckFees(transaction, block.BaseFeeWei, blobPrice: null)
            ?? CheckBlockGas(transaction, gasLeft)
            ?? CheckSender(transaction, from);
        if (violation is not null)
        {
            return violation;
        }

        UInt256 price = EffectivePrice(transaction, block.BaseFeeWei ?? UInt256.Zero);
        world.Debit(from, price * transaction.GasLimit); // Fits: the caps' product does.
        world.SetNonce(from, transaction.Nonce + 1);
        bool succeeded = transaction.To is { } to ? Call(transaction, from, to, block) : Create(transaction, from, sender, block);
        ulong gasUsed = succeeded ? intrinsic.Gas : transaction.GasLimit;

        world.Credit(from, price * (transaction.GasLimit - gasUsed));
        UInt256 tip = price - (block.BaseFeeWei ?? UInt256.Zero); // The base fee is burnt (EIP-1559).
        world.Credit(world.Open(block.Beneficiary), tip * gasUsed);
        outcome = new TransactionOutcome(gasUsed, succeeded);
        return null;
    }

    /// <summary>Wei per gas that the sender pays: the cap, or less when base fee and tip together are less (EIP-1559).</summary>
    private static UInt256 EffectivePrice(Transaction transaction, in UInt256 baseFee)
    {
        UInt256 wanted = UInt256.Add(baseFee, transaction.MaxPriorityFeePerGas, out bool overflow);
        return overflow || wanted > transaction.MaxFeePerGas ? transaction.MaxFeePerGas : wanted;
    }

    private static Violation? CheckBlockGas(Transaction transaction, ulong gasLeft) =>
        transaction.GasLimit > gasLeft
            ? new(InvalidBlockReason.GasLimitAboveBlock, $"{transaction.GasLimit}", $"at most the {gasLeft} that the block has left")
            : null;

    private Violation? CheckSender(Transaction transaction, int from)
    {
        ref readonly Account account = ref world[from];
        if (transaction.Nonce != account.Nonce)
        {
            InvalidBlockReason reason =
                transaction.Nonce < account.Nonce ? InvalidBlockReason.NonceTooLow : InvalidBlockReason.NonceTooHigh;
            return new(reason, $"{transaction.Nonce}", $"{account.Nonce}");
        }
        if (account.HasCode)
        {
            return new(InvalidBlockReason.SenderHasCode, $"code with hash {account.CodeHash}", "no code"); // EIP-3607, for all forks.
        }
        // The product fits: TransactionRules refuses a gas cost beyond 256 bits.
        UInt256 cost = UInt256.Add(transaction.MaxFeePerGas * transaction.GasLimit, transaction.Value, out bool overflow);
        return overflow || account.Balance < cost
            ? new(
                InvalidBlockReason.BalanceTooLow,
                $"{account.Balance} wei",
                overflow ? "more than 2^256 wei for gas and value" : $"at least {cost} wei for gas and value"
            )
            : null;
    }

    private bool Call(Transaction transaction, int from, in Address to, BlockContext block)
    {
        int recipient = world.Open(to);
        if (world[recipient].HasCode || Precompiles.IsPrecompile(to, block.Fork))
        {
            throw NeedsCode(block, world[recipient].HasCode ? $"account {to} has code" : $"account {to} is a precompiled contract");
        }
        world.Debit(from, transaction.Value);
        world.Credit(recipient, transaction.Value);
        return true;
    }

    private bool Create(Transaction transaction, int from, in Address sender, BlockContext block)
    {
        if (!transaction.Data.IsEmpty)
        {
            throw NeedsCode(block, "it creates a contract with initialisation code");
        }
        int created = world.Open(ContractAddress.Of(sender, transaction.Nonce));
        if (world[created].Nonce != 0 || world[created].HasCode || world.HasStorage(created))
        {
            return false; // EIP-684, EIP-7610: all gas is gone, the value stays.
        }
        world.MarkCreated(created);
        world.Debit(from, transaction.Value);
        world.Credit(created, transaction.Value);
        if (block.Fork >= Fork.SpuriousDragon)
        {
            world.SetNonce(created, 1); // EIP-161
        }
        return true;
    }

    private static NodeException NeedsCode(BlockContext block, string why) =>
        new(
            NodeErrorCode.CodeNotExecutable,
            $"the transaction needs the EVM, which this version does not have: {why}",
            $"block {block.Number}, transaction {block.TransactionIndex}",
            $"Import with --to-block {block.Number.Value - 1}, or only up to the stage sender-recovery."
        );
}
