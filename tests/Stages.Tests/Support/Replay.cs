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
        Assert.Equal(genesis.Header.StateRoot, State.Root);
    }

    /// <summary>State after the last block.</summary>
    public MemoryState State { get; } = new();

    /// <summary>The last block.</summary>
    public BlockNumber Block { get; private set; }

    /// <summary>Executes the next block; returns what it changed.</summary>
    public StateChanges Step()
    {
        Block += 1;
        Header header = HeaderReader.Canonical(_tx, Block);
        Block block = new(header, BodyReader.Decode(_tx.GetOrThrow(Tables.Bodies, Block), Block));
        Address[] senders = _tx.GetOrThrow(Tables.Senders, Block).ToArray();
        MemoryState? roots = _genesis.Spec.ForkAt(header) < Fork.Byzantium ? State : null;
        Assert.True(
            _executor.TryExecute(block, senders, State, this, roots, out BlockOutcome? outcome, out InvalidBlock? invalid),
            $"{invalid}"
        );
        State.Apply(outcome.Changes);
        Assert.Equal(header.StateRoot, State.Root);
        return outcome.Changes;
    }

    public Hash256 HashOf(BlockNumber number) => _tx.GetOrThrow(Tables.CanonicalHashes, number);
}
