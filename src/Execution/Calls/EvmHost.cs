using System.Runtime.CompilerServices;
using NodeProto.Evm;
using NodeProto.Primitives;

namespace NodeProto.Execution;

/// <summary>The world as the EVM's frames see it: the world state, the running block and transaction, and everything around a frame.</summary>
/// <remarks>Calls nest on the native stack; code runs where that suffices (<see cref="DeepStack"/>).</remarks>
/// <param name="world">The state.</param>
/// <param name="runners">What runs code.</param>
/// <param name="calls">What watches calls; null mostly.</param>
internal sealed class EvmHost(WorldState world, CodeRunnerFactory runners, ICallTracer? calls = null) : IHost
{
    /// <summary>Deepest call (yellow paper §9.4.2).</summary>
    private const int DepthMax = 1024;

    private readonly FramePool _frames = new();
    private ICodeRunner _runner = null!;
    private Fork? _runnerFork;
    private IBlockHashes _hashes = null!;

    /// <inheritdoc/>
    public BlockEnvironment Block { get; private set; } = null!;

    /// <inheritdoc/>
    public TransactionEnvironment Transaction { get; } = new();

    /// <summary>Starts a block.</summary>
    public void BeginBlock(BlockEnvironment block, IBlockHashes hashes)
    {
        Block = block;
        _hashes = hashes;
        if (_runnerFork != block.Fork)
        {
            // A chain passes each fork once: the prepared code of the fork before is not kept.
            _runner = runners(block.Fork, _frames);
            _runnerFork = block.Fork;
        }
    }

    /// <inheritdoc/>
    public AccountHandle Open(in Address address) => new(world.Open(address));

    /// <inheritdoc/>
    public bool Warm(AccountHandle account) =>
        world.Warm(account.Index) && !PrecompiledContracts.IsPrecompile(world.AddressOf(account.Index), Block.Fork);

    /// <inheritdoc/>
    public bool Exists(AccountHandle account) => world.Exists(account.Index);

    /// <inheritdoc/>
    public bool IsEmpty(AccountHandle account) => world.IsEmpty(account.Index);

    /// <inheritdoc/>
    public UInt256 GetBalance(AccountHandle account) => world[account.Index].Balance;

    /// <inheritdoc/>
    public ulong GetNonce(AccountHandle account) => world[account.Index].Nonce;

    /// <inheritdoc/>
    public Hash256 GetCodeHash(AccountHandle account) => world[account.Index].CodeHash;

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> GetCode(AccountHandle account) => world.GetCode(account.Index);

    /// <inheritdoc/>
    public SlotState Load(AccountHandle account, in UInt256 slot) => world.Load(account.Index, slot);

    /// <inheritdoc/>
    public void Store(AccountHandle account, in UInt256 slot, in UInt256 value) => world.Store(account.Index, slot, value);

    /// <inheritdoc/>
    public UInt256 LoadTransient(AccountHandle account, in UInt256 slot) => world.LoadTransient(account.Index, slot);

    /// <inheritdoc/>
    public void StoreTransient(AccountHandle account, in UInt256 slot, in UInt256 value) =>
        world.StoreTransient(account.Index, slot, value);

    /// <inheritdoc/>
    public void Log(in Address address, ReadOnlySpan<Hash256> topics, ReadOnlySpan<byte> data) =>
        world.AddLog(new Log(address, topics.ToArray(), data.ToArray()));

    /// <inheritdoc/>
    public Hash256 GetBlockHash(ulong number) => _hashes.HashOf(new BlockNumber(number));

    /// <inheritdoc/>
    public bool SelfDestruct(AccountHandle account, AccountHandle beneficiary)
    {
        UInt256 wei = world[account.Index].Balance;
        calls?.SelfDestruct(world.AddressOf(account.Index), world.AddressOf(beneficiary.Index), wei);
        bool isDeleted = Block.Fork < Fork.Cancun || world.IsCreated(account.Index);
        if (account != beneficiary || isDeleted)
        {
            // To itself: what a deleted account holds is gone, what another one holds stays (EIP-6780).
            world.Credit(beneficiary.Index, wei);
            world.Debit(account.Index, world[account.Index].Balance);
        }
        return isDeleted && world.MarkDestroyed(account.Index);
    }

    /// <inheritdoc/>
    public CallResult Call(in CallMessage message) => calls is null ? Enter(message) : Watch(calls, message);

