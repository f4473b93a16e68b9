using NodeProto.Consensus;
using NodeProto.Evm;
using NodeProto.Primitives;

namespace NodeProto.Execution;

/// <summary>Calls that the protocol itself makes to contracts at fixed addresses (EIP-4788, 2935, 7002, 7251).</summary>
internal sealed class SystemCalls(WorldState world, EvmHost host)
{
    /// <summary>Gas of each call; it does not count towards the block's.</summary>
    private const ulong Gas = 30_000_000;

    private static readonly Address Caller = Address.Parse("0xfffffffffffffffffffffffffffffffffffffffe");

    /// <summary>Roots of beacon blocks (EIP-4788).</summary>
    public static readonly Address BeaconRoots = Address.Parse("0x000f3df6d732807ef1319fb7b8bb8522d0beac02");

    /// <summary>Hashes of recent blocks (EIP-2935).</summary>
    public static readonly Address BlockHashes = Address.Parse("0x0000f90827f1c53a10cb7a02335b175320002935");

    /// <summary>Withdrawals that contracts ask for (EIP-7002).</summary>
    public static readonly Address WithdrawalRequests = Address.Parse("0x00000961ef480eb55e80d19ad83579a64c007002");

    /// <summary>Consolidations that validators ask for (EIP-7251).</summary>
    public static readonly Address ConsolidationRequests = Address.Parse("0x0000bbddc7ce488642fb579f8b00f3a590007251");

    /// <summary>Stores the parent beacon block's root (EIP-4788) and the parent's hash (EIP-2935), before the first transaction.</summary>
    public void BeginBlock(Header header, Fork fork)
    {
        if (fork >= Fork.Cancun && header.ParentBeaconBlockRoot is { } root)
        {
            Call(BeaconRoots, root.Bytes, out _);
        }
        if (fork >= Fork.Prague)
        {
            Call(BlockHashes, header.ParentHash.Bytes, out _);
        }
    }

    /// <summary>Takes the withdrawal and consolidation requests out of their contracts, after the last transaction (EIP-7685).</summary>
    public Violation? EndBlock(Requests requests) =>
        Collect(WithdrawalRequests, Requests.WithdrawalType, requests)
        ?? Collect(ConsolidationRequests, Requests.ConsolidationType, requests);

    private Violation? Collect(in Address contract, byte type, Requests requests)
    {
        if (!world[world.Open(contract)].HasCode)
        {
            return new(InvalidBlockReason.SystemContractMissing, "no code", $"the contract of requests of type {type} at {contract}");
        }
        if (!Call(contract, [], out ReadOnlyMemory<byte> output))
        {
            return new(InvalidBlockReason.SystemCallFailed, "a failed call", $"requests of type {type} from {contract}");
        }
        requests.Add(type, output.Span);
        return null;
    }

    /// <summary>Calls a contract as a step of its own; one without code does nothing and succeeds.</summary>
    private bool Call(in Address contract, ReadOnlySpan<byte> input, out ReadOnlyMemory<byte> output)
    {
        host.Transaction.Origin = Caller;
        host.Transaction.GasPriceWei = UInt256.Zero;
        host.Transaction.BlobVersionedHashes = [];
        world.Warm(world.Open(contract));
        CallResult result = host.Call(
            new CallMessage
            {
                Kind = CallKind.Call,
                GasLimit = Gas,
                Caller = Caller,
                Address = contract,
                CodeAddress = contract,
                Input = input.ToArray(),
            }
        );
        output = result.Output;
        world.EndTransaction(clearEmpty: true);
        world.BeginTransaction();
        return result.IsSuccess;
    }
}
