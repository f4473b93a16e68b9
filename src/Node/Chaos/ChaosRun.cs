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

    /// <summary>RocksDB's words for rows in a sorted file whose record is no longer in the log. It syncs the log before it makes the file.</summary>
    private const string AheadOfLog = "SST file is ahead of WALs";

    private static readonly TimeSpan EndTimeMax = TimeSpan.FromMinutes(10); // Much more than the five seconds of a stop: a loaded machine is no loss.

    private static readonly TimeSpan SignalTimeMax = TimeSpan.FromSeconds(5); // Between the children's and this process's notice of one Ctrl-C.

    private readonly Random _random = new((int)(seed ^ (seed >> 32)));
    private readonly List<(TimeSpan Time, long Events)> _undisturbed = [];
    private CommitLedger _ledger = new();
    private Action<string> _warn = static _ => { };
    private Hash256 _checksum;
    private long _sigkills;

    /// <summary>What has been done so far.</summary>
    public ChaosCounts Counts { get; } = new();

    private string Folder => script.DataDirectory;

    private string Undisturbed => Folder + ".undisturbed";

    private string Copy => Folder + ".chaos-copy";

    /// <summary>Runs until so many kills have hit, and ends the round that they hit in.</summary>
    /// <param name="kills">How many.</param>
    /// <param name="progress">Told after each kill.</param>
    /// <param name="warn">Told what a command warns of while nothing is done but to wait for it: a disk with too little room, for example.</param>
    /// <param name="stop">Ends early, after the running command was ended.</param>
    /// <exception cref="NodeException">Something was lost, a command fails by itself, or the machine has run out of something.</exception>
    public void Run(long kills, Action<ChaosCounts> progress, Action<string> warn, CancellationToken stop)
    {
        foreach (string path in (string[])[Folder, Undisturbed, Copy])
        {
            if (Path.Exists(path))
            {
                throw new NodeException(
                    NodeErrorCode.CommandLineInvalid,
                    "the directory is there already, and chaos would delete it",
                    path,
                    "Delete it if it is left from another run of chaos, or name another --datadir"
                );
            }
        }
        _warn = warn;
        RunUndisturbed(stop);
        try
        {
            do
            {
                RunRound(kills, progress, stop);
            } while (Counts.Kills < kills);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            Inspection.Delete(Folder); // Half a round: the next start begins anew.
            throw;
        }
    }

    private void RunRound(long kills, Action<ChaosCounts> progress, CancellationToken stop)
    {
        _ledger = new CommitLedger();
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
        Counts.Rounds++;
    }

    private void RunUndisturbed(CancellationToken stop)
    {
        try
        {
            foreach (IReadOnlyList<string> command in script.Commands)
            {
                using ChildRun child = ChildRun.Start(ChaosScript.At(command, Undisturbed));
                WaitForEnd(child, stop);
                if (child.ExitCode != Output.ExitCodes.Done)
                {
                    throw new NodeException(
                        NodeErrorCode.ChaosCommandFailed,
                        $"the command ended with {child.ExitCode} by itself",
                        ChaosScript.Text(command),
                        $"Run it alone until it works. It said: {child.Failure?.Text ?? child.LastLines()}"
                    );
                }
                _undisturbed.Add((Stopwatch.GetElapsedTime(child.StartedAt), child.Events));
            }
            _checksum = Inspection.ChecksumOf(Undisturbed);
        }
        catch (NodeException e) when (e.Code == NodeErrorCode.NotADataDirectory)
        {
            throw new NodeException(
                NodeErrorCode.CommandLineInvalid,
                "no command makes the data directory",
                string.Join(" , ", script.Commands.Select(ChaosScript.Text)),
                "Begin with an import, or with init",
                e
            );
        }
        finally
        {
            Inspection.Delete(Undisturbed);
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
                WaitForEnd(child, stop);
            }
            else if (TryKill(child, index, out string signal, stop))
            {
                LookAt(child, signal);
                progress(Counts);
                continue;
            }
            ThrowIfStopped(child, stop);
            if (child.ExitCode != Output.ExitCodes.Done)
            {
                throw Ended(child, $"`{ChaosScript.Text(command)}` ended with {child.ExitCode}, which it did not undisturbed");
            }
            Take(child);
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
            // So that it hits all of what follows: a small commit takes less than a millisecond, one of sorted files a hundred.
            Thread.Sleep(TimeSpan.FromMilliseconds(0.1 * Math.Pow(2_000, _random.NextDouble())));
        }
        else if (child.WaitForEnd(time * _random.NextDouble()))
        {
            return false;
        }
        string place = child.Place;
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
        long sentAt = Stopwatch.GetTimestamp();
        if (!child.WaitForEnd(EndTimeMax))
        {
            throw Lost($"`{ChaosScript.Text(script.Commands[index])}` does not end after {signal}\n{child.LastLines()}");
        }
        bool isKill = string.Equals(signal, Sigkill, StringComparison.Ordinal);
        if (!isKill)
        {
            Counts.Stopped(Stopwatch.GetElapsedTime(sentAt).TotalSeconds);
        }
        if (child.ExitCode == Output.ExitCodes.Done)
        {
            return false; // It had done its work before the signal reached it.
        }
        const int KilledBySignal = 128 + 9;
        // Before the program listens, a signal ends it as it ends any other.
        int[] allowed = isKill ? [KilledBySignal] : [Output.ExitCodes.Interrupted, 128 + 2, 128 + 15];
        if (Array.IndexOf(allowed, child.ExitCode) < 0)
        {
            ThrowIfStopped(child, stop);
            throw Ended(child, $"`{ChaosScript.Text(script.Commands[index])}` ended with {child.ExitCode} after {signal}");
        }
        Counts.Killed(signal, script.Commands[index][0] + NameOfSecond(script.Commands[index]), place, redone);
        return true;
    }

    /// <summary>Opens a copy of what is left, and a damaged one, and compares with what the child had told.</summary>
    private void LookAt(ChildRun child, string signal)
    {
        Take(child);
        Inspection left = new(null, []);
        if (Directory.Exists(Folder))
        {
            left = Inspect(tear: false, out _)!;
            Counts.Verified++;
            Counts.Opened(left.Load);
        }
        IReadOnlyList<string> wrong = _ledger.Settle(left.Checkpoints);
        if (wrong.Count > 0)
        {
            throw Lost($"after {signal} ({child.Place}) what is stored is not what was told: {string.Join("; ", wrong)}");
        }
        Counts.RedoneBlocksMax = Math.Max(Counts.RedoneBlocksMax, _ledger.BlocksRedoneMax);
        bool isSigkill = string.Equals(signal, Sigkill, StringComparison.Ordinal);
        if (!isSigkill || left.Checkpoints is null || tearEvery == 0 || _sigkills++ % tearEvery != 0)
        {
            return;
        }
        Inspection? torn = Inspect(tear: true, out string? how);
        if (how is null)
        {
            return;
        }
        Counts.Torn++;
        if (torn is null)
        {
            Counts.TornRefused++;
            return;
        }
        if (_ledger.Torn(torn.Checkpoints, out bool isLost) is { } more)
        {
            throw Lost($"with a damaged log ({how}) more than the last commit is gone: {more}");
        }
        Counts.TornLost += isLost ? 1 : 0;
    }

    private void Take(ChildRun child)
    {
        if (_ledger.Take(child.Told()) is { } wrong)
        {
            throw Lost($"work that was durable is done again: {wrong}");
        }
    }

    /// <summary>Null when the damage cannot be anything but a disk's that loses what it has confirmed, and is refused as such.</summary>
    private Inspection? Inspect(bool tear, out string? how)
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
        catch (DatabaseCorruptException e) when (how is not null && e.Message.Contains(AheadOfLog, StringComparison.Ordinal))
        {
            return null;
        }
        catch (Exception e)
            when (e is DatabaseCorruptException
                || (e is NodeException { Code: not NodeErrorCode.ChaosFoundLoss } node && !ChildMessage.IsMachinesCode(node.Code))
            )
        {
            throw Lost($"it does not open by itself{(how is null ? "" : $" ({how})")}: {e.Message}");
        }
        finally
        {
            Inspection.Delete(Copy);
        }
    }

    private void WaitForEnd(ChildRun child, CancellationToken stop)
    {
        while (!child.WaitForEnd(TimeSpan.FromMilliseconds(100)))
        {
            if (child.TakeWarning() is { } warning)
            {
                _warn(warning);
            }
            stop.ThrowIfCancellationRequested(); // The dispose ends it.
        }
        ThrowIfStopped(child, stop);
    }

    /// <summary>Ctrl-C in a terminal, or a service that is stopped, tells the child too, and maybe before this process.</summary>
    private static void ThrowIfStopped(ChildRun child, CancellationToken stop)
    {
        if (child.ExitCode is Output.ExitCodes.Interrupted or 128 + 1 or 128 + 15)
        {
            stop.WaitHandle.WaitOne(SignalTimeMax);
        }
        stop.ThrowIfCancellationRequested();
    }

    private static string NameOfSecond(IReadOnlyList<string> command) =>
        command.Count > 1 && command[0] is "stage" or "db" or "chain" ? $" {command[1]}" : "";

    /// <summary>A command failed that had not failed undisturbed: for want of something that the machine has too little of, or for a loss.</summary>
    private NodeException Ended(ChildRun child, string what) =>
        child.Failure is { IsMachines: true } failure
            ? new NodeException(
                NodeErrorCode.ChaosCommandFailed,
                what,
                Folder,
                $"Nothing is known to be lost. It said: {failure.Text} Then delete the directory and run chaos again"
            )
            : Lost($"{what}\n{child.LastLines()}");

    private NodeException Lost(string what) =>
        new(
            NodeErrorCode.ChaosFoundLoss,
            what,
            Folder,
            $"Keep the directory and report it with the seed {seed}, after {Counts.Kills} kills and {Counts.Rounds} rounds"
        );
}
