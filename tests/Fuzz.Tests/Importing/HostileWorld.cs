using NodeProto.Consensus;
using NodeProto.Execution;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Fuzz.Tests;

/// <summary>A short chain of random transactions, from which hostile blocks are made; the checksum of each of its blocks is known.</summary>
internal sealed class HostileWorld
{
    public const ulong ChainId = 1337;
    private const int BlockCount = 7;
    private const int TransactionsPerBlock = 4;

    private readonly Hash256[] _checksums = new Hash256[BlockCount + 1];

    private HostileWorld(Fork fork)
    {
        Fork = fork;
        Random random = new((int)fork);
        Genesis made = new ChainGenerator(Seeds.Work with { Spec = ChainSpec.AllFrom(fork, ChainId) }).Genesis;
        List<GenesisAccount> accounts = [.. made.Accounts];
        accounts.AddRange(RandomTransactions.Senders.Select(address => new GenesisAccount(address, new UInt256(0, 1 << 20))));
        accounts.AddRange(
            RandomTransactions.Contracts.Select(address => new GenesisAccount(address, 7) { Code = RandomTransactions.Code(random) })
        );
        Genesis = Genesis.Create(made.Spec, GenesisFields.Of(made.Header), accounts);
        BlockBuilder builder = new(Genesis);
        ulong[] nonces = new ulong[RandomTransactions.Senders.Count];
        Blocks = [.. Enumerable.Range(0, BlockCount).Select(_ => Build(builder, random, nonces))];
        Good = [.. Blocks.Select(DeliveredBlock.Of)];
        FillChecksums();
    }

    /// <summary>All of them: by work, with fees, the latest.</summary>
    public static IReadOnlyList<HostileWorld> All { get; } = [new(Fork.Frontier), new(Fork.Byzantium), new(Fork.London), new(Fork.Osaka)];

    public Fork Fork { get; }

    public Genesis Genesis { get; }

    public IReadOnlyList<Block> Blocks { get; }

    public IReadOnlyList<DeliveredBlock> Good { get; }

    /// <summary>Blocks that are delivered beside hostile ones; the last one comes at the end.</summary>
    public int Count => BlockCount - 1;

    public Hash256 ChecksumAt(int block) => _checksums[block];

    /// <summary>The number of a good block; null when it is none.</summary>
    public int? NumberOf(Hash256 hash)
    {
        for (int i = 0; i < Good.Count; i++)
        {
            if (Good[i].Hash == hash)
            {
                return i + 1;
            }
        }
        return hash == Genesis.Hash ? 0 : null;
    }

    /// <summary>Builds a good block of random transactions.</summary>
    public static Block Build(BlockBuilder builder, Random random, ulong[] nonces)
    {
        List<Transaction> transactions = [];
        List<Address> senders = [];
        ulong timestamp = builder.Head.Timestamp + 13;
        Fork fork = builder.NextFork(timestamp);
        for (int i = 0; i < TransactionsPerBlock; i++)
        {
            int sender = random.Next(nonces.Length);
            transactions.Add(RandomTransactions.Make(random, fork, sender, nonces[sender]++));
            senders.Add(RandomTransactions.Senders[sender]);
        }
        while (true)
        {
            try
            {
                return builder.Build(
                    new BlockTemplate
                    {
                        Timestamp = timestamp,
                        Transactions = [.. transactions],
                        Senders = senders.ToArray(),
                        Withdrawals = fork >= Fork.Shanghai ? [new Withdrawal(1, 2, RandomTransactions.Senders[0], 3)] : [],
                    }
                );
            }
            catch (ArgumentException) when (transactions.Count > 0)
            {
                int sender = RandomTransactions.Senders.ToList().IndexOf(senders[^1]);
                nonces[sender]--;
                transactions.RemoveAt(transactions.Count - 1); // It costs more than its limit, or breaks a rule.
                senders.RemoveAt(senders.Count - 1);
            }
        }
    }

    private void FillChecksums()
    {
        using ImportedNode node = new(this);
        for (int i = 0; i <= BlockCount; i++)
        {
            _checksums[i] = i == 0 ? node.Checksum() : Straight(node, i);
        }
    }

    private Hash256 Straight(ImportedNode node, int block)
    {
        PipelineResult result = node.Import(Good[block - 1]);
        Assert.True(result.Head.Hash == Good[block - 1].Hash, string.Join('\n', result.Rejected.Select(each => each.Block.Text)));
        return node.Checksum();
    }
}
