using System.Globalization;
using System.Text.Json;
using NodeProto.Db;

namespace NodeProto.Bench;

/// <summary>The program itself prunes a chain with contracts: bytes on disk as archive, full and minimal, and the plan beside what came back.</summary>
/// <remarks><c>prune [TRANSACTIONS]</c>. The chain is made once and kept in <c>artifacts/bench</c>; the data directories are removed.</remarks>
internal sealed class PruneBenchmark : IComparison
{
    private const int TransactionsPerBlock = 50;
    private static readonly string[] Presets = ["full", "minimal"];

    public static string Name => "prune";

    public static string Summary =>
        "bytes of a chain with contracts (20,000) as archive, full and minimal: plan, what came back, checksums";

    public static void Run(ReadOnlySpan<string> arguments)
    {
        int transactions =
            arguments.Length > 0 ? int.Parse(arguments[0], NumberStyles.AllowThousands, CultureInfo.InvariantCulture) : 20_000;
        int blocks = Math.Max(200, transactions / TransactionsPerBlock);
        string root = ProgramRun.FindRoot();
        string folder = Path.Combine(root, "artifacts", "bench", $"contracts-{transactions}");
        string chain = Path.Combine(folder, "chain.rlp");
        string[] import = ["import", "--chain", Path.Combine(folder, "genesis.json"), chain, "--json"];
        ProgramRun.Start(root, ["stage", "list", "--help"]); // Builds when sources have changed, so that no clock sees it.
        if (!File.Exists(chain))
        {
            string[] size = ["--blocks", $"{blocks}", "--transactions", $"{transactions}", "--senders", "1000"];
            ProgramRun.Start(root, ["chain", "generate", "--contracts", "--fork", "shanghai", "--out", folder, .. size]);
        }
        string archive = Path.Combine(folder, "archive");
        Delete(archive);
        ProgramRun imported = ProgramRun.Start(root, [.. import, "--datadir", archive]);
        Console.WriteLine($"{transactions:n0} transactions with contracts in {blocks:n0} blocks; imported in {imported.Seconds:F1} s");
        Dictionary<string, long> tablesBefore = TablesOf(root, archive); // Opened once as the writer: its log is in files now.
        List<(string Mode, Dictionary<string, long> Tables, long Directory)> all = [("archive", tablesBefore, BytesOf(archive))];
        foreach (string preset in Presets)
        {
            all.Add(Prune(root, folder, archive, preset, import, OptionsOf(preset, blocks)));
        }
        PrintTables(all);
        Delete(archive);
    }

    /// <summary>The preset; over a chain that is too short for it, the same segments with half of the blocks.</summary>
    private static string[] OptionsOf(string preset, int blocks)
    {
        if ((ulong)blocks >= 2 * PruneSegment.ChangesMin)
        {
            return ["--prune", preset];
        }
        PrunePreset modes = PrunePreset.All.Single(each => each.Name == preset);
        return
        [
            "--prune.allow-shallow-unwind",
            .. PruneSegment
                .All.Where(segment => modes[segment].Kind == PruneKind.Last)
                .SelectMany(segment => new[] { $"--prune.{segment.Name}", $"last {blocks / 2}" }),
        ];
    }

