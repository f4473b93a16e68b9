namespace NodeProto.Node.Chaos;

/// <summary>
/// What was told to be durable since the data directory was begun, over all commands and kills: it says whether checkpoints that are found
/// stored are right.
/// </summary>
internal sealed class CommitLedger
{
    private readonly Dictionary<string, ulong> _told = new(StringComparer.Ordinal); // A stage that told nothing stands at genesis.
    private Dictionary<string, ulong>? _before; // One commit earlier; null when the directory was made by the last one.
    private StageEvent? _open; // The last thing told, when it is not a commit.
    private readonly List<StageEvent> _goingBack = []; // Ways back since the last commit: a reset takes several stages back in one.
    private ulong _reached;

    /// <summary>The most blocks that a stage had done when it was killed, and that were not durable.</summary>
    public ulong BlocksRedoneMax { get; private set; }

    /// <summary>Takes in what a process told, in its order.</summary>
    /// <returns>What is wrong with it; null when nothing is.</returns>
    public string? Take(IEnumerable<StageEvent> events)
    {
        _open = null;
        foreach (StageEvent told in events)
        {
            if (told.Kind == StageEventKind.Working && told.Block < DurableOf(told.Stage) && !IsOnWayBackTo(told.Stage, told.Block))
            {
                return $"{told.Stage} begins after block {told.Block}, though it was durable up to {DurableOf(told.Stage)}";
            }
            Take(told);
        }
        return null;
    }

    /// <summary>
    /// Compares what is stored after a process has ended with what it told. Beyond that the one commit may be there that it had begun to
    /// make, in its stage and at the block that it named.
    /// </summary>
    /// <param name="stored">Block of each stage; null when nothing was made.</param>
    /// <returns>What is wrong; empty when nothing is.</returns>
    public IReadOnlyList<string> Settle(IReadOnlyDictionary<string, ulong>? stored)
    {
        List<string> wrong = [];
        if (stored is null)
        {
            wrong.AddRange(_told.Select(told => $"{told.Key} was told to be durable at block {told.Value}, and nothing is there"));
            return wrong;
        }
        List<StageEvent> next =
            _open is { Kind: StageEventKind.Committing } committing ? [committing]
            : _open is { Kind: StageEventKind.GoingBack } ? _goingBack
            : [];
        bool isDone = next.Count > 0 && next.TrueForAll(each => stored.TryGetValue(each.Stage, out ulong block) && block == each.Block);
        if (isDone)
        {
            Commit(next);
        }
        foreach ((string stage, ulong block) in stored)
        {
            if (block != DurableOf(stage))
            {
                wrong.Add($"{stage} was told to be durable at block {DurableOf(stage)}, and is at {block}");
            }
        }
        if (!isDone && _open is { Kind: StageEventKind.Working or StageEventKind.Committing } lost && _reached > DurableOf(lost.Stage))
        {
            BlocksRedoneMax = Math.Max(BlocksRedoneMax, _reached - DurableOf(lost.Stage));
        }
        _open = null;
        return wrong;
    }

    /// <summary>Compares what is stored after the last record of the log was damaged: all of it, or all but the last commit.</summary>
    /// <param name="stored">Block of each stage; null when nothing was made.</param>
    /// <param name="isLost">Whether the last commit is gone.</param>
    /// <returns>What is wrong; null when nothing is.</returns>
    public string? Torn(IReadOnlyDictionary<string, ulong>? stored, out bool isLost)
    {
        isLost = false;
        if (stored is not null && IsAt(stored, _told))
        {
            return null;
        }
        isLost = true;
        return stored is null
            ? _before is null
                ? null
                : "nothing is there"
            : _before is not null && IsAt(stored, _before)
                ? null
                : "stored: "
                    + Text(stored)
                    + "; told: "
                    + Text(_told)
                    + "; one commit before: "
                    + (_before is null ? "nothing" : Text(_before));
    }

    private void Take(StageEvent told)
    {
        switch (told.Kind)
        {
            case StageEventKind.Progress:
                if (_open is { Kind: StageEventKind.Working } working && string.Equals(working.Stage, told.Stage, StringComparison.Ordinal))
                {
                    _reached = Math.Max(_reached, told.Block);
                }
                return;
            case StageEventKind.Working:
                _reached = told.Block;
                break;
            case StageEventKind.Committing:
                _reached = Math.Max(_reached, told.Block);
                break;
            case StageEventKind.GoingBack:
                if (_open == told)
                {
                    _before = new Dictionary<string, ulong>(_told, StringComparer.Ordinal); // A way back in several commits; the last one moves the block.
                    return;
                }
                if (_open is not { Kind: StageEventKind.GoingBack })
                {
                    _goingBack.Clear();
                }
                _goingBack.Add(told);
                break;
            case StageEventKind.WentBack when _open is { Kind: StageEventKind.GoingBack }:
                Commit(_goingBack);
                _open = null;
                return;
            case StageEventKind.WentBack when DurableOf(told.Stage) == told.Block:
                return; // Of the same commit as the stage before it.
            default:
                Commit([told]);
                _open = null;
                return;
        }
        _open = told;
    }

    private void Commit(List<StageEvent> commit)
    {
        _before = new Dictionary<string, ulong>(_told, StringComparer.Ordinal);
        foreach (StageEvent each in commit)
        {
            _told[each.Stage] = each.Block;
        }
    }

    private ulong DurableOf(string stage) => _told.GetValueOrDefault(stage);

    /// <summary>A dry run goes back and on in one transaction that it drops.</summary>
    private bool IsOnWayBackTo(string stage, ulong block) => _open == new StageEvent(StageEventKind.GoingBack, stage, block);

    private static bool IsAt(IReadOnlyDictionary<string, ulong> stored, Dictionary<string, ulong> expected) =>
        stored.All(each => each.Value == expected.GetValueOrDefault(each.Key)) && expected.Keys.All(stored.ContainsKey);

    private static string Text(IReadOnlyDictionary<string, ulong> blocks) =>
        string.Join(", ", blocks.Select(each => $"{each.Key} {each.Value}"));
}
