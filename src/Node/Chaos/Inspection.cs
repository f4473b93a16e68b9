using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Node.Chaos;

/// <summary>What a kill left of a commit whose rows are sorted files: the next opening finishes it or removes the files.</summary>
internal enum CutLoad
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Files that nothing refers to, of a commit not yet made or made to its end: removed.</summary>
    FilesAlone,

    /// <summary>Files with the row that commits them, before the last step: finished.</summary>
    Committed,
}

/// <summary>What a data directory holds after it was opened as the next start would open it.</summary>
/// <param name="Checkpoints">Block of each stage; null when its making had not begun to be durable.</param>
/// <param name="Findings">What breaks a rule.</param>
/// <param name="Load">What it held of a commit with sorted files before it was opened.</param>
internal sealed record Inspection(
    IReadOnlyDictionary<string, ulong>? Checkpoints,
    IReadOnlyList<string> Findings,
    CutLoad Load = CutLoad.None
)
{
    /// <summary>Opens a copy of a directory to read, then to write, which finishes what a kill has left, and verifies all of it.</summary>
    /// <exception cref="DatabaseCorruptException">It does not open, or cannot be read.</exception>
    /// <exception cref="NodeException">It does not open.</exception>
    public static Inspection OfCopy(string copy)
    {
        if (!IsMade(copy, out CutLoad load))
        {
            return new Inspection(null, []);
        }
        using DataDirectory directory = DataDirectory.OpenForWriting(copy, new DatabaseOptions());
        Genesis genesis = GenesisFile.Parse(directory.Identity.Genesis, "genesis.json");
        using IReadTransaction tx = directory.Database.BeginRead();
        VerificationReport report = DatabaseVerifier.Verify(tx, genesis.Spec);
        Dictionary<string, ulong> checkpoints = new(StringComparer.Ordinal);
        foreach (StageId stage in AllStages.Order)
        {
            checkpoints[stage.Name] = CheckpointStore.Read(tx, stage).Number.Value;
        }
        return new Inspection(
            checkpoints,
            [
                .. report.Findings.Select(finding =>
                    $"{finding.Table.Name} {finding.Key}: expected {finding.Expected}, found {finding.Found}"
                ),
            ],
            load
        );
    }

    /// <summary>Checksum of a directory.</summary>
    public static Hash256 ChecksumOf(string path)
    {
        using DataDirectory directory = DataDirectory.OpenForReading(path, new DatabaseOptions());
        using IReadTransaction tx = directory.Database.BeginRead();
        return DatabaseChecksum.Compute(tx).Total;
    }

    /// <summary>Copies a directory, as it is.</summary>
    public static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string folder in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories))
        {
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder)));
        }
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)), overwrite: true);
        }
    }

    /// <summary>Deletes a directory if it is there.</summary>
    public static void Delete(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }

    /// <summary>Whether the genesis is stored: a kill may come before that, and the next start makes the directory.</summary>
    private static bool IsMade(string path, out CutLoad load)
    {
        load = CutLoad.None;
        try
        {
            using DataDirectory directory = DataDirectory.OpenForReading(path, new DatabaseOptions());
            load =
                directory.Database.UnfinishedLoads.Count > 0 ? CutLoad.Committed
                : directory.HasLoadFiles ? CutLoad.FilesAlone
                : CutLoad.None;
            return true;
        }
        catch (NodeException e) when (e.Code == NodeErrorCode.NotADataDirectory)
        {
            return false;
        }
        catch (DatabaseCorruptException) when (IsYoung(path))
        {
            return false; // RocksDB itself was not made to its end: it has no manifest yet.
        }
    }

    private static bool IsYoung(string path) => !Directory.EnumerateFiles(path, "CURRENT", SearchOption.AllDirectories).Any();
}
