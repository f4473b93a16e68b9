using System.Diagnostics;
using System.Runtime.InteropServices;
using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Node.Chaos;

/// <summary>Runs commands again and again, ends them at random instants, and looks at what is left each time.</summary>
/// <param name="script">The commands.</param>
/// <param name="seed">Decides when and how.</param>
/// <param name="tearEvery">Each how-many-th SIGKILL is looked at with a damaged log as well; 0 for none.</param>
internal sealed class ChaosRun(ChaosScript script, long seed, long tearEvery)
{
    private const string Sigkill = "SIGKILL";
    private const string Sigint = "SIGINT";
    private const string Sigterm = "SIGTERM";
    private static readonly TimeSpan EndTimeMax = TimeSpan.FromMinutes(10); // Much more than the five seconds of a stop: a loaded machine is no loss.

    private readonly Random _random = new((int)(seed ^ (seed >> 32)));
    private readonly List<(TimeSpan Time, long Events)> _undisturbed = [];
    private readonly Dictionary<string, ulong> _acknowledged = new(StringComparer.Ordinal);
    private Hash256 _checksum;
    private long _sigkills;

    /// <summary>What has been done so far.</summary>
    public ChaosCounts Counts { get; } = new();

    private string Folder => script.DataDirectory;

    private string Copy => Folder + ".chaos-copy";

    /// <summary>Runs until so many kills have hit, and ends the round that they hit in.</summary>
    /// <param name="kills">How many.</param>
    /// <param name="progress">Told after each kill.</param>
    /// <param name="stop">Ends early, after the running command was ended.</param>
    /// <exception cref="NodeException">Something was lost, or a command fails by itself.</exception>
    public void Run(long kills, Action<ChaosCounts> progress, CancellationToken stop)
    {
        if (Directory.Exists(Folder))
        {
            throw new NodeException(
                NodeErrorCode.CommandLineInvalid,
                "the data directory is there already, and chaos deletes it again and again",
                Folder,
                "Name a directory that does not exist"
            );
        }
        RunUndisturbed(stop);
        do
        {
            for (int i = 0; i < script.Commands.Count; i++)
            {
                RunToItsEnd(i, kills, progress, stop);
            }
            Hash256 checksum = Inspection.ChecksumOf(Folder);
            if (checksum != _checksum)
            {
                throw Lost($"the checksum is {checksum}, that of the undisturbed run {_checksum}");
            }
            Inspection.Delete(Folder);
            _acknowledged.Clear();
            Counts.Rounds++;
        } while (Counts.Kills < kills);
    }

    private void RunUndisturbed(CancellationToken stop)
    {
        string folder = Folder + ".undisturbed";
        Inspection.Delete(folder);
        try
        {
            foreach (IReadOnlyList<string> command in script.Commands)
            {
                using ChildRun child = ChildRun.Start(ChaosScript.At(command, folder));
                WaitForEnd(child, command, stop);
                _undisturbed.Add((Stopwatch.GetElapsedTime(child.StartedAt), child.Events));
            }
            _checksum = Inspection.ChecksumOf(folder);
        }
        finally
        {
            Inspection.Delete(folder);
        }
    }

