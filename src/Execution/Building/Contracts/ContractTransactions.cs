using NodeProto.Consensus;
using NodeProto.Primitives;

namespace NodeProto.Execution;

/// <summary>Makes transactions that deploy and call contracts, of every type that a fork has.</summary>
/// <remarks>A transaction may fail; it is always valid. Not thread-safe.</remarks>
internal sealed class ContractTransactions
{
    /// <summary>The most gas that a transaction asks for: below EIP-7825's limit, and enough for any that is made here.</summary>
    public const ulong GasLimitMax = 1_600_000;

    private const ulong Gwei = 1_000_000_000;
    private const int Authorities = 16;
    private const int ContractsMax = 64;

    // The dearest price of blob gas that senders still pay, 2^40 wei. Blocks of it take 3 ether for blobs at most, of the 19 million that a
    // sender begins with; dearer ones have no blobs, so that the price falls again.
    private static readonly UInt256 s_blobPriceMaxWei = 1UL << 40;

    private static readonly byte[] s_mortal = Assembler.Deployment(Programs.Mortal());

    private readonly ChainSpec _spec;
    private readonly ChainSender[] _authorities = new ChainSender[Authorities];
    private readonly List<Contract> _contracts = [];
    private readonly List<Address> _known = [];
    private Fork _fork;
    private UInt256 _blobPriceWei;
    private ulong _blobsLeft;

    private enum Kind
    {
        Ledger,
        Logger,
        Mortal,
        Nursery,
        Relay,
        Observer,
        Faulty,
        Mixer,
        Random,
    }

    private readonly record struct Contract(Kind Kind, Address Address);

    /// <summary>Prepares the accounts that sign authorizations.</summary>
    public ContractTransactions(ChainSpec spec, ref SeededRandom random)
    {
        _spec = spec;
        for (int i = 0; i < _authorities.Length; i++)
        {
            _authorities[i] = new ChainSender(random.NextHash().Bytes.ToArray());
        }
    }

    /// <summary>Looks at the state before a block.</summary>
    /// <param name="builder">Stands on the block's parent.</param>
    /// <param name="timestamp">The block's timestamp.</param>
    public void BeginBlock(BlockBuilder builder, ulong timestamp)
    {
        _fork = builder.NextFork(timestamp);
        BlobParameters? blobs = _fork >= Fork.Cancun ? _spec.BlobParametersAt(timestamp) : null;
        _blobPriceWei = blobs is null ? UInt256.Zero : BlobGas.PriceOf(builder.NextExcessBlobGas(timestamp) ?? 0, blobs);
        _blobsLeft = blobs is null || _blobPriceWei > s_blobPriceMaxWei ? 0 : blobs.Max;
        foreach (ChainSender authority in _authorities)
        {
            // Code that an authority has taken over may have created contracts with its nonce.
            authority.NextNonce = builder.State.TryGetAccount(Keccak.Hash(authority.Address.Bytes), out Account account)
                ? account.Nonce
                : 0;
        }
    }

    /// <summary>Makes the next transaction of a sender, without its signature.</summary>
    public Transaction Next(ref SeededRandom random, ChainSender sender)
    {
        Transaction transaction = Envelope(ref random, sender);
        if (
            transaction.Type is not (TransactionType.Blob or TransactionType.SetCode)
            && (_contracts.Count < 8 || random.NextBelow(12) == 0)
        )
        {
            transaction = Deploy(ref random, sender.Address, transaction);
        }
        else
        {
            transaction = Call(ref random, transaction);
        }
        if (transaction.Type != TransactionType.Legacy)
        {
            transaction = transaction with { AccessList = AccessList(ref random, transaction.To) };
        }
        IntrinsicGas intrinsic = IntrinsicGas.Of(transaction, _fork);
        return transaction with { GasLimit = Math.Max(intrinsic.Gas + transaction.GasLimit, intrinsic.FloorGas) };
    }

