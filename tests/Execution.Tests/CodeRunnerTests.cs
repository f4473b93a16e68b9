using NodeProto.Consensus;
using NodeProto.Evm;
using NodeProto.Primitives;

namespace NodeProto.Execution.Tests;

/// <summary>Something else than the interpreter may run the code of some hashes: the place of a compiler.</summary>
public sealed class CodeRunnerTests
{
    private static readonly Address Outer = Address.Parse("0x4000000000000000000000000000000000000004");
    private static readonly Address Inner = Address.Parse("0x5000000000000000000000000000000000000005");

    // Stores 7 at slot 0.
    private static readonly byte[] Hot = new Assembler().Push(7).Push(0).Op(Opcode.Sstore, Opcode.Stop).Build();

    [Fact]
    public void A_runner_takes_one_code_hash_and_the_interpreter_all_others()
    {
        // The outer contract calls the hot one and stores what the call answered.
        byte[] outer = new Assembler()
            .Push(0)
            .Push(0)
            .Push(0)
            .Push(0)
            .Push(0)
            .Push(new UInt256(Inner.Bytes))
            .Op(Opcode.Gas, Opcode.Call)
            .Push(1)
            .Op(Opcode.Add)
            .Push(0)
            .Op(Opcode.Sstore, Opcode.Stop)
            .Build();
        List<Compiled> made = [];
        (BlockOutcome plain, _) = Run(outer, null);
        (BlockOutcome compiled, MemoryState state) = Run(
            outer,
            (fork, frames) =>
            {
                made.Add(new Compiled(CodeRunners.Interpreter(fork, frames)));
                return made[^1];
            }
        );
        Compiled runner = Assert.Single(made); // One fork, one runner: what it has compiled serves all blocks.
        Assert.Equal((2, 2), (runner.Answered, runner.HandedOn));
        Assert.Equal(plain.GasUsed, compiled.GasUsed);
        Assert.Equal(plain.ReceiptsRoot, compiled.ReceiptsRoot);
        Assert.Equal(plain.Changes.Storage, compiled.Changes.Storage);
        Assert.Equal(plain.Changes.Accounts, compiled.Changes.Accounts);
        Assert.Equal(new UInt256(2), state.GetStorage(Keccak.Hash(Outer.Bytes), Keccak.Hash(new byte[32])));
    }

    /// <summary>Two transactions in a block: both call the outer contract.</summary>
    private static (BlockOutcome Outcome, MemoryState State) Run(byte[] outer, CodeRunnerFactory? runners)
    {
        ChainSpec spec = ChainSpec.AllFrom(Fork.Istanbul);
        Genesis genesis = Genesis.Create(
            spec,
            new GenesisFields { Difficulty = 131_072, GasLimit = 1_000_000 },
            [
                new GenesisAccount(TestChain.Sender, TestChain.Ether),
                new GenesisAccount(Outer, 0) { Nonce = 1, Code = outer },
                new GenesisAccount(Inner, 0) { Nonce = 1, Code = Hot },
            ]
        );
        MemoryState state = GenesisState.Load(genesis);
        Header header = genesis.Header with { Number = new BlockNumber(1), ParentHash = genesis.Hash };
        Transaction call = TestChain.Transfer(0, gasLimit: 200_000) with { To = Outer };
        Body body = new() { Transactions = [call, call with { Nonce = 1 }] };
        BlockExecutor executor = new(spec, runners);
        Address[] senders = [TestChain.Sender, TestChain.Sender];
        Assert.True(executor.TryRun(new Block(header, body), senders, state, NoHashes.Instance, null, out BlockOutcome? outcome, out _));
        state.Apply(outcome.Changes);
        return (outcome, state);
    }

    /// <summary>Does by itself what the hot code does, for the gas that it costs; a compiler would have made this.</summary>
    private sealed class Compiled(ICodeRunner interpreter) : ICodeRunner
    {
        private const ulong PushGas = 3;
        private static readonly Hash256 HotHash = Keccak.Hash(Hot);

        public int Answered { get; private set; }

        public int HandedOn { get; private set; }

        public CallResult Run(in CallMessage message, IHost host)
        {
            if (message.CodeHash != HotHash)
            {
                HandedOn++;
                return interpreter.Run(message, host);
            }
            Answered++;
            AccountHandle self = host.Open(message.Address);
            SlotState slot = host.Load(self, 0);
            host.Store(self, 0, 7);
            ulong gas = (2 * PushGas) + (slot.Value == 7UL ? 800UL : 20_000UL); // EIP-2200: nothing changes, or a slot is set.
            return new CallResult { ExitCode = ExitCode.Success, GasLeft = message.GasLimit - gas };
        }
    }
}