    /// <summary>One command, started again after each kill, until it ends by itself.</summary>
    private void RunToItsEnd(int index, long kills, Action<ChaosCounts> progress, CancellationToken stop)
    {
        IReadOnlyList<string> command = script.Commands[index];
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            using ChildRun child = ChildRun.Start(command);
            if (Counts.Kills >= kills)
            {
                WaitForEnd(child, command, stop);
            }
            else if (!TryKill(child, index, out string signal, stop))
            {
                CheckEnd(child, command);
            }
            else
            {
                LookAt(child, signal);
                progress(Counts);
                continue;
            }
            _acknowledged.Clear(); // What it told is in the checksum at the end.
            return;
        }
    }

    /// <summary>Ends the child at an instant that is chosen by the clock or by what it does; false when it was faster.</summary>
    private bool TryKill(ChildRun child, int index, out string signal, CancellationToken stop)
    {
        (TimeSpan time, long events) = _undisturbed[index];
        signal = _random.Next(4) switch
        {
            0 => Sigint,
            1 => Sigterm,
            _ => Sigkill,
        };
        if (events > 0 && _random.Next(2) == 0)
        {
            child.WaitForEvents(1 + _random.NextInt64(events), stop);
            Thread.Sleep(TimeSpan.FromMilliseconds(_random.NextDouble() * 3)); // So that it hits all of what follows.
        }
        else if (child.WaitForEnd(time * _random.NextDouble()))
        {
            return false;
        }
        string place = child.Stage.Length == 0 ? child.Phase : $"{child.Stage}, {child.Phase}";
        double redone = Stopwatch.GetElapsedTime(child.LastCommitAt).TotalSeconds;
        if (child.WaitForEnd(TimeSpan.Zero))
        {
            return false;
        }
        if (string.Equals(signal, Sigkill, StringComparison.Ordinal))
        {
            child.Kill();
        }
        else
        {
            child.Send(string.Equals(signal, Sigint, StringComparison.Ordinal) ? PosixSignal.SIGINT : PosixSignal.SIGTERM);
        }
        if (!child.WaitForEnd(EndTimeMax))
        {
            throw Lost($"`{ChaosScript.Text(script.Commands[index])}` does not end after {signal}\n{child.LastLines()}");
        }
        const int KilledBySignal = 128 + 9;
        int[] allowed = string.Equals(signal, Sigkill, StringComparison.Ordinal)
            ? [KilledBySignal, Output.ExitCodes.Done]
            // Before the program listens, a signal ends it as it ends any other.
            : [Output.ExitCodes.Interrupted, Output.ExitCodes.Done, 128 + 2, 128 + 15];
        if (Array.IndexOf(allowed, child.ExitCode) < 0)
        {
            throw Lost($"`{ChaosScript.Text(script.Commands[index])}` ended with {child.ExitCode} after {signal}\n{child.LastLines()}");
        }
        Counts.Killed(signal, script.Commands[index][0] + NameOfSecond(script.Commands[index]), place, redone);
        return true;
    }

    /// <summary>Opens a copy of what is left, and a damaged one, and compares with what the child had told.</summary>
    private void LookAt(ChildRun child, string signal)
    {
        foreach ((string stage, ulong block) in child.Acknowledged())
        {
            _acknowledged[stage] = block;
        }
        if (!Directory.Exists(Folder))
        {
            return; // Before anything was made.
        }
        Inspection left = Inspect(tear: false, out _);
        Counts.Verified++;
        List<string> differences = DifferencesTo(_acknowledged, left);
        // A commit may be durable and not told yet.
        bool isOneMore = differences.Count == 1 && !string.Equals(child.Phase, "between commits", StringComparison.Ordinal);
        if (differences.Count > 0 && !isOneMore)
        {
            throw Lost(
                $"after {signal} in {child.Stage} ({child.Phase}) what was told to be durable is not there: {string.Join("; ", differences)}"
            );
        }
        if (left.Checkpoints is { } stored)
        {
            foreach (string stage in _acknowledged.Keys)
            {
                _acknowledged[stage] = stored[stage];
            }
        }
        if (!string.Equals(signal, Sigkill, StringComparison.Ordinal) || tearEvery == 0 || _sigkills++ % tearEvery != 0)
        {
            return;
        }
        Inspection torn = Inspect(tear: true, out string? how);
        if (how is null || left.Checkpoints is null)
        {
            return;
        }
        Counts.Torn++;
        // The damaged record was the last: its commit may be gone, and no other.
        List<string> gone = torn.Checkpoints is null ? [] : DifferencesTo(left.Checkpoints, torn);
        Counts.TornLost += gone.Count > 0 ? 1 : 0;
        if (gone.Count > 1)
        {
            throw Lost($"with a damaged log ({how}) more than the last commit is gone: {string.Join("; ", gone)}");
        }
    }

    private Inspection Inspect(bool tear, out string? how)
    {
        how = null;
        Inspection.Delete(Copy);
        Inspection.Copy(Folder, Copy);
        try
        {
            how = tear ? TornLog.Tear(Copy, _random) : null;
            Inspection found = Inspection.OfCopy(Copy);
            if (found.Findings.Count > 0)
            {
                throw Lost($"the tables contradict each other{(how is null ? "" : $" ({how})")}: {string.Join("; ", found.Findings)}");
            }
            return found;
        }
        catch (Exception e) when (e is DatabaseCorruptException || (e is NodeException { Code: not NodeErrorCode.ChaosFoundLoss }))
        {
            throw Lost($"it does not open by itself{(how is null ? "" : $" ({how})")}: {e.Message}");
        }
        finally
        {
            Inspection.Delete(Copy);
        }
    }

    private static List<string> DifferencesTo(IReadOnlyDictionary<string, ulong> told, Inspection found)
    {
        List<string> differences = [];
        foreach ((string stage, ulong block) in told)
        {
            if (found.Checkpoints is null)
            {
                differences.Add($"{stage} was at block {block}, nothing is there");
            }
            else if (found.Checkpoints[stage] != block)
            {
                differences.Add($"{stage} was at block {block}, is at {found.Checkpoints[stage]}");
            }
        }
        return differences;
    }

    private static void WaitForEnd(ChildRun child, IReadOnlyList<string> command, CancellationToken stop)
    {
        while (!child.WaitForEnd(TimeSpan.FromMilliseconds(100)))
        {
            stop.ThrowIfCancellationRequested(); // The dispose ends it.
        }
        CheckEnd(child, command);
    }

    private static void CheckEnd(ChildRun child, IReadOnlyList<string> command)
    {
        if (child.ExitCode != Output.ExitCodes.Done)
        {
            throw new NodeException(
                NodeErrorCode.ChaosCommandFailed,
                $"the command ended with {child.ExitCode} by itself",
                ChaosScript.Text(command),
                $"Run it alone until it works. The end of its log:\n{child.LastLines()}"
            );
        }
    }

    private static string NameOfSecond(IReadOnlyList<string> command) =>
        command.Count > 1 && command[0] is "stage" or "db" or "chain" ? $" {command[1]}" : "";

    private NodeException Lost(string what) =>
        new(
            NodeErrorCode.ChaosFoundLoss,
            what,
            Folder,
            $"Keep the directory and report it with the seed {seed}, after {Counts.Kills} kills and {Counts.Rounds} rounds"
        );
}
