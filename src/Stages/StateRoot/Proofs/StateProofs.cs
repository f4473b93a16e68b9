using NodeProto.Db;
using NodeProto.Primitives;
using NodeProto.Trie;

namespace NodeProto.Stages;

/// <summary>
/// Proofs of accounts and slots, after the last block whose root is computed or an older one: the tries are brought back in memory as
/// an unwind would do it, and nothing is written.
/// </summary>
public static class StateProofs
{
    /// <summary>Proves an account and some of its slots.</summary>
    /// <param name="tx">A view of the database.</param>
    /// <param name="block">The block after which they are wanted.</param>
    /// <param name="address">The account, there or not.</param>
    /// <param name="slots">Slots, set or not.</param>
    /// <param name="changesMax">How many changes may lie between the block and the head: they are held in memory.</param>
    /// <param name="stop">Ends a long way back with an exception.</param>
    /// <exception cref="NodeException">
    /// The block has no root yet, its history is pruned, too much has changed since, or the tries are being rebuilt.
    /// </exception>
    public static AccountProof Prove(
        IReadTransaction tx,
        BlockNumber block,
        Address address,
        IReadOnlyList<UInt256> slots,
        long changesMax = ChangesMax,
        CancellationToken stop = default
    )
    {
        BlockNumber head = RequireTries(tx, block);
        Meter meter = new(StageId.StateRoot, TimeProvider.System, CommitThresholds.Default, stop: stop);
        StateHistory history = StateHistory.TryRead(tx, block + 1, changesMax, meter) ?? throw TooFarBack(block, head, changesMax);
        Hash256 addressHash = Keccak.Hash(address.Bytes);
        RootUpdate update = new(threads: 1);
        Hash256 root = update.Compute(tx, history, null, new BlockRange(block + 1, head), block, null, stop);
        Hash256 expected = HeaderReader.Canonical(tx, block).StateRoot;
        if (root != expected)
        {
            throw new DatabaseCorruptException(
                nameof(Tables.AccountTrie),
                "",
                $"the tries give root {root} after block {block}, its header says {expected}"
            );
        }
        using AccountLeavesAfter accounts = new(tx, history.Accounts, block, update.Roots(tx), stop: stop);
        using OverlayRows accountRows = new(new TrieRows(tx, Tables.AccountTrie, default));
        update.AccountRows.Replay(accountRows);
        IReadOnlyList<byte[]> nodes = Collect(Tables.AccountTrie, accountRows, accounts, root, addressHash);
        using HistoricalState state = new(tx, block);
        bool exists = state.TryGetAccount(addressHash, out Account account);
        return new AccountProof(
            address,
            new StageCheckpoint(block, tx.GetOrThrow(Tables.CanonicalHashes, block)),
            exists,
            exists ? account : Account.Empty,
            update.Roots(tx).RootOf(addressHash),
            nodes,
            ProveSlots(tx, history, update, state, addressHash, slots)
        );
    }

    /// <summary>How many changes are held in memory unless told otherwise.</summary>
    public const long ChangesMax = 1_000_000;

    private static SlotProof[] ProveSlots(
        IReadTransaction tx,
        StateHistory history,
        RootUpdate update,
        HistoricalState state,
        Hash256 addressHash,
        IReadOnlyList<UInt256> slots
    )
    {
        history.Storage.TryGetValue(addressHash, out StorageLog? log);
        using StorageLeavesAfter leaves = new(tx, addressHash, log?.Changes, state.Block);
        using OverlayRows rows = new(new TrieRows(tx, Tables.StorageTrie, addressHash.Bytes.ToArray()));
        update.StorageRowsOf(addressHash)?.Replay(rows);
        Hash256 root = update.Roots(tx).RootOf(addressHash);
        SlotProof[] proofs = new SlotProof[slots.Count];
        Span<byte> word = stackalloc byte[UInt256.Size];
        for (int i = 0; i < proofs.Length; i++)
        {
            slots[i].WriteBigEndian(word);
            Hash256 slotHash = Keccak.Hash(word);
            IReadOnlyList<byte[]> nodes = Collect(Tables.StorageTrie, rows, leaves, root, slotHash);
            proofs[i] = new SlotProof(slots[i], state.GetStorage(addressHash, slotHash), nodes);
        }
        return proofs;
    }

    private static IReadOnlyList<byte[]> Collect(Table table, ITrieBranches rows, ITrieLeaves leaves, in Hash256 root, in Hash256 key)
    {
        try
        {
            return TrieProof.Of(rows, leaves, root, key);
        }
        catch (TrieRowException e)
        {
            throw new DatabaseCorruptException(table.Name, HexText.Encode(key.Bytes), e.Message, e);
        }
    }

    /// <summary>Refuses when there are no tries at the block or after it; returns the block that they stand at.</summary>
    private static BlockNumber RequireTries(IReadTransaction tx, BlockNumber block)
    {
        if (RebuildProgress.Exists(tx))
        {
            throw new NodeException(
                NodeErrorCode.TriesUnfinished,
                $"there are no proofs while the tries of {StageId.StateRoot} are being rebuilt",
                $"table {nameof(Tables.StageProgress)}, key {StageId.StateRoot}",
                $"Wait for the stage, or run `nodeproto stage run {StageId.StateRoot}`."
            );
        }
        BlockNumber head = CheckpointStore.Read(tx, StageId.StateRoot).Number;
        if (block > head)
        {
            throw new NodeException(
                NodeErrorCode.StateAhead,
                $"there is no proof of block {block}: block {head} is the last whose state root is computed",
                $"block {block}",
                $"Name a block from 0 to {head}, or import further."
            );
        }
        Retention.RequireState(tx, PruneSegment.AccountHistory, block);
        Retention.RequireState(tx, PruneSegment.StorageHistory, block);
        return head;
    }

    private static NodeException TooFarBack(BlockNumber block, BlockNumber head, long changesMax) =>
        new(
            NodeErrorCode.ProofTooFarBack,
            $"more than {changesMax:n0} accounts and slots changed between block {block} and block {head}",
            $"block {block}",
            "Ask for a block nearer to the head."
        );
}
