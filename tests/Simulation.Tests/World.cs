using System.Collections.Concurrent;
using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Execution;
using NodeProto.Fuzz.Tests;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Simulation.Tests;

/// <summary>The blocks that a schedule can meet: a winning branch, a losing one, and branches with a block that breaks a rule.</summary>
internal sealed class World
{
    private static readonly UInt256 NoPointsX = 5; // The x coordinate of no point of the curve, so that no key made the signature.

    private readonly ConcurrentDictionary<Hash256, Hash256> _checksums = [];
    private readonly PruneMode _pruning;

    private World(string name, ChainGeneratorOptions options, PruneMode pruning = default)
    {
        Name = name;
        _pruning = pruning;
        options = options with { Ommers = false, BranchFirst = (options.Blocks / 2) + 1 }; // Changed blocks would no longer be kin of ommers.
        ChainGenerator winner = new(options with { BranchSalt = 2, BranchSecondsPerBlock = 5 });
        Genesis = winner.Genesis;
        Block[] blocks = [.. winner.Generate()];
        Winner = Encode(blocks);
        Loser = Encode([.. new ChainGenerator(options with { BranchSalt = 1, BranchSecondsPerBlock = 20 }).Generate()]);
        Random random = new(options.Blocks);
        foreach (InvalidBlockReason reason in Reasons)
        {
            Broken.Add(Encode(Break(blocks, random.Next(1, blocks.Length), reason)));
        }
    }

    /// <summary>All of them, the cheap ones first.</summary>
    public static IReadOnlyList<World> All { get; } =
    [
        new(
            "transfers by work",
            new ChainGeneratorOptions
            {
                Spec = ChainSpec.AllFrom(Fork.Byzantium, 1337),
                Blocks = 14,
                TransactionsPerBlock = 1,
                Senders = 4,
            }
        ),
        new(
            "transfers by stake",
            new ChainGeneratorOptions
            {
                Spec = ChainSpec.AllFrom(Fork.Shanghai, 1337),
                Blocks = 12,
                TransactionsPerBlock = 2,
                Senders = 4,
            }
        ),
        new(
            "contracts of Frontier",
            new ChainGeneratorOptions
            {
                Spec = ChainSpec.AllFrom(Fork.Frontier, 1337),
                Blocks = 10,
                TransactionsPerBlock = 2,
                Senders = 4,
                Contracts = true,
            }
        ),
        new(
            "contracts of Osaka",
            new ChainGeneratorOptions
            {
                Spec = ChainSpec.AllFrom(Fork.Osaka, 1337),
                Blocks = 10,
                TransactionsPerBlock = 3,
                Senders = 4,
                Contracts = true,
            }
        ),
        new(
            "old blocks pruned",
            new ChainGeneratorOptions
            {
                Spec = ChainSpec.AllFrom(Fork.Byzantium, 1337),
                Blocks = (int)PruneSegment.BlocksMin + 12,
                TransactionsPerBlock = 1,
                Senders = 4,
            },
            PruneMode.Last(PruneSegment.BlocksMin)
        ),
    ];

    private static InvalidBlockReason[] Reasons =>
        [
            InvalidBlockReason.TimestampNotAfterParent,
            InvalidBlockReason.TransactionsRootWrong,
            InvalidBlockReason.SenderUnrecoverable,
            InvalidBlockReason.GasUsedWrong,
            InvalidBlockReason.ReceiptsRootWrong,
            InvalidBlockReason.StateRootWrong,
        ];

    public string Name { get; }

    public Genesis Genesis { get; }

    /// <summary>The branch that every schedule ends on.</summary>
    public IReadOnlyList<DeliveredBlock> Winner { get; }

    /// <summary>A valid branch that leaves the winner half-way, and is lighter.</summary>
    public IReadOnlyList<DeliveredBlock> Loser { get; }

