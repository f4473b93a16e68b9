using NodeProto.Consensus;

namespace NodeProto.Execution;

/// <summary>The state of a genesis block.</summary>
public static class GenesisState
{
    /// <summary>All accounts as changes from the empty state.</summary>
    public static StateChanges ChangesOf(Genesis genesis) => ChangesOf(genesis.Accounts);

    /// <summary>Accounts as changes from the empty state.</summary>
    public static StateChanges ChangesOf(IReadOnlyList<GenesisAccount> accounts)
    {
        WorldState world = new();
        world.BeginBlock(EmptyState.Instance);
        foreach (GenesisAccount account in accounts)
        {
            int index = world.Open(account.Address);
            world.Credit(index, account.Balance); // Creates the account, also when it is empty: geth stores it too.
            world.SetNonce(index, account.Nonce);
            if (!account.Code.IsEmpty)
            {
                world.SetCode(index, account.Code);
            }
            foreach (GenesisSlot slot in account.Storage)
            {
                world.Store(index, slot.Slot, slot.Value);
            }
        }
        world.EndTransaction(clearEmpty: false);
        return world.CollectChanges();
    }

    /// <summary>The state in memory.</summary>
    public static MemoryState Load(Genesis genesis) => Load(genesis.Accounts);

    /// <summary>A state of these accounts in memory.</summary>
    public static MemoryState Load(IReadOnlyList<GenesisAccount> accounts)
    {
        MemoryState state = new();
        state.Apply(ChangesOf(accounts));
        return state;
    }
}
