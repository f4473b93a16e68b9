namespace NodeProto.Db;

/// <summary>Modes of all segments under one name.</summary>
/// <param name="Name">Value of the option <c>--prune</c>.</param>
/// <param name="Description">What such a node can still answer: the end of a sentence.</param>
public sealed record PrunePreset(string Name, string Description)
{
    private readonly Dictionary<PruneSegment, PruneMode> _modes = [];

    /// <summary>Keeps everything.</summary>
    public static PrunePreset Archive { get; } = new("archive", "keeps everything");

    /// <summary>Keeps every block with its receipts, and old state as far as reorganisations need it.</summary>
    public static PrunePreset Full { get; } =
        new("full", $"keeps every block and receipt, and senders and old state of the last {PruneSegment.ChangesMin} blocks")
        {
            _modes =
            {
                [PruneSegment.Senders] = PruneMode.Last(PruneSegment.ChangesMin),
                [PruneSegment.AccountHistory] = PruneMode.Last(PruneSegment.ChangesMin),
                [PruneSegment.StorageHistory] = PruneMode.Last(PruneSegment.ChangesMin),
            },
        };

    /// <summary>Keeps of everything what reorganisations need.</summary>
    public static PrunePreset Minimal { get; } = CreateMinimal();

    /// <summary>All, the one that keeps most first.</summary>
    public static IReadOnlyList<PrunePreset> All { get; } = [Archive, Full, Minimal];

    /// <summary>The mode of a segment.</summary>
    public PruneMode this[PruneSegment segment] => _modes.GetValueOrDefault(segment);

    private static PrunePreset CreateMinimal()
    {
        PrunePreset minimal = new("minimal", $"keeps the last {PruneSegment.ChangesMin} blocks of everything");
        foreach (PruneSegment segment in PruneSegment.All)
        {
            minimal._modes[segment] = PruneMode.Last(PruneSegment.ChangesMin);
        }
        return minimal;
    }
}
