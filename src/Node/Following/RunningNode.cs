using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using NodeProto.Node.Output;

namespace NodeProto.Node.Following;

/// <summary>What a running node leaves in its data directory, so that <c>nodeproto status</c> finds it.</summary>
/// <param name="ProcessId">Its process.</param>
/// <param name="ProcessStarted">When that began: another process may get the same id later.</param>
/// <param name="Address">Where it serves health, as <c>127.0.0.1:9464</c>; empty when it does not.</param>
internal sealed record RunningNode(int ProcessId, DateTimeOffset ProcessStarted, string Address)
{
    private const string FileName = "node.json";
    private static readonly TimeSpan ClockSteps = TimeSpan.FromSeconds(2); // The system counts a start from its boot, in hundredths.

    /// <summary>Finds the node that runs on a data directory; null when none does, also where one was killed and left its file.</summary>
    public static RunningNode? Find(string directory)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(directory, FileName)));
            JsonElement root = document.RootElement;
            RunningNode found = new(
                root.GetProperty("processId").GetInt32(),
                root.GetProperty("processStarted").GetDateTimeOffset(),
                root.GetProperty("address").GetString() ?? ""
            );
            return found.IsAlive() ? found : null;
        }
        catch (Exception e)
            when (e
                    is IOException
                        or UnauthorizedAccessException
                        or JsonException
                        or KeyNotFoundException
                        or InvalidOperationException
                        or FormatException
            )
        {
            return null; // Not there, or not ours.
        }
    }

    /// <summary>Writes the file of this process, until disposed. It is of use, not of need: where it cannot be written there is none.</summary>
    public static IDisposable? Announce(string directory, string address)
    {
        using Process self = Process.GetCurrentProcess();
        RunningNode node = new(self.Id, StartOf(self), address);
        string path = Path.Combine(directory, FileName);
        try
        {
            File.WriteAllText(path + ".new", JsonText.Of(node.WriteJson));
            File.Move(path + ".new", path, overwrite: true); // In one step: who reads it finds a whole one.
            return new Announcement(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("processId", ProcessId);
        json.WriteString("processStarted", ProcessStarted);
        json.WriteString("address", Address);
        json.WriteEndObject();
    }

    private static DateTimeOffset StartOf(Process process) => new(process.StartTime.ToUniversalTime());

    private bool IsAlive()
    {
        try
        {
            using Process process = Process.GetProcessById(ProcessId);
            return (StartOf(process) - ProcessStarted).Duration() < ClockSteps;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return false;
        }
    }

    private sealed class Announcement(string path) : IDisposable
    {
        public void Dispose()
        {
            try
            {
                File.Delete(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It names a process that is about to be gone, so nobody is misled.
            }
        }
    }
}
