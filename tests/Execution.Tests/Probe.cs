using NodeProto.Consensus;
using NodeProto.Evm;
using NodeProto.Primitives;

namespace NodeProto.Execution.Tests;

/// <summary>One transaction over some accounts with code, run by a runner of the test's choice, watched if it likes.</summary>
internal sealed class Probe(Fork fork, CodeRunnerFactory? runners = null, ICallTracer? calls = null) : IBlockHashes
{
    public static readonly Address Sender = TestChain.Sender;

    private readonly TransactionRunner _runner = new(runners, calls);
    private readonly List<GenesisAccount> _accounts = [new(Sender, UInt256.MaxValue >> 8)];

    public Probe With(Address address, byte[] code, ulong balance = 0)
    {
        _accounts.Add(new GenesisAccount(address, balance) { Nonce = 1, Code = code });
        return this;
    }

    public TransactionResult Run(Address? to, ulong gas, byte[]? data = null, ulong value = 0)
    {
        Transaction transaction = new()
        {
            Type = TransactionType.Legacy,
            Nonce = 0,
            MaxFeePerGas = 1,
            MaxPriorityFeePerGas = 1,
            GasLimit = gas,
            To = to,
            Value = value,
            Data = data,
            YParity = 0,
            R = 1,
            S = 1,
        };
        BlockEnvironment block = new()
        {
            Fork = fork,
            ChainId = 1,
            Number = new BlockNumber(1),
            Timestamp = 1,
            Beneficiary = TestChain.Beneficiary,
            GasLimit = gas,
        };
        Violation? violation = _runner.Run(
            transaction,
            Sender,
            block,
            BlobParameters.Cancun,
            GenesisState.Load(_accounts),
            this,
            out TransactionResult? result
        );
        Assert.Null(violation);
        return result!;
    }

    public Hash256 HashOf(BlockNumber number) => Hash256.Zero;
}
