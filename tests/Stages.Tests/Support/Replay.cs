using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Execution;
using NodeProto.Primitives;

namespace NodeProto.Stages.Tests;

/// <summary>A stored chain executed again, block by block, over a state in memory that knows nothing of change sets and history.</summary>
internal sealed class Replay : IBlockHashes
{
    private readonly Genesis _genesis;
    private readonly IReadTransaction _tx;
    private readonly BlockExecutor _executor;

    /// <summary>Starts with genesis.</summary>
    public Replay(Genesis genesis, IReadTransaction tx)
    {
        _genesis = genesis;
        _tx = tx;
        _executor = new BlockExecutor(genesis.Spec);
        State.Apply(Execution.GenesisState.ChangesOf(genesis));
    }

    /// <summary>State after the last block.</summary>
    public MemoryState State { get; } = new();

    /// <summary>The last block.</summary>
    public BlockNumber Block { get; private set; }

    /// <summary>What genesis and every block up to one changed.</summary>
    public static List<StateChanges> ChangesUpTo(BlockNumber last, Genesis genesis, IReadTransaction tx)
    {
        List<StateChanges> steps = [Execution.GenesisState.ChangesOf(genesis)];
        Replay replay = new(genesis, tx);
        while (replay.Block < last)
        {
            steps.Add(replay.Step());
        }
        return steps;
    }

    /// <summary>Executes the next block; returns what it changed.</summary>
    public StateChanges Step()
    {
        Block += 1;
        bool isRead =
            HeaderCodec.TryDecode(_tx.GetOrThrow(Tables.Headers, Block), out Header header, out _)
            & BodyCodec.TryDecode(_tx.GetOrThrow(Tables.Bodies, Block), out Body body, out _);
        Invariant.Holds(isRead, "stored blocks can be read");
        Address[] senders = _tx.GetOrThrow(Tables.Senders, Block).ToArray();
        StoredRoots? roots = _genesis.Spec.ForkAt(header) < Fork.Byzantium ? new(_tx.GetOrThrow(Tables.Receipts, Block)) : null;
        if (
            !_executor.TryExecute(
                new Block(header, body),
                senders,
                State,
                this,
                roots,
                out BlockOutcome? outcome,
                out InvalidBlock? invalid
            )
        )
        {
            throw new InvalidOperationException(invalid.Text);
        }
        State.Apply(outcome.Changes);
        Invariant.Holds(State.Root == header.StateRoot, "executing the chain again leads to the same state roots");
        return outcome.Changes;
    }

    /// <inheritdoc/>
    public Hash256 HashOf(BlockNumber number) => _tx.GetOrThrow(Tables.CanonicalHashes, number);

    /// <summary>Roots after each transaction as they are stored: to compute them again is most of the time, and the block's own root is.</summary>
    private sealed class StoredRoots(IReadOnlyList<Receipt> receipts) : IStateRootProvider
    {
        private int _next;

        public Hash256 RootAfter(IBlockChanges changes) => receipts[_next++].PostState!.Value;
    }
}
