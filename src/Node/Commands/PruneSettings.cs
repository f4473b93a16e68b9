using System.CommandLine;
using NodeProto.Db;
using NodeProto.Node.CommandLine;
using NodeProto.Primitives;

namespace NodeProto.Node.Commands;

/// <summary>What of old blocks is kept: options of the commands that write, recorded in the data directory.</summary>
internal static class PruneSettings
{
    /// <summary>All segments at once.</summary>
    public static readonly Setting<string?> Preset = new(
        "--prune",
        $"What is kept of old blocks: {string.Join("; ", PrunePreset.All.Select(preset => $"{preset.Name} {preset.Description}"))}.",
        string.Join('|', PrunePreset.All.Select(preset => preset.Name)),
        (string text, out string? value) =>
        {
            value = PrunePreset.All.FirstOrDefault(preset => preset.Name.Equals(text, StringComparison.OrdinalIgnoreCase))?.Name;
            return value is not null;
        },
        null,
        "what the data directory was told before, else archive"
    );

    /// <summary>Whether fewer changes may be kept than reorganisations may need.</summary>
    public static readonly Setting<bool> AllowShallow = Setting.Flag(
        "--prune.allow-shallow-unwind",
        $"Let account-history and storage-history keep fewer than {PruneSegment.ChangesMin} blocks: the chain cannot be unwound, or"
            + " reorganise, to before what is kept."
    );

    private static readonly Dictionary<PruneSegment, Setting<PruneMode?>> BySegment = PruneSegment.All.ToDictionary(
        segment => segment,
        CreateOf
    );

    /// <summary>All, in the order of the help.</summary>
    public static readonly IReadOnlyList<Option> All = [Preset, .. PruneSegment.All.Select(segment => BySegment[segment]), AllowShallow];

    /// <summary>The modes that the command line, variables and file ask for; empty when they ask for none.</summary>
    /// <exception cref="NodeException">One keeps too little.</exception>
    public static IReadOnlyDictionary<PruneSegment, PruneMode> Asked(ParseResult parsed)
    {
        string? name = Preset.Of(parsed);
        PrunePreset? preset = name is null ? null : PrunePreset.All.First(each => each.Name == name);
        Dictionary<PruneSegment, PruneMode> modes = [];
        foreach (PruneSegment segment in PruneSegment.All)
        {
            if (BySegment[segment].Of(parsed) is { } own)
            {
                RequireEnough(segment, own, AllowShallow.Of(parsed));
                modes.Add(segment, own);
            }
            else if (preset is not null)
            {
                modes.Add(segment, preset[segment]);
            }
        }
        return modes;
    }

    private static Setting<PruneMode?> CreateOf(PruneSegment segment) =>
        new(
            $"--prune.{segment.Name}",
            $"What is kept of {string.Join(" and ", segment.Tables.Select(table => table.Name))}; at least {segment.Floor} blocks.",
            "all|last N|from N",
            (string text, out PruneMode? value) =>
            {
                bool isMode = PruneMode.TryParse(text, out PruneMode mode);
                value = isMode ? mode : null;
                return isMode;
            },
            null,
            $"as {Preset.Name} says",
            "all, or \"last\" and how many blocks, or \"from\" and the first block"
        );

    private static void RequireEnough(PruneSegment segment, PruneMode mode, bool allowsShallow)
    {
        bool isHistory = segment.Floor > PruneSegment.BlocksMin;
        ulong floor = isHistory && allowsShallow ? PruneSegment.BlocksMin : segment.Floor;
        if (mode.Kind == PruneKind.Last && mode.Number < floor)
        {
            throw new NodeException(
                NodeErrorCode.PruneModeTooNarrow,
                $"'{mode}' keeps too little of {segment}: at least {floor} blocks are needed",
                $"--prune.{segment.Name}",
                floor > PruneSegment.BlocksMin
                    ? $"Keep `last {floor}` or more. With {AllowShallow.Name} fewer are allowed: the chain can then be unwound no further"
                    : $"Keep `last {floor}` or more"
            );
        }
    }
}
