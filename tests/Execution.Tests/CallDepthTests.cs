using System.Runtime.CompilerServices;
using NodeProto.Evm;
using NodeProto.Primitives;

namespace NodeProto.Execution.Tests;

/// <summary>The deepest nest of calls fits into the stack on which code runs, whatever the kinds of the calls.</summary>
public sealed class CallDepthTests
{
    private const ulong Gas = 1UL << 52; // Enough for 1024 levels that hand on all but a 64th, and a precompiled contract below them.

    // A pair of bn254's generators (EIP-197): the pairing is computed, and takes more stack than a refusal.
    private const string Pair =
        "00000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000002"
        + "198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c21800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed"
        + "090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa";

    [Theory]
    [InlineData(Opcode.Call)]
    [InlineData(Opcode.Callcode)]
    [InlineData(Opcode.Delegatecall)]
    [InlineData(Opcode.Staticcall)]
    [InlineData(Opcode.Create)]
    [InlineData(Opcode.Create2)]
    public void Every_kind_nests_1024_deep_in_three_quarters_of_the_stack_and_on_one_thread(Opcode kind)
    {
        Gauge gauge = new();
        byte[] code = Nest(kind);
        bool isCreation = kind is Opcode.Create or Opcode.Create2;
        Probe probe = new Probe(Fork.Cancun, gauge.Create).With(TestChain.Recipient, code);
        TransactionResult result = DeepStack.Run(() =>
        {
            gauge.Start();
            return probe.Run(isCreation ? null : TestChain.Recipient, Gas, isCreation ? code : null);
        });
        Assert.True(result.Succeeded);
        Assert.Equal(1024, gauge.Depth);
        Assert.Single(gauge.Threads);
        Assert.InRange(gauge.Bytes, 1, DeepStack.StackBytes * 3 / 4);
    }

    [Fact]
    public void A_thread_with_a_small_stack_is_left_once_for_all_calls()
    {
        Gauge gauge = new();
        Probe probe = new Probe(Fork.Cancun, gauge.Create).With(TestChain.Recipient, Nest(Opcode.Delegatecall));
        int caller = 0;
        Thread thread = new(
            () =>
            {
                caller = Environment.CurrentManagedThreadId;
                probe.Run(TestChain.Recipient, Gas);
            },
            256 << 10
        );
        thread.Start();
        thread.Join();
        Assert.Equal(1024, gauge.Depth);
        Assert.NotEqual(caller, Assert.Single(gauge.Threads));
    }

    [Fact]
    public void What_fails_on_the_other_thread_comes_through()
    {
        Assert.Throws<FormatException>(() => DeepStack.Run<int>(() => throw new FormatException()));
        Assert.False(DeepStack.IsHere);
        Assert.True(DeepStack.Run(() => DeepStack.IsHere && DeepStack.Run(() => DeepStack.IsHere)));
    }

    /// <summary>Code that calls itself, or creates what it is itself, and where that is refused asks for a pairing.</summary>
    private static byte[] Nest(Opcode kind)
    {
        Assembler code = new();
        if (kind is Opcode.Create or Opcode.Create2)
        {
            code.Op(Opcode.Codesize).Push(0).Push(0).Op(Opcode.Codecopy);
            if (kind == Opcode.Create2)
            {
                code.Op(Opcode.Gas); // The salt.
            }
            code.Op(Opcode.Codesize).Push(0).Push(0).Op(kind);
        }
        else
        {
            code.Push(0).Push(0).Push(0).Push(0);
            if (kind is Opcode.Call or Opcode.Callcode)
            {
                code.Push(0);
            }
            code.Op(Opcode.Address, Opcode.Gas, kind);
        }
        return code.JumpIf("done")
            .Push(192)
            .PushLabel("pair")
            .Push(1)
            .Op(Opcode.Add)
            .Push(0)
            .Op(Opcode.Codecopy)
            .Push(32)
            .Push(0)
            .Push(192)
            .Push(0)
            .Push(8)
            .Op(Opcode.Gas, Opcode.Staticcall)
            .JumpIf("done")
            .Op(Opcode.Invalid)
            .Label("done")
            .Op(Opcode.Stop)
            .Label("pair")
            .Raw(Convert.FromHexString(Pair))
            .Build();
    }

    /// <summary>Hands everything on to the interpreter and looks where the stack is.</summary>
    private sealed class Gauge : ICodeRunner
    {
        private ICodeRunner _interpreter = null!;
        private nint _top;

        public HashSet<int> Threads { get; } = [];

        public int Depth { get; private set; }

        public long Bytes { get; private set; }

        public Gauge Create(Fork fork, FramePool frames)
        {
            _interpreter = CodeRunners.Interpreter(fork, frames);
            return this;
        }

        public void Start() => _top = Here();

        public CallResult Run(in CallMessage message, IHost host)
        {
            Threads.Add(Environment.CurrentManagedThreadId);
            Depth = Math.Max(Depth, message.Depth);
            Bytes = Math.Max(Bytes, _top - Here());
            return _interpreter.Run(message, host);
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static unsafe nint Here()
        {
            int local = 0;
            return (nint)(&local);
        }
    }
}