    private static (string Mode, Dictionary<string, long> Tables, long Directory) Prune(
        string root,
        string folder,
        string archive,
        string preset,
        string[] import,
        string[] options
    )
    {
        string data = Path.Combine(folder, preset);
        Delete(data);
        Copy(archive, data);
        JsonElement plan = Json(ProgramRun.Start(root, ["prune", "--dry-run", "--json", "--datadir", data, .. options]));
        long freeBefore = FreeBytes(folder);
        ProgramRun run = ProgramRun.Start(root, ["prune", "--json", "--datadir", data, .. options]);
        long freeAfter = FreeBytes(folder);
        JsonElement done = Json(run);
        Console.WriteLine();
        Console.WriteLine($"{preset}: {string.Join(' ', options)}");
        Console.WriteLine($"  {"segment", -20} {"rows that go", 14} {"planned", 12} {"came back", 12} {"of plan", 9}");
        foreach (
            (JsonElement planned, JsonElement freed) in plan.GetProperty("segments")
                .EnumerateArray()
                .Zip(done.GetProperty("segments").EnumerateArray())
        )
        {
            if (planned.GetProperty("rows").GetInt64() > 0)
            {
                Row(
                    planned.GetProperty("segment").GetString()!,
                    planned.GetProperty("rows").GetInt64(),
                    planned.GetProperty("bytes").GetInt64(),
                    freed.GetProperty("bytesFreed").GetInt64()
                );
            }
        }
        Row("all", 0, plan.GetProperty("bytes").GetInt64(), done.GetProperty("bytesFreed").GetInt64());
        Console.WriteLine(
            $"  in {run.Seconds:F1} s; directory {Size(done.GetProperty("directoryBytesBefore").GetInt64())} before,"
                + $" {Size(done.GetProperty("directoryBytesAfter").GetInt64())} after; free disk grew by {Size(freeAfter - freeBefore)}"
        );
        string checksum = ChecksumOf(root, data);
        long directory = BytesOf(data);
        Dictionary<string, long> tables = TablesOf(root, data);
        Delete(data);
        ProgramRun.Start(root, [.. import, "--datadir", data, .. options]);
        string same = ChecksumOf(root, data) == checksum ? "the same checksum" : "ANOTHER CHECKSUM";
        Console.WriteLine($"  an import that prunes ends with {same}, in a directory of {Size(BytesOf(data))}");
        Delete(data);
        return (preset, tables, directory);
    }

    private static void Row(string name, long rows, long planned, long freed) =>
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  {name, -20} {(rows == 0 ? "" : $"{rows:n0}"), 14} {Size(planned), 12} {Size(freed), 12} {(double)freed / planned, 9:P1}"
            )
        );

    private static void PrintTables(List<(string Mode, Dictionary<string, long> Tables, long Directory)> all)
    {
        Console.WriteLine();
        Console.WriteLine($"{"bytes on disk", -20} {string.Join(' ', all.Select(each => $"{each.Mode, 12}"))}");
        foreach (string table in all[0].Tables.Keys)
        {
            Console.WriteLine($"{table, -20} {string.Join(' ', all.Select(each => $"{Size(each.Tables[table]), 12}"))}");
        }
        Console.WriteLine($"{"all tables", -20} {string.Join(' ', all.Select(each => $"{Size(each.Tables.Values.Sum()), 12}"))}");
        Console.WriteLine($"{"directory", -20} {string.Join(' ', all.Select(each => $"{Size(each.Directory), 12}"))}");
    }

    /// <summary>Bytes of each table in files: a dry run opens as the writer, which turns the log into files.</summary>
    private static Dictionary<string, long> TablesOf(string root, string data)
    {
        ProgramRun.Start(root, ["prune", "--dry-run", "--json", "--datadir", data]);
        return Json(ProgramRun.Start(root, ["db", "stats", "--json", "--datadir", data]))
            .GetProperty("tables")
            .EnumerateArray()
            .ToDictionary(
                table => table.GetProperty("table").GetString()!,
                table => table.GetProperty("bytes").GetInt64(),
                StringComparer.Ordinal
            );
    }

    private static string ChecksumOf(string root, string data) =>
        Json(ProgramRun.Start(root, ["db", "checksum", "--json", "--datadir", data])).GetProperty("checksum").GetString()!;

    private static JsonElement Json(ProgramRun run)
    {
        using JsonDocument document = JsonDocument.Parse(run.Output);
        return document.RootElement.Clone();
    }

    private static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0 / 1024.0:n1} MiB");

    private static long FreeBytes(string folder) => new DriveInfo(folder).AvailableFreeSpace;

    private static long BytesOf(string folder) =>
        new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);

    private static void Copy(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
