using NodeProto.Evm;
using NodeProto.Primitives;

namespace NodeProto.Execution.Tests;

/// <summary>The journal of a block, and the buffer of many blocks, against plain dictionaries.</summary>
public class StateTests
{
    private static readonly Address Alice = Address.Parse("0x1000000000000000000000000000000000000001");
    private static readonly Address Bob = Address.Parse("0x2000000000000000000000000000000000000002");

    [Fact]
    public void A_revert_takes_back_everything_since_the_snapshot()
    {
        WorldState world = new();
        world.BeginBlock(EmptyState.Instance);
        int alice = world.Open(Alice);
        world.Credit(alice, 5);
        world.Store(alice, 1, 10);
        world.StoreTransient(alice, 1, 20);
        int snapshot = world.TakeSnapshot();
        int bob = world.Open(Bob);
        world.Credit(bob, 1);
        world.Debit(alice, 5);
        world.SetNonce(alice, 9);
        world.SetCode(alice, new byte[] { 1 });
        world.Store(alice, 1, 11);
        world.StoreTransient(alice, 1, 21);
        Assert.True(world.Warm(bob));
        Assert.True(world.MarkDestroyed(alice));
        world.AddLog(new Log(Alice, [], default));
        world.RevertTo(snapshot);
        Assert.Equal(new Account(0, 5, Keccak.OfEmpty), world[alice]);
        Assert.False(world.Exists(bob));
        Assert.Equal(new UInt256(10), world.Load(alice, 1).Value);
        Assert.Equal(new UInt256(20), world.LoadTransient(alice, 1));
        Assert.True(world.Warm(bob));
        Assert.Empty(world.Logs);
        world.EndTransaction(clearEmpty: true);
        Assert.True(world.Exists(alice));
    }

    [Fact]
    public void Slots_are_cold_and_their_value_original_once_in_each_transaction()
    {
        WorldState world = new();
        world.BeginBlock(EmptyState.Instance);
        int alice = world.Open(Alice);
        world.SetNonce(alice, 1);
        Assert.Equal(new SlotState(0, 0, true), world.Load(alice, 1));
        world.Store(alice, 1, 7);
        Assert.Equal(new SlotState(7, 0, false), world.Load(alice, 1));
        world.StoreTransient(alice, 1, 3);
        world.EndTransaction(clearEmpty: true);
        world.BeginTransaction();
        alice = world.Open(Alice);
        Assert.Equal(new SlotState(7, 7, true), world.Load(alice, 1));
        Assert.Equal(UInt256.Zero, world.LoadTransient(alice, 1));
    }

    [Fact]
    public void A_touch_that_was_reverted_does_not_clear_an_empty_account()
    {
        MemoryState state = StateOf(Bob, slots: 0);
        WorldState world = new();
        world.BeginBlock(state);
        int bob = world.Open(Bob);
        int snapshot = world.TakeSnapshot();
        world.Credit(bob, 0);
        world.RevertTo(snapshot);
        world.EndTransaction(clearEmpty: true);
        Assert.True(world.Exists(bob));
    }

    [Fact]
    public void A_slot_that_got_its_old_value_back_after_a_wipe_survives_the_flush()
    {
        MemoryState below = StateOf(Alice, slots: 5);
        StateBuffer buffer = new(below);
        WorldState world = new();
        world.BeginBlock(buffer);
        world.MarkDestroyed(world.Open(Alice));
        world.EndTransaction(clearEmpty: true);
        world.BeginTransaction();
        int alice = world.Open(Alice);
        Assert.Equal(UInt256.Zero, world.Load(alice, 2).Value);
        world.SetNonce(alice, 1);
        world.Store(alice, 2, 102);
        world.EndTransaction(clearEmpty: true);
        buffer.Apply(new BlockNumber(1), world.CollectChanges());
        Hash256 owner = Keccak.Hash(Alice.Bytes);
        Assert.Equal([owner], buffer.CollectWiped());
        Assert.Equal(new UInt256(102), buffer.GetStorage(owner, SlotHash(2)));
        Assert.Equal(UInt256.Zero, buffer.GetStorage(owner, SlotHash(3)));
        List<StorageChange> listed = [.. buffer.StorageChangesOf(buffer.Blocks[0])];
        Assert.Equal(4, listed.Count); // Slots 1, 3, 4 and 5 vanish; slot 2 is what it was.
        Assert.All(listed, change => Assert.Equal(UInt256.Zero, change.After));
    }

