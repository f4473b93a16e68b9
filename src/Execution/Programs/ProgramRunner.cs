using NodeProto.Consensus;
using NodeProto.Evm;
using NodeProto.Primitives;

namespace NodeProto.Execution;

/// <summary>Runs single programs, without a chain: one account holds the code, another one calls it.</summary>
/// <remarks>No transaction is around the call: no intrinsic gas, no refund, no fees. Not thread-safe.</remarks>
/// <param name="fork">The rule set.</param>
/// <param name="calls">Watches calls; null when nobody does.</param>
public sealed class ProgramRunner(Fork fork, ICallTracer? calls = null) : IBlockHashes
{
    /// <summary>Who calls: CALLER and ORIGIN.</summary>
    public static readonly Address Caller = Address.Parse("0x00000000000000000000000000000000000ca11e");

    /// <summary>Where the code lies: ADDRESS.</summary>
    public static readonly Address Program = Address.Parse("0x000000000000000000000000000000000000c0de");

    private readonly WorldState _world = new();
    private MemoryState _before = new();

    /// <summary>Runs a program to its end.</summary>
    /// <typeparam name="TTracer">What watches.</typeparam>
    /// <param name="code">Bytecode.</param>
    /// <param name="input">Call data.</param>
    /// <param name="gasLimit">Gas that the call may use.</param>
    /// <param name="tracer">Watches; <see cref="NoTracer"/> when nobody does.</param>
    /// <returns>How it ended; the output is good until the next run.</returns>
    /// <exception cref="NodeException">It bought more memory than there is.</exception>
    public CallResult Run<TTracer>(ReadOnlyMemory<byte> code, ReadOnlyMemory<byte> input, ulong gasLimit, TTracer tracer)
        where TTracer : struct, ITracer
    {
        EvmHost host = new(_world, (of, frames) => new Interpreter<TTracer>(of, tracer, frames), calls);
        host.BeginBlock(
            new BlockEnvironment
            {
                Fork = fork,
                ChainId = 1,
                Number = new BlockNumber(1),
                Timestamp = 1,
                Beneficiary = default,
                GasLimit = gasLimit,
            },
            this
        );
        _before = GenesisState.Load([new GenesisAccount(Program, UInt256.Zero) { Nonce = 1, Code = code }]);
        _world.BeginBlock(_before);
        host.Transaction.Origin = Caller;
        _world.Warm(_world.Open(Caller));
        _world.Warm(_world.Open(Program));
        CallMessage message = new()
        {
            Kind = CallKind.Call,
            GasLimit = gasLimit,
            Caller = Caller,
            Address = Program,
            CodeAddress = Program,
            Input = input,
        };
        try
        {
            return host.Call(message);
        }
        catch (OutOfMemoryException e)
        {
            // The gas of any block keeps a program's memory small; the gas limit here is the caller's choice.
            throw new NodeException(
                NodeErrorCode.MemoryExhausted,
                $"the program bought more memory with {gasLimit} gas than there is",
                "",
                "Give it less gas, or the process more memory.",
                e
            );
        }
    }

    /// <summary>Root of the state that the last run left behind; called once after it.</summary>
    public Hash256 EndStateRoot()
    {
        _world.EndTransaction(clearEmpty: fork >= Fork.SpuriousDragon);
        return _before.RootAfter(_world.CollectChanges());
    }

    /// <summary>There are no earlier blocks: their hashes are zero.</summary>
    public Hash256 HashOf(BlockNumber number) => Hash256.Zero;
}
