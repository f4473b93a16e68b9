using NodeProto.Evm;
using NodeProto.Primitives;

namespace NodeProto.Execution.Tests;

public sealed class WorldStateStorageTests
{
    private static readonly Address Fresh = Address.Parse("0x00000000000000000000000000000000000000aa");

    [Fact]
    public void Slots_of_a_new_account_are_collected_under_their_hashes_in_order()
    {
        const int Slots = 1_300; // More than two batches of hashes.
        WorldState world = new();
        world.BeginBlock(EmptyState.Instance);
        int account = world.Open(Fresh);
        world.SetNonce(account, 1);
        for (uint slot = 0; slot < Slots; slot++)
        {
            world.Store(account, slot * 7, slot + 1);
        }
        world.EndTransaction(clearEmpty: true);

        StorageChange[] changes = [.. world.CollectChanges().Storage];

        Assert.Equal(Slots, changes.Length);
        Dictionary<Hash256, UInt256> expected = [];
        Span<byte> bytes = stackalloc byte[UInt256.Size];
        for (uint slot = 0; slot < Slots; slot++)
        {
            ((UInt256)(slot * 7)).WriteBigEndian(bytes);
            expected.Add(Keccak.Hash(bytes), slot + 1);
        }
        for (int i = 0; i < changes.Length; i++)
        {
            Assert.Equal(expected[changes[i].SlotHash], changes[i].After);
            Assert.True(i == 0 || changes[i - 1].SlotHash < changes[i].SlotHash);
        }
    }

    [Fact]
    public void The_slot_opened_last_is_forgotten_with_its_transaction_and_its_block()
    {
        WorldState world = new();
        world.BeginBlock(EmptyState.Instance);
        int account = world.Open(Fresh);
        world.SetNonce(account, 1);
        world.Store(account, 1, 5);
        Assert.True(world.Load(account, 1).WasCold);
        Assert.False(world.Load(account, 1).WasCold);
        world.EndTransaction(clearEmpty: true);

        world.BeginTransaction();
        SlotState again = world.Load(world.Open(Fresh), 1);
        Assert.True(again.WasCold);
        Assert.Equal((UInt256)5, again.Original);
        world.EndTransaction(clearEmpty: true);

        world.BeginBlock(EmptyState.Instance);
        Assert.Equal(UInt256.Zero, world.Load(world.Open(Fresh), 1).Value);
    }
}
