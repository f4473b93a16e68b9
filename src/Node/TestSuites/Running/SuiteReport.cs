using System.Diagnostics;
using System.Text.Json;
using NodeProto.Node.Output;
using NodeProto.Primitives;

namespace NodeProto.Node.TestSuites;

/// <summary>Sums up a run: totals, by fork and by folder, and every case that did not pass.</summary>
internal sealed class SuiteReport : IReport
{
    private readonly SortedDictionary<string, Counts> _byFork = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Counts> _byFolder = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _disagreements = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _skippedBecause = new(StringComparer.Ordinal);
    private readonly List<CaseResult> _failed = [];
    private readonly Counts _all = new();
    private readonly Agreement _eest = new();
    private readonly Agreement _older = new();

    /// <summary>Seconds that the run took.</summary>
    public double Seconds { get; set; }

    /// <summary>Rules named in the words of execution-spec-tests.</summary>
    public Agreement Eest => _eest;

    /// <summary>All cases.</summary>
    public int Count => _all.Passed + _all.Failed + _all.Skipped;

    /// <summary>Cases that passed.</summary>
    public int Passed => _all.Passed;

    /// <summary>Cases that failed, in the order in which they ended.</summary>
    public IReadOnlyList<CaseResult> Failed => _failed;

    /// <summary>Cases that were not run.</summary>
    public int Skipped => _all.Skipped;

    /// <summary>Whether the run was stopped, so that these are the results of a part of the cases.</summary>
    public bool IsInterrupted { get; set; }

    /// <summary>Files of other formats, which were passed over.</summary>
    public int OtherFiles { get; set; }

    /// <summary>Why the first file cannot be read, when no file could be; else null.</summary>
    public NodeException? FirstDamageAlone =>
        _failed.Count > 0 && _failed.Count == Count && _failed.TrueForAll(static failure => failure.Damage is not null)
            ? _failed[0].Damage
            : null;

    /// <inheritdoc/>
    public int ExitCode =>
        IsInterrupted ? ExitCodes.Interrupted
        : _failed.Count > 0 || _all.Passed == 0 ? ExitCodes.Failure
        : ExitCodes.Done;

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
        foreach (RuleAgreement rule in result.Rules)
        {
            (rule.IsEest ? _eest : _older).Add(rule.Agrees);
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
        json.WriteBoolean("interrupted", IsInterrupted);
        json.WriteNumber("otherFiles", OtherFiles);
        json.WriteNumber("seconds", Math.Round(Seconds, 3));
        json.WriteNumber("peakMemoryBytes", Process.GetCurrentProcess().PeakWorkingSet64);
        json.WriteStartObject("rules");
        _eest.WriteTo(json, "executionSpecTests");
        _older.WriteTo(json, "older");
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
            terminal.Out.WriteLine(
                failure.Name.Length == 0
                    ? $"FAILED {failure.File.Name}\n  {failure.Detail}"
                    : $"FAILED {failure.File.Name}\n  {failure.Name}\n  {failure.Detail}"
            );
        }
        foreach ((string reason, int count) in _skippedBecause)
        {
            terminal.Out.WriteLine($"skipped {count}: {reason}");
        }
        if (OtherFiles > 0)
        {
            terminal.Out.WriteLine($"passed over {OtherFiles} files of other formats");
        }
        WriteRules(terminal);
        if (IsInterrupted)
        {
            terminal.Out.WriteLine("interrupted: these are the cases that ended before");
        }
        terminal.Out.WriteLine(
            $"{_all.Passed} passed, {_all.Failed} failed, {_all.Skipped} skipped in {Seconds:F1} s, at most {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB"
        );
    }

    private void WriteRules(Terminal terminal)
    {
        if (_eest.Refusals + _older.Refusals == 0)
        {
            return;
        }
        terminal.Out.WriteLine(
            $"rules named alike: {_eest.Agreements} of {_eest.Refusals} in the words of execution-spec-tests, {_older.Agreements} of {_older.Refusals} in older ones"
        );
        foreach ((string pair, int count) in _disagreements)
        {
            terminal.Out.WriteLine($"  {count} × {pair}");
        }
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

    /// <summary>How often a refusal named the rule that the suite names.</summary>
    internal sealed class Agreement
    {
        /// <summary>Refusals with a rule in the suite.</summary>
        public int Refusals { get; private set; }

        /// <summary>Those where ours is joined with it.</summary>
        public int Agreements { get; private set; }

        /// <summary>Counts one.</summary>
        public void Add(bool agrees)
        {
            Refusals++;
            Agreements += agrees ? 1 : 0;
        }

        /// <summary>Writes both numbers.</summary>
        public void WriteTo(Utf8JsonWriter json, string name)
        {
            json.WriteStartObject(name);
            json.WriteNumber("refusals", Refusals);
            json.WriteNumber("agreements", Agreements);
            json.WriteEndObject();
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
