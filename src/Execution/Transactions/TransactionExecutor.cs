using NodeProto.Consensus;
using NodeProto.Evm;
using NodeProto.Primitives;

namespace NodeProto.Execution;

/// <summary>What a transaction did, beside the state that it changed.</summary>
/// <param name="GasUsed">Gas that it paid for, refunds taken off.</param>
/// <param name="Succeeded">Whether its call or creation kept its changes (EIP-658).</param>
internal readonly record struct TransactionOutcome(ulong GasUsed, bool Succeeded);

/// <summary>Runs one transaction on the world state (yellow paper §6.2, function Υ).</summary>
internal sealed class TransactionExecutor(WorldState world, EvmHost host)
{
    /// <summary>Checks the transaction against rules and state and, when it is valid, runs it.</summary>
    /// <param name="transaction">The transaction; its signature is checked already.</param>
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
            ?? TransactionRules.Check(transaction, block.Fork, intrinsic, block.Blobs)
            ?? TransactionRules.CheckFees(transaction, block.BaseFeeWei, block.BlobPriceWei)
            ?? CheckBlockGas(transaction, gasLeft)
            ?? CheckSender(transaction, from);
        if (violation is not null)
        {
            return violation;
        }

        UInt256 baseFee = block.BaseFeeWei ?? UInt256.Zero;
        UInt256 price = EffectivePrice(transaction, baseFee);
        world.Debit(from, (price * transaction.GasLimit) + BlobFee(transaction, block.BlobPriceWei ?? UInt256.Zero)); // Fits: the caps' sum does.
        world.SetNonce(from, transaction.Nonce + 1);
        host.Transaction.Origin = sender;
        host.Transaction.GasPriceWei = price;
        host.Transaction.BlobVersionedHashes = transaction.BlobVersionedHashes;
        WarmUp(transaction, from, block);
        long refund = Authorizations.Apply(world, transaction.Authorizations, host.Block.ChainId);
        CallResult result = host.Call(MessageOf(transaction, sender, block.Fork, transaction.GasLimit - intrinsic.Gas));

        ulong gasUsed = transaction.GasLimit - result.GasLeft;
        ulong refundMax = gasUsed / (block.Fork >= Fork.London ? 5UL : 2UL); // EIP-3529
        refund += result.RefundGas;
        Invariant.Holds(refund >= 0, "a transaction's refund counter ends at zero or above");
        gasUsed = Math.Max(gasUsed - Math.Min((ulong)refund, refundMax), intrinsic.FloorGas); // EIP-7623
        world.Credit(from, price * (transaction.GasLimit - gasUsed));
        UInt256 tip = price - baseFee; // The base fee is burnt (EIP-1559).
        world.Credit(world.Open(block.Beneficiary), tip * gasUsed);
        outcome = new TransactionOutcome(gasUsed, result.IsSuccess);
        return null;
    }

    /// <summary>Wei per gas that the sender pays: the cap, or less when base fee and tip together are less (EIP-1559).</summary>
    private static UInt256 EffectivePrice(Transaction transaction, in UInt256 baseFee)
    {
        UInt256 wanted = UInt256.Add(baseFee, transaction.MaxPriorityFeePerGas, out bool overflow);
        return overflow || wanted > transaction.MaxFeePerGas ? transaction.MaxFeePerGas : wanted;
    }

    /// <summary>Wei for a transaction's blobs at a price of blob gas (EIP-4844); burnt, and not given back.</summary>
    private static UInt256 BlobFee(Transaction transaction, in UInt256 priceWei) =>
        transaction.Type == TransactionType.Blob
            ? priceWei * ((ulong)transaction.BlobVersionedHashes.Count * BlobParameters.GasPerBlob)
            : UInt256.Zero;

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
        if (account.HasCode && !Delegation.TryRead(world.GetCode(from).Span, out _))
        {
            return new(InvalidBlockReason.SenderHasCode, $"code with hash {account.CodeHash}", "no code"); // EIP-3607, for all forks; EIP-7702.
        }
        // The product fits: TransactionRules refuses a gas cost beyond 256 bits.
        ulong blobGas = (ulong)transaction.BlobVersionedHashes.Count * BlobParameters.GasPerBlob;
        bool fits = UInt256.TryMultiply(transaction.MaxFeePerBlobGas, blobGas, out UInt256 blobCost);
        fits &= UInt256.TryAdd(transaction.MaxFeePerGas * transaction.GasLimit, transaction.Value, out UInt256 cost);
        fits &= UInt256.TryAdd(cost, blobCost, out cost);
        return !fits || account.Balance < cost
            ? new(
                InvalidBlockReason.BalanceTooLow,
                $"{account.Balance} wei",
                fits ? $"at least {cost} wei for gas and value" : "more than 2^256 wei for gas and value"
            )
            : null;
    }

    /// <summary>Makes warm what a transaction may use at the warm price (EIP-2929, 2930, 3651, 7702).</summary>
    private void WarmUp(Transaction transaction, int from, BlockContext block)
    {
        if (block.Fork < Fork.Berlin)
        {
            return;
        }
        world.Warm(from);
        if (transaction.To is { } to)
        {
            world.Warm(world.Open(to));
        }
        if (block.Fork >= Fork.Shanghai)
        {
            world.Warm(world.Open(block.Beneficiary));
        }
        foreach (AccessListEntry entry in transaction.AccessList)
        {
            int account = world.Open(entry.Address);
            world.Warm(account);
            foreach (Hash256 key in entry.StorageKeys)
            {
                world.Load(account, new UInt256(key.Bytes));
            }
        }
    }

    private CallMessage MessageOf(Transaction transaction, in Address sender, Fork fork, ulong gas)
    {
        if (transaction.To is not { } to)
        {
            return new CallMessage
            {
                Kind = CallKind.Create,
                GasLimit = gas,
                Caller = sender,
                Address = ContractAddress.Of(sender, transaction.Nonce),
                ValueWei = transaction.Value,
                Code = transaction.Data,
            };
        }
        Address code = to;
        bool isDelegated = fork >= Fork.Prague && Delegation.TryRead(world.GetCode(world.Open(to)).Span, out code);
        if (isDelegated)
        {
            world.Warm(world.Open(code));
        }
        return new CallMessage
        {
            Kind = CallKind.Call,
            GasLimit = gas,
            Caller = sender,
            Address = to,
            CodeAddress = isDelegated ? code : to,
            IsDelegated = isDelegated,
            ValueWei = transaction.Value,
            Input = transaction.Data,
        };
    }
}
