using System.Text.Json;
using NodeProto.Primitives;

namespace NodeProto.Consensus;

/// <summary>The <c>blobSchedule</c> of a genesis file (EIP-7840, EIP-7892).</summary>
internal static class GenesisBlobs
{
    /// <summary>A fork that can change blob parameters.</summary>
    /// <param name="Name">Key in <c>blobSchedule</c>.</param>
    /// <param name="Default">Parameters when the file gives none; null when it must give them.</param>
    private readonly record struct BlobKey(string Name, BlobParameters? Default);

    // csharpier-ignore
    private static readonly BlobKey[] s_keys =
    [
        new("cancun", BlobParameters.Cancun),
        new("prague", BlobParameters.Prague),
        new("osaka",  null), // As before it.
        new("bpo1",   null),
        new("bpo2",   null),
        new("bpo3",   null),
        new("bpo4",   null),
        new("bpo5",   null),
    ];

    /// <summary>Reads the schedule of the forks that have a start.</summary>
    public static BlobSchedule Parse(
        JsonElement config,
        Dictionary<string, ulong> starts,
        GenesisReader reader,
        ICollection<string> warnings
    )
    {
        JsonElement? schedule = GenesisReader.Optional(config, "blobSchedule") is { } value
            ? reader.AsObject(value, "config.blobSchedule")
            : null;
        WarnOfUnknown(schedule, warnings);
        List<BlobScheduleEntry> entries = [];
        foreach (BlobKey key in s_keys)
        {
            JsonElement? given = schedule is { } some ? GenesisReader.Optional(some, key.Name) : null;
            BlobParameters? parameters = given is { } element ? ParseParameters(element, $"config.blobSchedule.{key.Name}", reader) : null;
            if (!starts.TryGetValue($"{key.Name}Time", out ulong start))
            {
                continue;
            }
            parameters ??= key.Default ?? (string.Equals(key.Name, "osaka", StringComparison.Ordinal) ? entries[^1].Parameters : null);
            entries.Add(
                new(
                    key.Name,
                    start,
                    parameters
                        ?? throw reader.Error(
                            NodeErrorCode.GenesisKeyMissing,
                            $"key '{key.Name}' is missing, though {key.Name}Time is {start} and the fork changes nothing but blob parameters",
                            "config.blobSchedule"
                        )
                )
            );
        }
        return new BlobSchedule(entries);
    }

    private static BlobParameters ParseParameters(JsonElement value, string path, GenesisReader reader)
    {
        reader.AsObject(value, path);
        ulong target = Read("target");
        ulong max = Read("max");
        ulong fraction = Read("baseFeeUpdateFraction");
        if (max > 1_000_000 || target > max)
        {
            throw reader.Bad(value, path, "blob parameters: target at most max, max at most 1000000");
        }
        return fraction == 0
            ? throw reader.Bad(value, path, "blob parameters: baseFeeUpdateFraction above 0")
            : new BlobParameters(target, max, fraction);

        ulong Read(string name) => reader.AsUInt64(reader.Required(value, path, name), $"{path}.{name}");
    }

    private static void WarnOfUnknown(JsonElement? schedule, ICollection<string> warnings)
    {
        if (schedule is not { } given)
        {
            return;
        }
        foreach (JsonProperty member in given.EnumerateObject())
        {
            if (!Array.Exists(s_keys, key => string.Equals(key.Name, member.Name, StringComparison.Ordinal)))
            {
                warnings.Add($"'config.blobSchedule.{member.Name}' is not known and was ignored.");
            }
        }
    }
}
