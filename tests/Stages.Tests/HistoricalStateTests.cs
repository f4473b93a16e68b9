using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Execution;
using NodeProto.Primitives;
using Xunit.Abstractions;

namespace NodeProto.Stages.Tests;

/// <summary>States of the past as the history tables give them, against executing the chain again up to their block.</summary>
[Collection(ImportedChainsCollection.Name)]
public sealed class HistoricalStateTests(ImportedChains chains, ITestOutputHelper output)
{
    private const int Seed = 20_260_721;
    private const int Reads = 10_000;

    [FixtureFact]
    public async Task Ten_thousand_reads_of_the_chain_of_geth_equal_executing_it_again() => Compare(await chains.GethAsync());

    [FixtureFact]
    public async Task Ten_thousand_reads_of_the_chain_of_ethereumjs_equal_executing_it_again() => Compare(await chains.EthereumJsAsync());

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_account_that_was_destroyed_and_made_again_has_the_slots_of_its_time(bool isIndexed)
    {
        WipeChain chain = new(Fork.Shanghai, 300);
        chain.Add(chain.Store(301, 310, 5), chain.Store(1, 101, 7)); // 1
        chain.Add(chain.Destroy()); // 2: gone
        chain.Add(); // 3
        chain.Add(chain.Create(), chain.Store(50, 60, 9)); // 4: back, with other slots
        chain.Add(chain.Store(55, 70, 11)); // 5
        chain.Add(chain.Destroy(), chain.Create()); // 6: gone and back in one block
        using TestNode node = new(chain.Genesis);
        await node.ImportAsync(
            new TestChain(chain.Genesis, chain.Blocks),
            isIndexed ? null : new PipelineTarget { ToStage = StageId.StateRoot }
        );
        using IReadTransaction tx = node.Database.BeginRead();
        Hash256 contract = Keccak.Hash(WipeChain.Contract.Bytes);
        Replay replay = new(chain.Genesis, tx);
        List<int> slots = [];
        while (true)
        {
            using HistoricalState state = new(tx, replay.Block);
            slots.Add(CompareWalk(replay.State, state, contract));
            Assert.Equal(replay.State.TryGetAccount(contract, out Account expected), state.TryGetAccount(contract, out Account account));
            Assert.Equal(expected, account == default ? Account.Empty : account);
            if (replay.Block.Value == (ulong)chain.Blocks.Count)
            {
                break;
            }
            replay.Step();
        }
        Assert.Equal([300, 309, 0, 0, 10, 20, 0], slots);
    }

    [Fact]
    public async Task A_block_that_is_not_executed_is_refused()
    {
        using TestNode node = await ImportTenAsync();
        using IReadTransaction tx = node.Database.BeginRead();
        using HistoricalState head = new(tx, new BlockNumber(10));
        NodeException e = Assert.Throws<NodeException>(() => new HistoricalState(tx, new BlockNumber(11)));
        Assert.Equal(NodeErrorCode.StateAhead, e.Code);
        Assert.Equal("there is no state of block 11: block 10 is the last that is executed", e.What);
    }

    [Fact]
    public async Task What_is_pruned_is_refused_by_segment_and_the_oldest_state_is_that_before_it()
    {
        using TestNode node = await ImportTenAsync();
        using (IWriteTransaction write = node.Database.BeginWrite())
        {
            write.Put(Tables.PruneCheckpoints, PruneSegment.StorageHistory.Name, new PruneCheckpoint(new BlockNumber(5), PruneMode.All));
            write.Commit();
        }
        using IReadTransaction tx = node.Database.BeginRead();
        using HistoricalState kept = new(tx, new BlockNumber(4)); // Block 5 is kept, and leads back to the state after 4.
        Hash256 owner = Keccak.OfEmpty;
        Assert.True(kept.GetStorage(owner, owner).IsZero);
        using HistoricalState pruned = new(tx, new BlockNumber(3));
        pruned.TryGetAccount(owner, out _); // Accounts are another segment.
        NodeException e = Assert.Throws<NodeException>(() => pruned.GetStorage(owner, owner));
        Assert.Equal(NodeErrorCode.Pruned, e.Code);
        Assert.Equal("table StorageChanges", e.Where);
        Assert.Throws<NodeException>(() => pruned.HasStorage(owner));
    }

