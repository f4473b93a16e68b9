using NodeProto.Primitives;

namespace NodeProto.Consensus;

/// <summary>Gas that a transaction costs before it runs (yellow paper §6.2, g_0), and the least that it costs in the end (EIP-7623).</summary>
/// <param name="Gas">Charged at the start.</param>
/// <param name="FloorGas">Charged at the end at least; 0 before Prague.</param>
public readonly record struct IntrinsicGas(ulong Gas, ulong FloorGas)
{
    /// <summary>Every transaction (yellow paper: G_transaction).</summary>
    public const ulong Transaction = 21_000;

    /// <summary>One that creates a contract, on top, since Homestead (EIP-2: G_txcreate).</summary>
    public const ulong Creation = 32_000;

    /// <summary>A zero byte of data (yellow paper: G_txdatazero).</summary>
    public const ulong ZeroByte = 4;

    /// <summary>Another byte of data, before Istanbul.</summary>
    public const ulong NonZeroByteFrontier = 68;

    /// <summary>Another byte of data, since Istanbul (EIP-2028).</summary>
    public const ulong NonZeroByteIstanbul = 16;

    /// <summary>An address in the access list (EIP-2930).</summary>
    public const ulong AccessListAddress = 2_400;

    /// <summary>A storage key in the access list (EIP-2930).</summary>
    public const ulong AccessListStorageKey = 1_900;

    /// <summary>32 bytes of initialisation code, since Shanghai (EIP-3860).</summary>
    public const ulong InitCodeWord = 2;

    /// <summary>An authorization, since Prague (EIP-7702: PER_EMPTY_ACCOUNT_COST).</summary>
    public const ulong Authorization = 25_000;

    /// <summary>The floor's price of a token; a zero byte is one, another byte four (EIP-7623).</summary>
    public const ulong FloorToken = 10;

    /// <summary>Tokens in a byte of data that is not zero (EIP-7623).</summary>
    public const ulong TokensPerNonZeroByte = 4;

    /// <summary>The gas of a transaction.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="fork">Fork of the block.</param>
    public static IntrinsicGas Of(Transaction transaction, Fork fork)
    {
        ReadOnlySpan<byte> data = transaction.Data.Span;
        ulong zeros = (ulong)data.Count((byte)0);
        ulong others = (ulong)data.Length - zeros;
        ulong gas = Transaction + (zeros * ZeroByte) + (others * (fork >= Fork.Istanbul ? NonZeroByteIstanbul : NonZeroByteFrontier));
        if (transaction.To is null && fork >= Fork.Homestead)
        {
            gas += Creation;
            gas += fork >= Fork.Shanghai ? InitCodeWord * (((ulong)data.Length + 31) / 32) : 0;
        }
        foreach (AccessListEntry entry in transaction.AccessList)
        {
            gas += AccessListAddress + ((ulong)entry.StorageKeys.Count * AccessListStorageKey);
        }
        gas += (ulong)transaction.Authorizations.Count * Authorization;
        ulong floor = fork >= Fork.Prague ? Transaction + (FloorToken * (zeros + (others * TokensPerNonZeroByte))) : 0;
        return new IntrinsicGas(gas, floor);
    }
}