    /// <summary>Type, fees, and what belongs to the type alone.</summary>
    private Transaction Envelope(ref SeededRandom random, ChainSender sender)
    {
        TransactionType type = TypeOf(ref random);
        UInt256 maxFee = new((10 + random.NextBelow(90)) * Gwei);
        bool isProtected = type != TransactionType.Legacy || (_fork >= Fork.SpuriousDragon && random.NextBelow(8) > 0); // EIP-155
        Transaction transaction = new()
        {
            Type = type,
            ChainId = isProtected ? _spec.ChainId : null,
            Nonce = sender.TakeNonce(),
            MaxFeePerGas = maxFee,
            MaxPriorityFeePerGas = type >= TransactionType.DynamicFee ? new UInt256(random.NextBelow(3 * Gwei)) : maxFee,
            GasLimit = 0,
            To = null,
            Value = random.NextBelow(3) == 0 ? new UInt256(random.NextUInt64() >> 20) : UInt256.Zero,
            Data = default,
            YParity = 0,
            R = default,
            S = default,
        };
        return type switch
        {
            TransactionType.Blob => transaction with
            {
                BlobVersionedHashes = Blobs(ref random),
                MaxFeePerBlobGas = (_blobPriceWei * 2) + 1,
            },
            TransactionType.SetCode => transaction with { Authorizations = Authorize(ref random, sender) },
            _ => transaction,
        };
    }

    private TransactionType TypeOf(ref SeededRandom random)
    {
        ulong dice = random.NextBelow(16);
        return dice switch
        {
            >= 14 when _fork >= Fork.Prague => TransactionType.SetCode,
            >= 12 and < 14 when _blobsLeft > 0 => TransactionType.Blob,
            >= 6 and < 12 when _fork >= Fork.London => TransactionType.DynamicFee,
            >= 3 and < 6 when _fork >= Fork.Berlin => TransactionType.AccessList,
            _ => TransactionType.Legacy,
        };
    }

    private Hash256[] Blobs(ref SeededRandom random)
    {
        ulong max = Math.Min(_blobsLeft, TransactionRules.BlobsPerTransactionMax);
        Hash256[] hashes = new Hash256[1 + (int)random.NextBelow(max)];
        Span<byte> bytes = stackalloc byte[Hash256.Size];
        for (int i = 0; i < hashes.Length; i++)
        {
            random.NextHash().Bytes.CopyTo(bytes);
            bytes[0] = TransactionRules.BlobVersion;
            hashes[i] = new Hash256(bytes);
        }
        _blobsLeft -= (ulong)hashes.Length;
        return hashes;
    }

    /// <summary>One to three authorizations (EIP-7702): most hold, some have another nonce or chain.</summary>
    private Authorization[] Authorize(ref SeededRandom random, ChainSender sender)
    {
        Authorization[] list = new Authorization[1 + (int)random.NextBelow(3)];
        for (int i = 0; i < list.Length; i++)
        {
            ChainSender authority = _authorities[random.NextBelow(Authorities)];
            Address target = random.NextBelow(6) == 0 ? default : AnyAddress(ref random);
            if (i == 0 && random.NextBelow(4) == 0 && TryFind(Kind.Ledger, out Contract ledger))
            {
                (authority, target) = (sender, ledger.Address); // A sender's own code leaves its nonce alone, so that it can be foretold.
            }
            ulong fault = authority == sender ? ulong.MaxValue : random.NextBelow(10);
            UInt256 chain =
                fault == 0 ? _spec.ChainId + 1
                : fault < 4 ? 0
                : _spec.ChainId;
            ulong nonce = fault switch
            {
                0 => authority.NextNonce,
                1 => authority.NextNonce + 1,
                _ => authority.TakeNonce(),
            };
            list[i] = authority.Sign(new Authorization(chain, target, nonce, 0, default, default));
        }
        return list;
    }

