using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>The reading end of a named pipe, which never waits for a writer. Writers may come and go.</summary>
internal sealed class Fifo : IDisposable
{
    private readonly SafeFileHandle _handle;

    /// <summary>Opens the pipe; a writer need not be there.</summary>
    /// <exception cref="NodeException">It cannot be opened.</exception>
    public Fifo(string path)
    {
        Path = path;
        _handle = UnixFileNative.Open(path, UnixFileNative.ReadWithoutWaiting);
        if (_handle.IsInvalid)
        {
            throw ChainFile.Unreadable(path, UnixFile.LastError());
        }
        Identity = UnixFile.Of(_handle);
    }

    /// <summary>Path as it was given.</summary>
    public string Path { get; }

    /// <summary>Which pipe it is.</summary>
    public UnixFile Identity { get; }

    /// <summary>Reads what writers have written.</summary>
    /// <param name="bytes">Receives it.</param>
    /// <param name="hasWriter">False when everything was read and nobody has the pipe open for writing.</param>
    /// <returns>Bytes read; 0 when nothing is there now.</returns>
    /// <exception cref="NodeException">The system reports an error.</exception>
    public int Read(Span<byte> bytes, out bool hasWriter)
    {
        while (true)
        {
            nint read = UnixFileNative.Read(_handle, bytes, bytes.Length);
            if (read >= 0)
            {
                hasWriter = read > 0;
                return (int)read;
            }
            switch (Marshal.GetLastPInvokeError())
            {
                case UnixFileNative.Interrupted:
                    break;
                case UnixFileNative.WouldWait:
                    hasWriter = true;
                    return 0;
                default:
                    throw ChainFile.ReadFailed(Path, UnixFile.LastError());
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();
}
