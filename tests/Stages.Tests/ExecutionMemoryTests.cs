using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Evm;
using NodeProto.Execution;
using NodeProto.Primitives;

namespace NodeProto.Stages.Tests;

public sealed class ExecutionMemoryTests
{
    [Fact]
    public async Task Memory_that_does_not_suffice_is_an_error_that_names_the_block()
    {
        TestChain chain = TestChain.Generate(
            new ChainGeneratorOptions
            {
                Spec = ChainSpec.AllFrom(Fork.London, 1337),
                Blocks = 8,
                TransactionsPerBlock = 3,
                Contracts = true,
            }
        );
        using TestNode node = new(chain.Genesis);
        await node.ImportAsync(chain, new PipelineTarget { ToStage = StageId.SenderRecovery });
        ulong runsOut = 0;
        ExecutionStage stage = new(chain.Genesis.Spec, StageId.StateRoot, (_, _) => new Greedy(number => runsOut = number));
        using IWriteTransaction tx = node.Database.BeginWrite();
        Meter meter = new(StageId.Execution, TimeProvider.System, CommitThresholds.Default);
        NodeException error = Assert.Throws<NodeException>(() => stage.Execute(tx, new ExecutionInput(new(0), new(8), meter)));
        Assert.Equal(NodeErrorCode.MemoryExhausted, error.Code);
        Assert.NotEqual(0UL, runsOut);
        Assert.StartsWith($"block {runsOut},", error.Where, StringComparison.Ordinal);
    }

    /// <summary>Finds no memory for any frame.</summary>
    private sealed class Greedy(Action<ulong> tell) : ICodeRunner
    {
        public CallResult Run(in CallMessage message, IHost host)
        {
            tell(host.Block.Number.Value);
#pragma warning disable CA2201, MA0012 // What the runtime throws, without filling the machine's memory.
            throw new OutOfMemoryException();
#pragma warning restore CA2201, MA0012
        }
    }
}
