using NodeProto.Evm;
using NodeProto.Primitives;

namespace NodeProto.Execution.Tests;

/// <summary>What frames keep from one transaction to the next is bounded.</summary>
public sealed class FrameMemoryTests
{
    [Fact]
    public void Frames_that_grew_large_give_their_memory_back_before_the_next_transaction()
    {
        // Takes 2 MiB, then calls itself with a gas limit of its own; input of at least one byte ends it at once.
        byte[] greedy = new Assembler()
            .Op(Opcode.Calldatasize)
            .JumpIf("end")
            .Push(1)
            .Push((2 << 20) - 32)
            .Op(Opcode.Mstore)
            .Push(0)
            .Push(0)
            .Push(0)
            .Push(0)
            .Push(0)
            .Op(Opcode.Address, Opcode.Gas, Opcode.Call)
            .Label("end")
            .Op(Opcode.Stop)
            .Build();
        FramePool? pool = null;
        Probe probe = new Probe(
            Fork.Cancun,
            (fork, frames) =>
            {
                pool = frames;
                return CodeRunners.Interpreter(fork, frames);
            }
        ).With(TestChain.Recipient, greedy);
        probe.Run(TestChain.Recipient, 500_000_000);
        Assert.InRange(pool!.MemoryBytes, 65 << 20, 200 << 20);
        probe.Run(TestChain.Recipient, 100_000, [1]);
        Assert.Equal(0, pool.MemoryBytes);

        probe.Run(TestChain.Recipient, 50_000_000); // A few levels: below the bound they keep what they have.
        long kept = pool.MemoryBytes;
        Assert.InRange(kept, 4 << 20, 64 << 20);
        probe.Run(TestChain.Recipient, 100_000, [1]);
        Assert.Equal(kept, pool.MemoryBytes);
    }
}