    [Fact]
    public void A_buffer_counts_the_bytes_of_each_new_code_once()
    {
        StateBuffer buffer = new(new MemoryState());
        StoredCode first = new(Keccak.Hash([1, 2, 3]), new byte[] { 1, 2, 3 });
        StoredCode second = new(Keccak.Hash([4, 5]), new byte[] { 4, 5 });
        buffer.Apply(new BlockNumber(1), new StateChanges { Codes = [first] });
        buffer.Apply(new BlockNumber(2), new StateChanges { Codes = [first, second] });
        Assert.Equal(5, buffer.CodeBytes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_buffer_reads_lists_and_flushes_like_a_state_that_changes_at_once(ulong seed)
    {
        SeededRandom random = new(seed);
        Address[] addresses = [.. Enumerable.Range(0, 6).Select(_ => random.NextAddress())];
        MemoryState straight = new(); // Takes every block at once.
        MemoryState flushed = new(); // Takes what buffers flush.
        WorldState world = new();
        ulong number = 0;
        for (int commit = 0; commit < 20; commit++)
        {
            StateBuffer buffer = new(flushed, cacheEntries: 8);
            for (int block = 0; block < 8; block++)
            {
                world.BeginBlock(buffer);
                for (int step = 0; step < 10; step++)
                {
                    Change(world, addresses[random.NextBelow(6)], ref random);
                }
                StateChanges changes = world.CollectChanges();
                Dictionary<(Hash256, Hash256), UInt256> before = SlotsOf(straight, addresses);
                straight.Apply(changes);
                Dictionary<(Hash256, Hash256), UInt256> after = SlotsOf(straight, addresses);
                buffer.Apply(new BlockNumber(++number), changes);
                AssertSame(after, SlotsOf(buffer, addresses));
                AssertLists(buffer.StorageChangesOf(buffer.Blocks[^1]), before, after);
                foreach (Address address in addresses)
                {
                    Hash256 owner = Keccak.Hash(address.Bytes);
                    Assert.Equal(straight.HasStorage(owner), buffer.HasStorage(owner));
                    Assert.Equal(straight.TryGetAccount(owner, out Account expected), buffer.TryGetAccount(owner, out Account found));
                    Assert.Equal(expected, found);
                }
            }
            flushed.Apply(Flush(buffer, flushed));
            Assert.Equal(straight.Root, flushed.Root);
        }
    }

    private static void Change(WorldState world, Address address, ref SeededRandom random)
    {
        int account = world.Open(address);
        int snapshot = world.TakeSnapshot();
        switch (random.NextBelow(8))
        {
            case 0:
                world.MarkDestroyed(account);
                break;
            case 1:
                world.Credit(account, random.NextBelow(3));
                break;
            default:
                world.SetNonce(account, 1);
                world.Store(account, 1 + random.NextBelow(5), random.NextBelow(4));
                break;
        }
        if (random.NextBelow(4) == 0)
        {
            world.RevertTo(snapshot);
        }
        world.EndTransaction(clearEmpty: true);
        world.BeginTransaction();
    }

    private static StateChanges Flush(StateBuffer buffer, MemoryState below)
    {
        List<AccountChange> accounts = [];
        foreach (AccountRow row in buffer.CollectAccounts())
        {
            Account? before = below.TryGetAccount(row.AddressHash, out Account account) ? account : null;
            accounts.Add(new(row.AddressHash, before, row.Account));
        }
        List<StorageChange> storage = [];
        foreach (StorageRow row in buffer.CollectStorage())
        {
            storage.Add(new(row.AddressHash, row.SlotHash, below.GetStorage(row.AddressHash, row.SlotHash), row.Value));
        }
        return new StateChanges
        {
            Accounts = [.. accounts],
            Storage = [.. storage],
            Wiped = buffer.CollectWiped(),
        };
    }

    private static void AssertLists(
        IEnumerable<StorageChange> listed,
        Dictionary<(Hash256, Hash256), UInt256> before,
        Dictionary<(Hash256, Hash256), UInt256> after
    )
    {
        List<(Hash256 Owner, Hash256 Slot, UInt256 Before, UInt256 After)> expected = [];
        foreach ((Hash256 owner, Hash256 slot) in before.Keys.Union(after.Keys))
        {
            UInt256 old = before.GetValueOrDefault((owner, slot));
            UInt256 now = after.GetValueOrDefault((owner, slot));
            if (old != now)
            {
                expected.Add((owner, slot, old, now));
            }
        }
        expected.Sort((a, b) => a.Owner != b.Owner ? a.Owner.CompareTo(b.Owner) : a.Slot.CompareTo(b.Slot));
        Assert.Equal(expected, listed.Select(change => (change.AddressHash, change.SlotHash, change.Before, change.After)));
    }

    private static Dictionary<(Hash256, Hash256), UInt256> SlotsOf(IStateReader state, Address[] addresses)
    {
        Dictionary<(Hash256, Hash256), UInt256> slots = [];
        foreach (Address address in addresses)
        {
            Hash256 owner = Keccak.Hash(address.Bytes);
            Hash256 slot = Hash256.Zero;
            while (state.TryGetNextStorage(owner, ref slot, out UInt256 value))
            {
                Assert.Equal(value, state.GetStorage(owner, slot));
                slots.Add((owner, slot), value);
                Assert.True(SortedHashes.TryIncrement(ref slot));
            }
        }
        return slots;
    }

    private static void AssertSame(Dictionary<(Hash256, Hash256), UInt256> expected, Dictionary<(Hash256, Hash256), UInt256> found)
    {
        Assert.Equal(expected.Count, found.Count);
        foreach (((Hash256, Hash256) key, UInt256 value) in expected)
        {
            Assert.Equal(value, found[key]);
        }
    }

    private static Hash256 SlotHash(ulong slot)
    {
        Span<byte> bytes = stackalloc byte[UInt256.Size];
        new UInt256(slot).WriteBigEndian(bytes);
        return Keccak.Hash(bytes);
    }

    private static MemoryState StateOf(Address address, ulong slots)
    {
        WorldState world = new();
        world.BeginBlock(EmptyState.Instance);
        int account = world.Open(address);
        world.SetNonce(account, slots == 0 ? 0UL : 1UL);
        for (ulong slot = 1; slot <= slots; slot++)
        {
            world.Store(account, slot, 100 + slot);
        }
        world.EndTransaction(clearEmpty: false);
        MemoryState state = new();
        state.Apply(world.CollectChanges());
        return state;
    }
}
