using NodeProto.Consensus;
using NodeProto.Evm;
using NodeProto.Primitives;

namespace NodeProto.Execution;

/// <summary>Runs single programs, without a chain: one account holds the code, another one calls it.</summary>
/// <remarks>No transaction is around the call: no intrinsic gas, no refund, no fees. Not thread-safe.</remarks>
/// <param name="fork">The rule set.</param>
public sealed class ProgramRunner(Fork fork) : IBlockHashes
{
    /// <summary>Who calls: CALLER and ORIGIN.</summary>
    public static readonly Address Caller = Address.Parse("0x00000000000000000000000000000000000ca11e");

    /// <summary>Where the code lies: ADDRESS.</summary>
    public static readonly Address Program = Address.Parse("0x000000000000000000000000000000000000c0de");

    /// <summary>Runs a program to its end.</summary>
    /// <typeparam name="TTracer">What watches.</typeparam>
    /// <param name="code">Bytecode.</param>
    /// <param name="input">Call data.</param>
    /// <param name="gasLimit">Gas that the call may use.</param>
    /// <param name="tracer">Watches; <see cref="NoTracer"/> when nobody does.</param>
    /// <returns>How it ended; the output is good until the next run.</returns>
    public CallResult Run<TTracer>(ReadOnlyMemory<byte> code, ReadOnlyMemory<byte> input, ulong gasLimit, TTracer tracer)
        where TTracer : struct, ITracer
    {
        WorldState world = new();
        EvmHost host = new(world);
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
        if (TTracer.IsEnabled)
        {
            host.UseRunner(new Interpreter<TTracer>(fork, tracer, new FramePool()));
        }
        world.BeginBlock(GenesisState.Load([new GenesisAccount(Program, UInt256.Zero) { Nonce = 1, Code = code }]));
        host.Transaction.Origin = Caller;
        world.Warm(world.Open(Caller));
        world.Warm(world.Open(Program));
        return host.Call(
            new CallMessage
            {
                Kind = CallKind.Call,
                GasLimit = gasLimit,
                Caller = Caller,
                Address = Program,
                CodeAddress = Program,
                Input = input,
            }
        );
    }

    /// <summary>There are no earlier blocks: their hashes are zero.</summary>
    public Hash256 HashOf(BlockNumber number) => Hash256.Zero;
}