    [Fact]
    public async Task A_history_that_lists_a_block_without_the_change_is_told_as_damage()
    {
        using TestNode node = await ImportTenAsync();
        Hash256 nobody = Keccak.OfEmpty;
        using IWriteTransaction tx = node.Database.BeginWrite();
        tx.Put(Tables.AccountHistory, new AccountHistoryKey(nobody, 0), Tables.AccountHistory.Codec.Decode([0, 7]));
        tx.Put(Tables.StorageHistory, new StorageHistoryKey(new StorageKey(nobody, nobody), 0), Tables.StorageHistory.Codec.Decode([0, 7]));
        using HistoricalState state = new(tx, new BlockNumber(3));
        DatabaseCorruptException e = Assert.Throws<DatabaseCorruptException>(() => state.TryGetAccount(nobody, out _));
        Assert.Equal($"table AccountChanges, key {nobody}: block 7 has no such change, but AccountHistory lists it", e.Message);
        Assert.Throws<DatabaseCorruptException>(() => state.GetStorage(nobody, nobody));
        Assert.Throws<DatabaseCorruptException>(() => state.HasStorage(nobody));
    }

    private static async Task<TestNode> ImportTenAsync()
    {
        TestChain chain = TestChain.Generate(
            new ChainGeneratorOptions
            {
                Spec = ChainSpec.AllFrom(Fork.London, 1337),
                Blocks = 10,
                TransactionsPerBlock = 2,
                Senders = 5,
            }
        );
        TestNode node = new(chain.Genesis);
        Assert.Empty((await node.ImportAsync(chain)).Rejected);
        return node;
    }

    /// <summary>
    /// Compares random accounts and slots at random blocks, and whole walks over slots; some of them also with half of the blocks not
    /// indexed.
    /// </summary>
    private void Compare(TestNode node)
    {
        ulong head = node.CheckpointOf(StageId.Finish);
        using IReadTransaction indexed = node.Database.BeginRead();
        using IWriteTransaction half = node.Database.BeginWrite(); // Never committed.
        TakeBack(half, new AccountHistoryStage(1), new(head), new(head / 2));
        TakeBack(half, new StorageHistoryStage(1), new(head), new(head / 3));
        (Hash256[] accounts, StorageKey[] slots) = Keys(indexed);
        Random random = new(Seed);
        ILookup<int, int> byBlock = Enumerable.Range(0, Reads).ToLookup(_ => random.Next((int)head + 1));
        using DatabaseState today = new(indexed);
        Replay replay = new(node.Genesis, indexed);
        int different = 0;
        int walked = 0;
        for (int block = 0; block <= (int)head; block++)
        {
            using HistoricalState state = new(indexed, new((ulong)block));
            using HistoricalState halfIndexed = new(half, new((ulong)block));
            foreach (int read in byBlock[block])
            {
                Hash256 account = accounts[random.Next(accounts.Length)];
                StorageKey slot = slots[random.Next(slots.Length)];
                HistoricalState[] states = read % 10 < 2 ? [halfIndexed, state] : [state];
                foreach (HistoricalState each in states)
                {
                    different +=
                        read % 2 == 0
                            ? CompareAccount(replay.State, each, today, account)
                            : CompareSlot(replay.State, each, today, slot.AddressHash, slot.SlotHash);
                }
            }
            if (block % 50 == 0 || block == (int)head)
            {
                Hash256 owner = slots[random.Next(slots.Length)].AddressHash;
                walked += CompareWalk(replay.State, state, owner);
                walked += CompareWalk(replay.State, halfIndexed, owner);
            }
            if (block < (int)head)
            {
                replay.Step();
            }
        }
        output.WriteLine(
            $"seed {Seed}: {Reads} reads of {accounts.Length} accounts and {slots.Length} slots after {head + 1} blocks, {different} of them"
                + $" other than at the head; {walked} slots in walks"
        );
        Assert.True(different > Reads / 50, $"only {different} reads differ from the head");
    }