    private CallResult Enter(in CallMessage message)
    {
        if (message.Depth > DepthMax)
        {
            return Refused(ExitCode.DepthExceeded, message);
        }
        return message.IsCreation ? Create(message) : CallAccount(message);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private CallResult Watch(ICallTracer watcher, in CallMessage message)
    {
        watcher.Enter(message.IsCreation ? message with { Address = AddressOfNew(message) } : message);
        CallResult result = Enter(message);
        watcher.Exit(result);
        return result;
    }

    /// <summary>Runs code where the native stack holds all calls that it may make.</summary>
    private CallResult Run(in CallMessage message)
    {
        if (message.Depth == 0)
        {
            _frames.Trim();
            if (!DeepStack.IsHere)
            {
                return RunOnDeepStack(message);
            }
        }
        RuntimeHelpers.EnsureSufficientExecutionStack(); // Never the case; but an exception says more than a process that is gone.
        return _runner.Run(message, this);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private CallResult RunOnDeepStack(CallMessage message) => DeepStack.Run(() => _runner.Run(message, this));

    private CallResult CallAccount(in CallMessage message)
    {
        bool movesValue = message.Kind == CallKind.Call && !message.ValueWei.IsZero;
        int caller = world.Open(message.Caller);
        if (message.Kind <= CallKind.CallCode && !message.ValueWei.IsZero && world[caller].Balance < message.ValueWei)
        {
            return Refused(ExitCode.InsufficientBalance, message);
        }
        int snapshot = world.TakeSnapshot();
        if (message.Kind is CallKind.Call or CallKind.StaticCall)
        {
            if (movesValue)
            {
                world.Debit(caller, message.ValueWei);
            }
            world.Credit(world.Open(message.Address), movesValue ? message.ValueWei : UInt256.Zero);
        }

        CallResult result;
        if (!message.IsDelegated && PrecompiledContracts.IsPrecompile(message.CodeAddress, Block.Fork))
        {
            result = PrecompiledContracts.Run(message.CodeAddress, Block.Fork, message.Input.Span, message.GasLimit);
        }
        else
        {
            int holder = world.Open(message.CodeAddress);
            ReadOnlyMemory<byte> code =
                message.IsDelegated && PrecompiledContracts.IsPrecompile(message.CodeAddress, Block.Fork) ? default : world.GetCode(holder);
            result = code.IsEmpty
                ? Refused(ExitCode.Success, message)
                : Run(message with { Code = code, CodeHash = world[holder].CodeHash });
        }
        if (!result.IsSuccess)
        {
            world.RevertTo(snapshot);
        }
        return result;
    }

    private CallResult Create(in CallMessage message)
    {
        int creator = world.Open(message.Caller);
        if (world[creator].Balance < message.ValueWei)
        {
            return Refused(ExitCode.InsufficientBalance, message);
        }
        Address address = AddressOfNew(message);
        if (message.Depth > 0)
        {
            ulong nonce = world[creator].Nonce;
            if (nonce == ulong.MaxValue)
            {
                return Refused(ExitCode.NonceOverflow, message); // EIP-2681
            }
            world.SetNonce(creator, nonce + 1);
        }
        int created = world.Open(address);
        world.Warm(created); // Stays warm when the creation fails (EIP-2929).
        if (world[created].Nonce != 0 || world[created].HasCode || world.HasStorage(created))
        {
            return CallResult.Failed(ExitCode.CreationCollision); // EIP-684, EIP-7610
        }

        int snapshot = world.TakeSnapshot();
        world.MarkCreated(created);
        if (Block.Fork >= Fork.SpuriousDragon)
        {
            world.SetNonce(created, 1); // EIP-161
        }
        world.Debit(creator, message.ValueWei);
        world.Credit(created, message.ValueWei);
        CallMessage own = message with { Address = address, CodeAddress = address };
        CallResult result = message.Code.IsEmpty ? Refused(ExitCode.Success, message) : Run(own);
        if (result.IsSuccess)
        {
            result = Deploy(created, result);
        }
        if (!result.IsSuccess)
        {
            world.RevertTo(snapshot);
            return result;
        }
        return result with { CreatedAddress = address };
    }

    /// <summary>Address of the contract that a creation makes; a transaction's comes with its message.</summary>
    private Address AddressOfNew(in CallMessage message) =>
        message.Depth == 0 ? message.Address
        : message.Kind == CallKind.Create2 ? ContractAddress.Of(message.Caller, message.Salt, message.Code.Span)
        : ContractAddress.Of(message.Caller, world[world.Open(message.Caller)].Nonce);

    /// <summary>Pays for the code that a creation returned and stores it (EIP-2, 170, 3541).</summary>
    private CallResult Deploy(int created, in CallResult result)
    {
        const int CodeBytesMax = 24576;
        const ulong GasPerByte = 200;
        ReadOnlyMemory<byte> code = result.Output;
        if (Block.Fork >= Fork.SpuriousDragon && code.Length > CodeBytesMax)
        {
            return CallResult.Failed(ExitCode.CodeTooLarge);
        }
        if (Block.Fork >= Fork.London && code.Length > 0 && code.Span[0] == 0xEF)
        {
            return CallResult.Failed(ExitCode.CodeReserved);
        }
        ulong price = GasPerByte * (ulong)code.Length;
        if (price > result.GasLeft)
        {
            // Frontier leaves a contract without code; since Homestead the creation fails (EIP-2).
            return Block.Fork >= Fork.Homestead ? CallResult.Failed(ExitCode.OutOfGas) : result with { Output = default };
        }
        if (code.Length > 0)
        {
            world.SetCode(created, code.ToArray());
        }
        return result with { GasLeft = result.GasLeft - price, Output = default };
    }

    /// <summary>A call that ended before any code ran: all gas goes back.</summary>
    private static CallResult Refused(ExitCode exitCode, in CallMessage message) =>
        new() { ExitCode = exitCode, GasLeft = message.GasLimit };
}
