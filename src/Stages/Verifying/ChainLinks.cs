using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>
/// Ties block to block: parent hashes, canonical hashes, <see cref="Tables.HeaderNumbers"/>, and the sums of
/// <see cref="Tables.TotalDifficulties"/> with the rule of the merge. Blocks come in order; each is judged when the next one is known.
/// </summary>
internal sealed class ChainLinks(Verification run) : IDisposable
{
    private readonly ICursor _totals = run.Tx.OpenRawCursor(Tables.TotalDifficulties);
    private bool _areTotalsOpen;
    private bool _hasTotal;
    private Link? _last;
    private UInt256? _total; // Of the block before, as far as it can be told.
    private bool _isTotalKnown;

    /// <summary>Blocks whose number was found under their hash.</summary>
    public long Numbered { get; private set; }

    /// <summary>Adds the next block.</summary>
    public void Add(BlockEntry block)
    {
        Hash256? parent = block.Decoded?.ParentHash;
        Settle(parent);
        _last = new Link(block.Number, block.Computed, block.Canonical);
        CheckTotal(block);
    }

    /// <summary>Judges the last block, and looks for total difficulties behind it.</summary>
    public void End()
    {
        Settle(null);
        while (_hasTotal)
        {
            ReportTotal($"no row after block {run.CheckpointOf(StageId.Headers)}, where its stage stands");
            MoveTotal();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _totals.Dispose();

    /// <summary>Decides which hash the last block has, by what its neighbours say of it.</summary>
    private void Settle(Hash256? nextParent)
    {
        if (_last is not { } link || (link.Computed ?? link.Canonical) is null)
        {
            return;
        }
        Hash256 hash = link.Computed ?? link.Canonical!.Value;
        if (link.Computed is { } computed && link.Canonical is { } canonical && computed != canonical)
        {
            bool isHeaderRight = nextParent is { } parent ? parent == computed : FindNumber(computed) == link.Number;
            hash = isHeaderRight ? computed : canonical;
            Table wrong = isHeaderRight ? Tables.CanonicalHashes : Tables.Headers;
            run.Findings.Add(
                wrong,
                $"{link.Number}",
                isHeaderRight ? $"{computed}, the hash of the header" : $"a header with hash {canonical}",
                isHeaderRight ? $"{canonical}" : $"one with hash {computed}"
            );
        }
        if (nextParent is { } next && next != hash)
        {
            run.Findings.Add(Tables.Headers, $"{link.Number + 1}", $"parent hash {hash}", $"{next}");
        }
        CheckNumber(link.Number, hash);
    }

    private void CheckNumber(BlockNumber number, in Hash256 hash)
    {
        Span<byte> key = stackalloc byte[Hash256.Size];
        hash.WriteTo(key);
        if (!run.Tx.TryGet((Table)Tables.HeaderNumbers, key, out ReadOnlySpan<byte> value))
        {
            run.Findings.Add(Tables.HeaderNumbers, $"{hash}", $"block {number}", "no row");
            return;
        }
        Numbered++; // There is a row, right or wrong: it is none too many.
        if (run.TryDecode(Tables.HeaderNumbers, key, value, out BlockNumber found) && found != number)
        {
            run.Findings.Add(Tables.HeaderNumbers, $"{hash}", $"block {number}", $"block {found}");
        }
    }

    private BlockNumber? FindNumber(in Hash256 hash)
    {
        Span<byte> key = stackalloc byte[Hash256.Size];
        hash.WriteTo(key);
        return run.Tx.TryGet((Table)Tables.HeaderNumbers, key, out ReadOnlySpan<byte> value) && value.Length == sizeof(ulong)
            ? BlockNumber.ReadFrom(value)
            : null;
    }

    /// <summary>Compares the row of a block with the sum; where a header is not known, the row is believed.</summary>
    private void CheckTotal(BlockEntry block)
    {
        if (!_areTotalsOpen)
        {
            _areTotalsOpen = true;
            _hasTotal = _totals.First();
            SkipForeign();
        }
        UInt256? stored = ReadTotal(block.Number);
        Header? header = block.Decoded;
        bool isGenesis = block.Number == BlockNumber.Genesis;
        if (header is null || (!isGenesis && !_isTotalKnown))
        {
            (_total, _isTotalKnown) = (stored, true);
            return;
        }
        bool isStake = !isGenesis && run.Spec.IsProofOfStake(_total);
        if (!isGenesis && isStake != header.Difficulty.IsZero)
        {
            run.Findings.Add(
                Tables.Headers,
                $"{block.Number}",
                isStake ? "difficulty 0, since the merge is over" : "a difficulty above 0, since the merge has not come",
                $"difficulty {header.Difficulty}"
            );
        }
        UInt256? expected =
            isGenesis ? header.Difficulty
            : header.Difficulty.IsZero || _total is not { } before ? null
            : before + header.Difficulty;
        if (stored != expected)
        {
            run.Findings.Add(
                Tables.TotalDifficulties,
                $"{block.Number}",
                expected is { } sum ? $"{sum}" : "no row",
                stored is { } row ? $"{row}" : "no row"
            );
        }
        _total = expected;
        _isTotalKnown = true;
    }

    private UInt256? ReadTotal(BlockNumber number)
    {
        while (_hasTotal && BlockNumber.ReadFrom(_totals.Key) < number)
        {
            MoveTotal();
        }
        if (!_hasTotal || BlockNumber.ReadFrom(_totals.Key) != number)
        {
            return null;
        }
        run.Read(Tables.TotalDifficulties);
        UInt256? value = run.TryDecode(Tables.TotalDifficulties, _totals.Key, _totals.Value, out UInt256 total) ? total : null;
        MoveTotal();
        return value;
    }

    private void MoveTotal()
    {
        _hasTotal = _totals.Next();
        SkipForeign();
    }

    private void SkipForeign()
    {
        while (_hasTotal && _totals.Key.Length != sizeof(ulong))
        {
            ReportTotal("a block number in 8 bytes");
            _hasTotal = _totals.Next();
        }
    }

    private void ReportTotal(string expected) =>
        run.Findings.Add(Tables.TotalDifficulties, Verification.KeyText(Tables.TotalDifficulties, _totals.Key), expected, "a row");

    private readonly record struct Link(BlockNumber Number, Hash256? Computed, Hash256? Canonical);
}