    private Transaction Deploy(ref SeededRandom random, in Address sender, Transaction transaction)
    {
        Kind kind = (Kind)random.NextBelow((ulong)Kind.Random + 1);
        bool hasFaultyInitialisation = random.NextBelow(12) == 0;
        byte[] code = CodeOf(kind, ref random);
        Address address = ContractAddress.Of(sender, transaction.Nonce);
        if (!hasFaultyInitialisation)
        {
            Remember(ref random, new Contract(kind, address));
        }
        return transaction with
        {
            To = null,
            // A program that runs as initialisation code: it may fail, and mostly leaves a contract without code.
            Data = hasFaultyInitialisation ? RandomProgram.Make(ref random, _fork, _known) : Assembler.Deployment(code),
            GasLimit = 60_000 + (220 * (ulong)code.Length) + random.NextBelow(100_000),
        };
    }

    private byte[] CodeOf(Kind kind, ref SeededRandom random) =>
        kind switch
        {
            Kind.Ledger => Programs.Ledger(),
            Kind.Logger => Programs.Logger(),
            Kind.Mortal => Programs.Mortal(),
            Kind.Nursery => Programs.Nursery(_fork),
            Kind.Relay => Programs.Relay(_fork),
            Kind.Observer => Programs.Observer(_fork),
            Kind.Faulty => Programs.Faulty(_fork),
            Kind.Mixer => Programs.Mixer(_fork),
            _ => RandomProgram.Make(ref random, _fork, _known),
        };

    private Transaction Call(ref SeededRandom random, Transaction transaction)
    {
        ulong dice = random.NextBelow(24);
        if (dice == 0)
        {
            // A transfer, also of nothing to nobody: an empty account until EIP-161, and none since.
            return transaction with { To = random.NextBelow(2) == 0 ? random.NextAddress() : AnyAddress(ref random), GasLimit = 100_000 };
        }
        if (dice < 3 && _fork >= Fork.Prague)
        {
            return Request(ref random, transaction);
        }
        if (dice == 3 || _contracts.Count == 0)
        {
            Address to = AnyAddress(ref random); // Whatever is there: an authority's borrowed code, a precompiled contract, nothing.
            return transaction with { To = to, Data = CallData.Words(ref random, 4), GasLimit = 200_000 };
        }
        Contract contract = _contracts[(int)random.NextBelow((ulong)_contracts.Count)];
        (ReadOnlyMemory<byte> data, ulong gas) = DataFor(contract.Kind, ref random);
        if (contract.Kind == Kind.Nursery && _fork >= Fork.Constantinople && data.Span[UInt256.Size..].SequenceEqual(s_mortal))
        {
            // The child of CREATE2 can be foretold, and so be called and destroyed by itself; the next one may have its address again.
            Address child = ContractAddress.Of(contract.Address, new UInt256(data.Span[..UInt256.Size]), s_mortal);
            Remember(ref random, new Contract(Kind.Mortal, child));
        }
        return transaction with { To = contract.Address, Data = data, GasLimit = gas };
    }

    private (ReadOnlyMemory<byte> Data, ulong Gas) DataFor(Kind kind, ref SeededRandom random) =>
        kind switch
        {
            Kind.Ledger => (CallData.Pairs(ref random), 250_000),
            Kind.Logger => (CallData.Words(ref random, 6), 100_000),
            Kind.Mortal => (random.NextBelow(3) == 0 ? CallData.Word(AnyAddress(ref random)) : [], 100_000),
            Kind.Nursery => ((byte[])[.. CallData.Word(random.NextBelow(8)), .. ChildOf(ref random)], 900_000),
            Kind.Relay => RelayData(ref random),
            Kind.Observer => (CallData.Word(AnyAddress(ref random)), 200_000),
            Kind.Faulty => (CallData.Word(random.NextBelow(Programs.Faults + 1)), 80_000 + random.NextBelow(100_000)),
            Kind.Mixer => ((byte[])[.. CallData.Words(ref random, 2), .. CallData.Word(random.NextBelow(40))], 400_000),
            _ => (CallData.Words(ref random, 5), 300_000),
        };