    private static void TakeBack(IWriteTransaction tx, IStage stage, BlockNumber from, BlockNumber to)
    {
        Meter meter = new(stage.Id, TimeProvider.System, CommitThresholds.Default);
        stage.Unwind(tx, new UnwindInput(from, to, meter));
        tx.Put(Tables.StageCheckpoints, stage.Id.Name, new StageCheckpoint(to, tx.GetOrThrow(Tables.CanonicalHashes, to)));
    }

    /// <summary>All accounts and slots that there are or were, and one of each that never was.</summary>
    private static (Hash256[] Accounts, StorageKey[] Slots) Keys(IReadTransaction tx)
    {
        HashSet<Hash256> accounts = [Keccak.OfEmpty];
        HashSet<StorageKey> slots = [new(Keccak.OfEmpty, Keccak.OfEmpty)];
        using Cursor<Hash256, Account> accountRows = tx.OpenCursor(Tables.Accounts);
        for (bool more = accountRows.First(); more; more = accountRows.Next())
        {
            accounts.Add(accountRows.Key);
        }
        using Cursor<StorageKey, UInt256> slotRows = tx.OpenCursor(Tables.Storage);
        for (bool more = slotRows.First(); more; more = slotRows.Next())
        {
            slots.Add(slotRows.Key);
        }
        BlockRange all = new(BlockNumber.Genesis, new(ulong.MaxValue));
        using AccountChangesReader accountChanges = new(tx, all);
        while (accountChanges.MoveNext())
        {
            accounts.Add(accountChanges.Current.AddressHash);
        }
        using StorageChangesReader storageChanges = new(tx, all);
        while (storageChanges.MoveNext())
        {
            slots.Add(storageChanges.Current.Key);
        }
        return ([.. accounts.Order()], [.. slots.OrderBy(slot => slot.AddressHash).ThenBy(slot => slot.SlotHash)]);
    }

    private static int CompareAccount(MemoryState expected, HistoricalState state, DatabaseState today, Hash256 addressHash)
    {
        bool exists = expected.TryGetAccount(addressHash, out Account account);
        Assert.Equal(exists, state.TryGetAccount(addressHash, out Account found));
        if (exists)
        {
            Assert.Equal(account, found);
            Assert.Equal(expected.GetCode(account.CodeHash), state.GetCode(found.CodeHash));
        }
        Assert.Equal(expected.HasStorage(addressHash), state.HasStorage(addressHash));
        return exists == today.TryGetAccount(addressHash, out Account last) && (!exists || last == account) ? 0 : 1;
    }

    private static int CompareSlot(MemoryState expected, HistoricalState state, DatabaseState today, Hash256 addressHash, Hash256 slotHash)
    {
        UInt256 value = expected.GetStorage(addressHash, slotHash);
        Assert.Equal(value, state.GetStorage(addressHash, slotHash));
        return value == today.GetStorage(addressHash, slotHash) ? 0 : 1;
    }

    /// <summary>Compares all slots of an account; returns how many there are.</summary>
    private static int CompareWalk(MemoryState expected, HistoricalState state, Hash256 addressHash)
    {
        int count = 0;
        Hash256 slot = Hash256.Zero;
        bool more = true;
        while (more)
        {
            if (count % 64 == 1)
            {
                state.HasStorage(addressHash); // Another question in the middle of a walk.
            }
            Hash256 found = slot;
            bool isExpected = expected.TryGetNextStorage(addressHash, ref slot, out UInt256 value);
            Assert.Equal(isExpected, state.TryGetNextStorage(addressHash, ref found, out UInt256 foundValue));
            Assert.Equal(value, foundValue);
            Assert.True(!isExpected || slot == found);
            count += isExpected ? 1 : 0;
            more = isExpected && HashOrder.TryIncrement(ref slot);
        }
        return count;
    }
}
