namespace NodeProto.Node.Chaos;

/// <summary>What has been done so far. Written by one thread, read by those that show it.</summary>
internal sealed class ChaosCounts
{
    private readonly SortedDictionary<string, long> _bySignal = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _byCommand = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _byPlace = new(StringComparer.Ordinal);

    /// <summary>Kills that hit a running command: it ended by them.</summary>
    public long Kills { get; private set; }

    /// <summary>Whole passes through the commands, each ended with the checksum of the undisturbed run.</summary>
    public long Rounds { get; set; }

    /// <summary>Copies that were opened and verified.</summary>
    public long Verified { get; set; }

    /// <summary>Copies whose log was damaged before.</summary>
    public long Torn { get; set; }

    /// <summary>Copies with a damaged log that had lost their last commit.</summary>
    public long TornLost { get; set; }

    /// <summary>
    /// How many of those were refused: rows of the damaged record lay in a sorted file already, which only a disk can bring about that
    /// loses what it has confirmed.
    /// </summary>
    public long TornRefused { get; set; }

    /// <summary>Kills in the steps of a commit with sorted files after it was committed: the next opening finished it.</summary>
    public long LoadsFinished { get; private set; }

    /// <summary>Kills while such files lay there and nothing referred to them, mostly as they were written: the next opening removed them.</summary>
    public long LoadsRemoved { get; private set; }

    /// <summary>The longest time from a commit to a kill: work that the next start did again.</summary>
    public double RedoneSecondsMax { get; private set; }

    /// <summary>The most blocks that a stage had done when a kill hit it, and that were not durable, as far as its log told.</summary>
    public ulong RedoneBlocksMax { get; set; }

    /// <summary>The longest time from SIGINT or SIGTERM to the end of the process.</summary>
    public double StopSecondsMax { get; private set; }

    /// <summary>How often each signal ended a command.</summary>
    public IReadOnlyDictionary<string, long> BySignal => _bySignal;

    /// <summary>How often each command was ended.</summary>
    public IReadOnlyDictionary<string, long> ByCommand => _byCommand;

    /// <summary>Stage and phase in which kills hit.</summary>
    public IReadOnlyDictionary<string, long> ByPlace => _byPlace;

    /// <summary>A kill has hit.</summary>
    public void Killed(string signal, string command, string place, double redoneSeconds)
    {
        Kills++;
        Add(_bySignal, signal);
        Add(_byCommand, command);
        Add(_byPlace, place);
        RedoneSecondsMax = Math.Max(RedoneSecondsMax, redoneSeconds);
    }

    /// <summary>What a kill left of a load was opened.</summary>
    public void Opened(CutLoad load)
    {
        LoadsFinished += load == CutLoad.Committed ? 1 : 0;
        LoadsRemoved += load == CutLoad.FilesAlone ? 1 : 0;
    }

    /// <summary>A process has ended after SIGINT or SIGTERM.</summary>
    public void Stopped(double seconds) => StopSecondsMax = Math.Max(StopSecondsMax, seconds);

    private static void Add(SortedDictionary<string, long> counts, string key) => counts[key] = counts.GetValueOrDefault(key) + 1;
}
