using System.Diagnostics;
using System.Text.Json;
using NodeProto.Node.Output;

namespace NodeProto.Node.TestSuites;

/// <summary>Sums up a run: totals, by fork and by folder, and every case that did not pass.</summary>
internal sealed class SuiteReport : IReport
{
    private const int SkippedShownMax = 20;

    private readonly SortedDictionary<string, Counts> _byFork = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Counts> _byFolder = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _disagreements = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _skippedBecause = new(StringComparer.Ordinal);
    private readonly List<CaseResult> _failed = [];
    private readonly Counts _all = new();
    private int _refusals;
    private int _agreements;

    /// <summary>Seconds that the run took.</summary>
    public double Seconds { get; set; }

    /// <summary>Cases that passed.</summary>
    public int Passed => _all.Passed;

    /// <summary>Cases that failed, in the order in which they ended.</summary>
    public IReadOnlyList<CaseResult> Failed => _failed;

    /// <summary>Cases that were not run.</summary>
    public int Skipped => _all.Skipped;

    /// <inheritdoc/>
    public int ExitCode => _failed.Count > 0 || _all.Passed == 0 ? ExitCodes.Failure : ExitCodes.Done;

    /// <summary>Counts a result.</summary>
    public void Add(CaseResult result)
    {
        _all.Add(result.Outcome);
        CountsOf(_byFork, result.Fork).Add(result.Outcome);
        CountsOf(_byFolder, result.File.Folder).Add(result.Outcome);
        if (result.Outcome == CaseOutcome.Failed)
        {
            _failed.Add(result);
        }
        if (result.Outcome == CaseOutcome.Skipped)
        {
            _skippedBecause[result.Detail] = _skippedBecause.GetValueOrDefault(result.Detail) + 1;
        }
        if (result.Rule is { } rule)
        {
            _refusals++;
            _agreements += rule.Agrees ? 1 : 0;
            if (!rule.Agrees)
            {
                string pair = $"{rule.Expected}: {rule.Found}";
                _disagreements[pair] = _disagreements.GetValueOrDefault(pair) + 1;
            }
        }
    }

    /// <inheritdoc/>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        _all.WriteTo(json);
        json.WriteNumber("seconds", Math.Round(Seconds, 3));
        json.WriteNumber("peakMemoryBytes", Process.GetCurrentProcess().PeakWorkingSet64);
        json.WriteStartObject("rules");
        json.WriteNumber("refusals", _refusals);
        json.WriteNumber("agreements", _agreements);
        WriteNumbers(json, "disagreements", _disagreements);
        json.WriteEndObject();
        WriteGroups(json, "byFork", _byFork);
        WriteGroups(json, "byFolder", _byFolder);
        WriteNumbers(json, "skippedBecause", _skippedBecause);
        json.WriteStartArray("failures");
        foreach (CaseResult failure in _failed)
        {
            json.WriteStartObject();
            json.WriteString("file", failure.File.Name);
            json.WriteString("case", failure.Name);
            json.WriteString("fork", failure.Fork);
            json.WriteString("detail", failure.Detail);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public void WriteText(Terminal terminal)
    {
        WriteGroups(terminal, "fork", _byFork);
        WriteGroups(terminal, "folder", _byFolder);
        foreach (CaseResult failure in _failed)
        {
            terminal.Out.WriteLine($"FAILED {failure.File.Name}\n  {failure.Name}\n  {failure.Detail}");
        }
        foreach ((string reason, int count) in _skippedBecause)
        {
            terminal.Out.WriteLine($"skipped {count}: {reason}");
        }
        if (_refusals > 0)
        {
            terminal.Out.WriteLine($"rules named alike: {_agreements} of {_refusals}");
            int shown = 0;
            foreach ((string pair, int count) in _disagreements)
            {
                terminal.Out.WriteLine($"  {count} × {pair}");
                if (++shown == SkippedShownMax)
                {
                    terminal.Out.WriteLine($"  and {_disagreements.Count - shown} more kinds: see --json");
                    break;
                }
            }
        }
        terminal.Out.WriteLine(
            $"{_all.Passed} passed, {_all.Failed} failed, {_all.Skipped} skipped in {Seconds:F1} s, at most {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB"
        );
    }

    private static Counts CountsOf(SortedDictionary<string, Counts> groups, string name)
    {
        if (!groups.TryGetValue(name, out Counts? counts))
        {
            groups.Add(name, counts = new Counts());
        }
        return counts;
    }

    private static void WriteGroups(Utf8JsonWriter json, string name, SortedDictionary<string, Counts> groups)
    {
        json.WriteStartObject(name);
        foreach ((string group, Counts counts) in groups)
        {
            json.WriteStartObject(group);
            counts.WriteTo(json);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, SortedDictionary<string, int> numbers)
    {
        json.WriteStartObject(name);
        foreach ((string key, int number) in numbers)
        {
            json.WriteNumber(key, number);
        }
        json.WriteEndObject();
    }

    private static void WriteGroups(Terminal terminal, string title, SortedDictionary<string, Counts> groups)
    {
        terminal.Out.WriteLine($"{"passed", 8} {"failed", 8} {"skipped", 8}  {title}");
        foreach ((string group, Counts counts) in groups)
        {
            terminal.Out.WriteLine($"{counts.Passed, 8} {counts.Failed, 8} {counts.Skipped, 8}  {group}");
        }
    }

    private sealed class Counts
    {
        public int Passed { get; private set; }

        public int Failed { get; private set; }

        public int Skipped { get; private set; }

        public void Add(CaseOutcome outcome)
        {
            switch (outcome)
            {
                case CaseOutcome.Passed:
                    Passed++;
                    break;
                case CaseOutcome.Failed:
                    Failed++;
                    break;
                default:
                    Skipped++;
                    break;
            }
        }

        public void WriteTo(Utf8JsonWriter json)
        {
            json.WriteNumber("passed", Passed);
            json.WriteNumber("failed", Failed);
            json.WriteNumber("skipped", Skipped);
        }
    }
}
