using System.Numerics;
using NodeProto.Consensus;
using NodeProto.Primitives;

namespace NodeProto.Execution.Tests;

/// <summary>The plainest model of transfers: dictionaries and big integers, written from the rules without looking at the executor.</summary>
internal sealed class NaiveLedger
{
    private readonly Dictionary<Address, BigInteger> _balances = [];
    private readonly Dictionary<Address, ulong> _nonces = [];

    public NaiveLedger(Genesis genesis)
    {
        foreach (GenesisAccount account in genesis.Accounts)
        {
            _balances[account.Address] = account.Balance.ToBigInteger();
        }
    }

    public int AccountCount => _balances.Count;

    public void Apply(Block block, Address[] senders, Fork fork)
    {
        Header header = block.Header;
        BigInteger baseFee = header.BaseFeePerGas?.ToBigInteger() ?? 0;
        for (int i = 0; i < senders.Length; i++)
        {
            Transaction transaction = block.Body.Transactions[i];
            BigInteger price = BigInteger.Min(
                transaction.MaxFeePerGas.ToBigInteger(),
                baseFee + transaction.MaxPriorityFeePerGas.ToBigInteger()
            );
            BigInteger gas = 21_000;
            foreach (AccessListEntry entry in transaction.AccessList)
            {
                gas += 2_400 + (1_900 * entry.StorageKeys.Count);
            }
            _nonces[senders[i]] = _nonces.GetValueOrDefault(senders[i]) + 1;
            Add(senders[i], -(price * gas) - transaction.Value.ToBigInteger(), fork);
            Add(transaction.To!.Value, transaction.Value.ToBigInteger(), fork);
            Add(header.Beneficiary, (price - baseFee) * gas, fork);
        }
        BigInteger ether = BigInteger.Pow(10, 18);
        BigInteger reward =
            fork >= Fork.Paris ? 0
            : fork >= Fork.Constantinople ? 2 * ether
            : fork >= Fork.Byzantium ? 3 * ether
            : 5 * ether;
        foreach (Header ommer in block.Body.Ommers)
        {
            Add(ommer.Beneficiary, reward * (8 - (int)(header.Number - ommer.Number)) / 8, fork);
            Add(header.Beneficiary, reward / 32, fork);
        }
        if (fork < Fork.Paris)
        {
            Add(header.Beneficiary, reward, fork);
        }
        foreach (Withdrawal withdrawal in block.Body.Withdrawals ?? [])
        {
            Add(withdrawal.Address, new BigInteger(withdrawal.AmountGwei) * 1_000_000_000, fork);
        }
    }

    public void AssertEqualTo(IStateReader state)
    {
        foreach ((Address address, BigInteger balance) in _balances)
        {
            Assert.True(state.TryGetAccount(Keccak.Hash(address.Bytes), out Account account));
            Assert.Equal(balance, account.Balance.ToBigInteger());
            Assert.Equal(_nonces.GetValueOrDefault(address), account.Nonce);
            Assert.False(account.HasCode);
        }
    }

    private void Add(Address address, BigInteger wei, Fork fork)
    {
        BigInteger balance = _balances.GetValueOrDefault(address) + wei;
        if (balance.IsZero && fork >= Fork.SpuriousDragon && _nonces.GetValueOrDefault(address) == 0)
        {
            _balances.Remove(address); // EIP-161
            return;
        }
        _balances[address] = balance;
    }
}

/// <summary>No block hashes: transfers do not ask for them.</summary>
internal sealed class NoHashes : IBlockHashes
{
    public static readonly NoHashes Instance = new();

    public Hash256 HashOf(BlockNumber number) => throw new InvalidOperationException("Nothing here asks for block hashes.");
}