    /// <summary>Initialisation code of a contract that a contract creates.</summary>
    private byte[] ChildOf(ref SeededRandom random) =>
        random.NextBelow(4) switch
        {
            0 => RandomProgram.Make(ref random, _fork, _known),
            1 => Assembler.Deployment(RandomProgram.Make(ref random, _fork, _known)),
            _ => s_mortal,
        };

    /// <summary>A call through a relay, to a contract with data that it understands, or to a precompiled one.</summary>
    private (ReadOnlyMemory<byte> Data, ulong Gas) RelayData(ref SeededRandom random)
    {
        byte[] way = CallData.Word(random.NextBelow(4));
        if (random.NextBelow(3) == 0)
        {
            (UInt256 address, byte[] input) = CallData.ForPrecompile(ref random);
            return ((byte[])[.. CallData.Word(address), .. way, .. input], 1_000_000);
        }
        Contract target = _contracts[(int)random.NextBelow((ulong)_contracts.Count)];
        ReadOnlyMemory<byte> data = target.Kind == Kind.Relay ? CallData.Words(ref random, 3) : DataFor(target.Kind, ref random).Data;
        return ((byte[])[.. CallData.Word(target.Address), .. way, .. data.Span], 900_000);
    }

    /// <summary>Asks the beacon chain for something (EIP-6110, 7002, 7251).</summary>
    private Transaction Request(ref SeededRandom random, Transaction transaction)
    {
        const ulong Fee = 1_000_000; // Far above the one wei at which the fee starts; it may rise above and make the request fail.
        (Address to, int bytes) = random.NextBelow(4) switch
        {
            0 => (SystemCalls.WithdrawalRequests, 56),
            1 => (SystemCalls.ConsolidationRequests, 96),
            2 => (_spec.DepositContract, 10), // No deposit, but a log.
            _ => (_spec.DepositContract, 192),
        };
        return transaction with
        {
            To = to,
            Value = new UInt256(Fee),
            Data = CallData.Words(ref random, 6).AsMemory(0, bytes),
            GasLimit = 400_000,
        };
    }

    private AccessListEntry[] AccessList(ref SeededRandom random, Address? to)
    {
        AccessListEntry[] list = new AccessListEntry[random.NextBelow(3)];
        for (int i = 0; i < list.Length; i++)
        {
            Hash256[] keys = new Hash256[random.NextBelow(4)];
            for (int key = 0; key < keys.Length; key++)
            {
                keys[key] = new Hash256(CallData.Word(random.NextBelow(5)));
            }
            list[i] = new AccessListEntry(i == 0 && to is { } called ? called : AnyAddress(ref random), keys);
        }
        return list;
    }

    private Address AnyAddress(ref SeededRandom random) =>
        random.NextBelow(12) switch
        {
            0 => random.NextAddress(),
            1 => new Address(CallData.Word(1 + random.NextBelow(18)).AsSpan(UInt256.Size - Address.Size)), // Precompiled contracts, and one beyond.
            2 => _authorities[random.NextBelow(Authorities)].Address,
            3 => SystemCalls.BeaconRoots,
            4 => SystemCalls.BlockHashes,
            _ when _known.Count > 0 => _known[(int)random.NextBelow((ulong)_known.Count)],
            _ => _authorities[0].Address,
        };

    private void Remember(ref SeededRandom random, Contract contract)
    {
        if (_contracts.Count < ContractsMax)
        {
            _contracts.Add(contract);
            _known.Add(contract.Address);
        }
        else
        {
            int place = (int)random.NextBelow(ContractsMax);
            _contracts[place] = contract;
            _known[place] = contract.Address;
        }
    }

    private bool TryFind(Kind kind, out Contract contract)
    {
        foreach (Contract candidate in _contracts)
        {
            if (candidate.Kind == kind)
            {
                contract = candidate;
                return true;
            }
        }
        contract = default;
        return false;
    }
}
