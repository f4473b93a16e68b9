using NodeProto.Consensus;
using NodeProto.Primitives;

namespace NodeProto.Execution;

/// <summary>Makes chains of valid blocks from a seed: transfers or contracts, withdrawals, ommers.</summary>
/// <remarks>Blocks are sealed by nobody: before the merge nonce and mix hash prove no work.</remarks>
public sealed class ChainGenerator
{
    /// <summary>Timestamp of the genesis block.</summary>
    internal const ulong GenesisTimestamp = 1_500_000_000;
    private const ulong SpareGasMax = 5_000;

    /// <summary>Gas limit of the dearest transfer: an access list of one slot, and what is left over in the end (EIP-2930).</summary>
    private const ulong TransferGasMax =
        IntrinsicGas.Transaction + IntrinsicGas.AccessListAddress + IntrinsicGas.AccessListStorageKey + SpareGasMax;

    private readonly ChainGeneratorOptions _options;
    private readonly ChainSender[] _senders;
    private readonly ContractTransactions? _contracts;
    private SeededRandom _random;
    private bool _isStarted;

    /// <summary>A generator; no block is made before <see cref="Generate"/>.</summary>
    public ChainGenerator(ChainGeneratorOptions options)
    {
        _options = options;
        _random = new SeededRandom(options.Seed);
        _senders = new ChainSender[options.Senders];
        byte[][] keys = new byte[options.Senders][];
        for (int i = 0; i < keys.Length; i++)
        {
            // A random number is below the order of the curve but for one in 2^128 cases.
            keys[i] = _random.NextHash().Bytes.ToArray();
        }
        Parallel.For(0, keys.Length, i => _senders[i] = new ChainSender(keys[i]));
        _contracts = options.Contracts ? new ContractTransactions(options.Spec, ref _random) : null;
        Genesis = CreateGenesis();
    }

    /// <summary>The chain's genesis.</summary>
    public Genesis Genesis { get; }

    /// <summary>Makes the blocks after genesis, one at a time, in order.</summary>
    /// <exception cref="InvalidOperationException">It was called before: the senders' nonces have moved on.</exception>
    public IEnumerable<Block> Generate()
    {
        if (_isStarted)
        {
            throw new InvalidOperationException("A generator makes its chain once; take a new one with the same options.");
        }
        _isStarted = true;
        BlockBuilder builder = new(Genesis);
        for (int number = 1; number <= _options.Blocks; number++)
        {
            if (number == _options.BranchFirst)
            {
                _random = new SeededRandom(_random.NextUInt64() ^ _options.BranchSalt);
            }
            yield return builder.Build(CreateTemplate(builder, number));
        }
    }

    private Genesis CreateGenesis()
    {
        // Prague calls its contracts in every block, with or without transactions for them.
        bool needsSystemContracts = _contracts is not null || _options.Spec.Forks.StartOf(Fork.Cancun) is not null;
        List<GenesisAccount> accounts = needsSystemContracts ? [.. SystemContracts.Accounts(_options.Spec)] : [];
        foreach (ChainSender sender in _senders)
        {
            accounts.Add(new GenesisAccount(sender.Address, new UInt256(0, 1 << 20))); // 2^84 wei, 19 million ether
        }
        GenesisFields fields = new()
        {
            Difficulty = _options.GenesisDifficulty,
            // A quarter of the limit at most is used, so the base fee never rises above the caps of the transactions.
            GasLimit = Math.Max(
                30_000_000,
                4UL * (ulong)_options.TransactionsPerBlockMax * (_contracts is null ? TransferGasMax : ContractTransactions.GasLimitMax)
            ),
            Timestamp = GenesisTimestamp,
        };
        return Genesis.Create(_options.Spec, fields, accounts);
    }

    private BlockTemplate CreateTemplate(BlockBuilder builder, int number)
    {
        ulong seconds = number >= _options.BranchFirst ? _options.BranchSecondsPerBlock : _options.SecondsPerBlock;
        ulong timestamp = builder.Head.Timestamp + seconds;
        Fork fork = builder.NextFork(timestamp);
        Transaction[] transactions = new Transaction[_options.TransactionsIn(number)];
        Address[] senders = new Address[transactions.Length];
        ChainSender[] signers = new ChainSender[transactions.Length];
        _contracts?.BeginBlock(builder, timestamp);
        for (int i = 0; i < transactions.Length; i++)
        {
            signers[i] = _senders[_random.NextBelow((ulong)_senders.Length)];
            senders[i] = signers[i].Address;
            transactions[i] = _contracts?.Next(ref _random, signers[i]) ?? CreateTransfer(signers[i], fork);
        }
        Parallel.For(0, transactions.Length, i => transactions[i] = signers[i].Sign(transactions[i]));
        return new BlockTemplate
        {
            Timestamp = timestamp,
            Beneficiary = _random.NextAddress(),
            MixHash = _random.NextHash(),
            ParentBeaconBlockRoot = _random.NextHash(),
            Transactions = transactions,
            Senders = senders,
            Ommers = fork < Fork.Paris && _options.HasOmmer(number) ? [SiblingOf(builder.Head)] : [],
            Withdrawals = fork >= Fork.Shanghai ? CreateWithdrawals((ulong)number) : [],
        };
    }

    private Transaction CreateTransfer(ChainSender sender, Fork fork)
    {
        const ulong Gwei = 1_000_000_000;
        TransactionType type =
            fork >= Fork.London ? (TransactionType)_random.NextBelow(3)
            : fork >= Fork.Berlin ? (TransactionType)_random.NextBelow(2)
            : TransactionType.Legacy;
        bool isToNewAccount = (_random.NextUInt64() & 1) == 0;
        Address to = isToNewAccount ? _random.NextAddress() : _senders[_random.NextBelow((ulong)_senders.Length)].Address;
        UInt256 maxFee = new((10 + _random.NextBelow(90)) * Gwei);
        Transaction transaction = new()
        {
            Type = type,
            ChainId = type != TransactionType.Legacy || fork >= Fork.SpuriousDragon ? _options.Spec.ChainId : null,
            Nonce = sender.TakeNonce(),
            MaxFeePerGas = maxFee,
            MaxPriorityFeePerGas = type == TransactionType.DynamicFee ? new UInt256(_random.NextBelow(3 * Gwei)) : maxFee,
            GasLimit = 0,
            To = to,
            Value = new UInt256(_random.NextUInt64() >> 10),
            Data = default,
            AccessList = type != TransactionType.Legacy && (_random.NextUInt64() & 1) == 0 ? [new(to, [_random.NextHash()])] : [],
            YParity = 0,
            R = default,
            S = default,
        };
        return transaction with { GasLimit = IntrinsicGas.Of(transaction, fork).Gas + _random.NextBelow(SpareGasMax) };
    }

    /// <summary>A stale header that stood beside another one: the same but for the beneficiary.</summary>
    private Header SiblingOf(Header header) => header with { Beneficiary = _random.NextAddress(), OmmersHash = Keccak.OfEmptyList };

    private Withdrawal[] CreateWithdrawals(ulong number)
    {
        Withdrawal[] withdrawals = new Withdrawal[_options.WithdrawalsPerBlock];
        for (int i = 0; i < withdrawals.Length; i++)
        {
            ulong index = ((number - 1) * (ulong)withdrawals.Length) + (ulong)i;
            withdrawals[i] = new(index, _random.NextBelow(1 << 20), _random.NextAddress(), 1 + _random.NextBelow(32_000_000_000));
        }
        return withdrawals;
    }
}
