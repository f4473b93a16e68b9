using NodeProto.Consensus;
using NodeProto.Execution;
using NodeProto.Primitives;

namespace NodeProto.Stages.Tests;

/// <summary>Receipts before Byzantium hold the state root after each transaction, which a trie in memory follows.</summary>
public sealed class IntermediateRootTests
{
    private const ulong Ether = 1_000_000_000_000_000_000;

    private static readonly byte[] Key = [.. new byte[31], 1];

    [Theory]
    [InlineData(Fork.Frontier)]
    [InlineData(Fork.SpuriousDragon)]
    public async Task Chains_with_contracts_pass_with_any_size_of_commit(Fork fork)
    {
        TestChain chain = TestChain.Generate(
            new ChainGeneratorOptions
            {
                Spec = ChainSpec.AllFrom(fork, 1337),
                Blocks = 20,
                TransactionsPerBlock = 12,
                Senders = 9,
                Contracts = true,
            }
        );
        foreach (long blocksPerCommit in new long[] { 1, 7, 1000 })
        {
            using TestNode node = new(chain.Genesis, blocksPerCommit);
            Assert.Empty((await node.ImportAsync(chain)).Rejected);
            Assert.Equal(20UL, node.CheckpointOf(StageId.Finish));
        }
    }

    [Fact]
    public async Task What_a_reward_gives_back_to_an_account_after_the_last_transaction_counts()
    {
        // The contract sends 5 ether away and is the beneficiary of the block: after it, it has what it had before.
        Address contract = Address.Parse("0x00000000000000000000000000000000000000c0");
        byte[] code = Convert.FromHexString("6000600060006000674563918244f4000061123461fffff100"); // CALL 0x1234 with 5 ether
        Address sender = Secp256k1.AddressOf(Key);
        Genesis genesis = Genesis.Create(
            ChainSpec.AllFrom(Fork.Frontier, 1337),
            new GenesisFields { Difficulty = 131_072, GasLimit = 10_000_000 },
            [new GenesisAccount(sender, Ether), new GenesisAccount(contract, new UInt256(10) * Ether) { Nonce = 1, Code = code }]
        );
        BlockBuilder builder = new(genesis);
        List<Block> blocks = [];
        for (ulong nonce = 0; nonce < 3; nonce++)
        {
            Transaction transaction = Signed(nonce, nonce == 0 ? contract : sender);
            blocks.Add(
                builder.Build(
                    new BlockTemplate
                    {
                        Timestamp = builder.Head.Timestamp + 13,
                        Beneficiary = nonce == 0 ? contract : sender,
                        Transactions = [transaction],
                        Senders = new[] { sender },
                    }
                )
            );
        }
        Assert.True(builder.State.TryGetAccount(Keccak.Hash(contract.Bytes), out Account after));
        Assert.Equal(new UInt256(10) * Ether, after.Balance);
        using TestNode node = new(genesis);
        Assert.Empty((await node.ImportAsync(blocks)).Rejected);
        Assert.Equal(3UL, node.CheckpointOf(StageId.Finish));
    }

    private static Transaction Signed(ulong nonce, Address to)
    {
        Transaction transaction = new()
        {
            Type = TransactionType.Legacy,
            Nonce = nonce,
            MaxFeePerGas = UInt256.Zero,
            MaxPriorityFeePerGas = UInt256.Zero,
            GasLimit = 200_000,
            To = to,
            Value = UInt256.Zero,
            Data = default,
            YParity = 0,
            R = default,
            S = default,
        };
        (UInt256 r, UInt256 s, byte parity) = Secp256k1.Sign(transaction.SigningHash(), Key);
        return transaction with { R = r, S = s, YParity = parity };
    }
}