    /// <summary>Branches that are the winner up to a bad block.</summary>
    public List<IReadOnlyList<DeliveredBlock>> Broken { get; } = [];

    /// <summary>Checksum of a database that was brought straight to a block of the winner, in one commit a stage.</summary>
    public Hash256 ChecksumAt(int blocks) => _checksums.GetOrAdd(Winner[blocks - 1].Hash, _ => Straight(blocks));

    /// <summary>Writes genesis, and what shall be kept.</summary>
    public void Begin(IDatabase database)
    {
        using IWriteTransaction tx = database.BeginWrite();
        GenesisWriter.Write(tx, AllStages.Create(Genesis.Spec).Stages, Genesis);
        foreach (PruneSegment segment in PruneSegment.All)
        {
            if (_pruning != PruneMode.All)
            {
                tx.Put(Tables.PruneCheckpoints, segment.Name, new PruneCheckpoint(BlockNumber.Genesis, _pruning));
            }
        }
        tx.Commit();
    }

    private Hash256 Straight(int blocks)
    {
        using InMemoryDatabase database = new();
        Begin(database);
        MemorySource source = new(hasGoodHeaders: true);
        source.Deliver(Winner.Take(blocks));
        Pipeline pipeline = new(database, AllStages.Create(Genesis.Spec, source, source));
        PipelineResult result = pipeline.RunAsync(PipelineTarget.Everything, default).GetAwaiter().GetResult();
        Assert.Equal(Winner[blocks - 1].Hash, result.Head.Hash);
        using IReadTransaction tx = database.BeginRead();
        return DatabaseChecksum.Compute(tx).Total;
    }

    private static DeliveredBlock[] Encode(IReadOnlyList<Block> blocks) => [.. blocks.Select(DeliveredBlock.Of)];

    private static Block[] Break(Block[] chain, int bad, InvalidBlockReason reason) =>
        reason switch
        {
            InvalidBlockReason.TimestampNotAfterParent => Relink(chain, bad, header => header with { Timestamp = 1 }),
            InvalidBlockReason.TransactionsRootWrong => Relink(chain, bad, header => header with { TransactionsRoot = Keccak.OfEmpty }),
            InvalidBlockReason.GasUsedWrong => Relink(chain, bad, header => header with { GasUsed = header.GasUsed + 1 }),
            InvalidBlockReason.ReceiptsRootWrong => Relink(chain, bad, header => header with { ReceiptsRoot = Keccak.OfEmpty }),
            InvalidBlockReason.StateRootWrong => WithBadRoots(chain, bad),
            _ => WithBadSignature(chain, bad),
        };

    /// <summary>From a block on all roots are wrong: a commit compares the root of its last block.</summary>
    private static Block[] WithBadRoots(Block[] chain, int bad)
    {
        for (int i = bad; i < chain.Length; i++)
        {
            chain = Relink(chain, i, header => header with { StateRoot = Keccak.OfEmpty });
        }
        return chain;
    }

    private static Block[] WithBadSignature(Block[] chain, int bad)
    {
        Body body = chain[bad].Body;
        Transaction[] transactions = [.. body.Transactions];
        transactions[0] = transactions[0] with { R = NoPointsX };
        Block[] broken = Relink(chain, bad, header => header with { TransactionsRoot = BodyRules.TransactionsRoot(transactions) });
        broken[bad] = broken[bad] with { Body = body with { Transactions = transactions } };
        return broken;
    }

    /// <summary>The chain with one changed header, and those after it linked to that.</summary>
    private static Block[] Relink(Block[] chain, int bad, Func<Header, Header> change)
    {
        Block[] blocks = [.. chain];
        blocks[bad] = blocks[bad] with { Header = change(blocks[bad].Header) };
        for (int i = bad + 1; i < blocks.Length; i++)
        {
            blocks[i] = blocks[i] with { Header = blocks[i].Header with { ParentHash = blocks[i - 1].Header.Hash } };
        }
        return blocks;
    }
}
