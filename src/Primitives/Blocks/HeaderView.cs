namespace NodeProto.Primitives;

/// <summary>A header's RLP with the fields that indexing and root checks need, read in place without building the header.</summary>
/// <remarks>
/// The shape of the fields that are read is checked; <see cref="HeaderCodec"/> remains the judge of the whole header. The view
/// lives as long as the bytes.
/// </remarks>
public readonly ref struct HeaderView
{
    private HeaderView(
        ReadOnlySpan<byte> rlp,
        scoped in Hash256 parentHash,
        scoped in Hash256 ommersHash,
        scoped in Hash256 stateRoot,
        scoped in Hash256 transactionsRoot,
        scoped in UInt256 difficulty,
        ulong number
    )
    {
        Rlp = rlp;
        ParentHash = parentHash;
        OmmersHash = ommersHash;
        StateRoot = stateRoot;
        TransactionsRoot = transactionsRoot;
        Difficulty = difficulty;
        Number = new BlockNumber(number);
    }

    /// <summary>The whole header; its Keccak-256 is the block hash.</summary>
    public ReadOnlySpan<byte> Rlp { get; }

    /// <inheritdoc cref="Header.ParentHash"/>
    public Hash256 ParentHash { get; }

    /// <inheritdoc cref="Header.OmmersHash"/>
    public Hash256 OmmersHash { get; }

    /// <inheritdoc cref="Header.StateRoot"/>
    public Hash256 StateRoot { get; }

    /// <inheritdoc cref="Header.TransactionsRoot"/>
    public Hash256 TransactionsRoot { get; }

    /// <inheritdoc cref="Header.Difficulty"/>
    public UInt256 Difficulty { get; }

    /// <inheritdoc cref="Header.Number"/>
    public BlockNumber Number { get; }

    /// <summary>Computes the block hash; every call hashes anew.</summary>
    public Hash256 ComputeHash() => Keccak.Hash(Rlp);

    /// <summary>Looks at a header that fills the bytes; false when they are anything else.</summary>
    public static bool TryParse(ReadOnlySpan<byte> rlp, out HeaderView view, out RlpError error)
    {
        view = default;
        RlpReader reader = new(rlp);
        if (!reader.TryReadList(out RlpReader fields) || !reader.TryEnd())
        {
            error = reader.Error;
            return false;
        }
        bool parsed =
            fields.TryReadHash(out Hash256 parentHash)
            & fields.TryReadHash(out Hash256 ommersHash)
            & fields.TryReadAddress(out _)
            & fields.TryReadHash(out Hash256 stateRoot)
            & fields.TryReadHash(out Hash256 transactionsRoot)
            & fields.TryReadHash(out _)
            & fields.TryReadFixed(Bloom.Size, out _)
            & fields.TryReadUInt256(out UInt256 difficulty)
            & fields.TryReadUInt64(out ulong number);
        error = fields.Error;
        if (parsed)
        {
            view = new HeaderView(rlp, parentHash, ommersHash, stateRoot, transactionsRoot, difficulty, number);
        }
        return parsed;
    }
}
