using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Node.TestSuites;

/// <summary>A node for one case: a database and all stages, fed block by block.</summary>
internal sealed class SuiteNode : IDisposable
{
    private readonly SuiteSource _source = new();
    private readonly IDatabase _database;
    private readonly StageSet _stages;
    private readonly Pipeline _pipeline;
    private readonly string? _folder;

    /// <summary>A node that holds genesis.</summary>
    /// <param name="genesis">The chain.</param>
    /// <param name="ethash">Verifies proof of work; null where the case has none.</param>
    /// <param name="isOnDisk">Whether rows lie in RocksDB, in a temporary folder, rather than in memory.</param>
    public SuiteNode(Genesis genesis, EthashCaches? ethash, bool isOnDisk)
    {
        if (isOnDisk)
        {
            _folder = Directory.CreateTempSubdirectory("nodeproto-suite-").FullName;
            DatabaseOptions small = new()
            {
                Sync = DbSync.None,
                CacheBytes = 8 << 20,
                WriteBufferBytes = 8 << 20,
            };
            _database = RocksDatabase.OpenOrCreate(_folder, small);
        }
        else
        {
            _database = new InMemoryDatabase();
        }
        _stages = AllStages.Create(genesis.Spec, _source, _source, new StateRootOptions { Checks = RootChecks.Commit }, ethash);
        GenesisWriter.Write(_database, _stages.Stages, genesis);
        _pipeline = new Pipeline(_database, _stages);
    }

    /// <summary>Blocks that were refused, by hash.</summary>
    public Dictionary<Hash256, InvalidBlock> Refused { get; } = [];

    /// <summary>Blocks that never got past the first stage, with the reason.</summary>
    public IReadOnlyDictionary<SuiteBlock, NodeException> Dropped => _source.Dropped;

    /// <summary>Delivers blocks and runs all stages to their end.</summary>
    public void Deliver(ReadOnlySpan<SuiteBlock> blocks)
    {
        foreach (SuiteBlock block in blocks)
        {
            if (Refused.TryGetValue(block.Hash, out InvalidBlock? earlier) && IsAboutBody(earlier.Reason))
            {
                // The same header came before, with a body that it does not name.
                _stages.Rejected.Forget(block.Hash);
                Refused.Remove(block.Hash);
            }
            _source.Add(block);
        }
        int dropped;
        do
        {
            dropped = Dropped.Count;

            // Nothing in here waits: all blocks are there, so the task is complete when the call returns or soon after.
            PipelineResult result = _pipeline.RunAsync(PipelineTarget.Everything, CancellationToken.None).GetAwaiter().GetResult();
            foreach (RejectedBlock rejected in result.Rejected)
            {
                Refused[rejected.Block.Hash!.Value] = rejected.Block;
            }
        } while (Dropped.Count > dropped);
    }

    /// <summary>Whether a rule says that a body does not belong to the header, which may be good.</summary>
    private static bool IsAboutBody(InvalidBlockReason reason) =>
        reason
            is InvalidBlockReason.EncodingNotCanonical
                or InvalidBlockReason.TransactionsRootWrong
                or InvalidBlockReason.OmmersHashWrong
                or InvalidBlockReason.WithdrawalsRootWrong
                or InvalidBlockReason.WithdrawalsMissing
                or InvalidBlockReason.WithdrawalsTooEarly;

    /// <summary>Whether a block is part of the chain that all stages have finished.</summary>
    public bool IsCanonical(in Hash256 hash)
    {
        using IReadTransaction tx = _database.BeginRead();
        return tx.TryGet(Tables.HeaderNumbers, hash, out BlockNumber number) && number <= CheckpointStore.Read(tx, StageId.Finish).Number;
    }

    /// <summary>Hash of the last block that all stages have finished.</summary>
    public Hash256 Head()
    {
        using IReadTransaction tx = _database.BeginRead();
        return CheckpointStore.Read(tx, StageId.Finish).Hash;
    }

    /// <summary>The first difference between the state at the head and the accounts that should be there; null when they agree.</summary>
    /// <param name="accounts">The accounts.</param>
    /// <param name="before">Accounts of the genesis, whose addresses are known.</param>
    public string? FindDifference(IReadOnlyList<GenesisAccount> accounts, IReadOnlyList<GenesisAccount> before)
    {
        using IReadTransaction tx = _database.BeginRead();
        using DatabaseState state = new(tx);
        if (StateDifference.FindInAccounts(state, accounts) is { } difference)
        {
            return difference;
        }
        HashSet<Hash256> known = [.. accounts.Select(static account => Keccak.Hash(account.Address.Bytes))];
        using Cursor<Hash256, Account> cursor = tx.OpenCursor(Tables.Accounts);
        for (bool more = cursor.First(); more; more = cursor.Next())
        {
            if (!known.Contains(cursor.Key))
            {
                Account found = cursor.Value;
                return $"account {StateDifference.Name(cursor.Key, before)} is one too many: {found.Balance} wei, nonce {found.Nonce}";
            }
        }
        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _database.Dispose();
        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }
}
