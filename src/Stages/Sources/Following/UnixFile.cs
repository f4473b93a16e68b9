using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace NodeProto.Stages;

/// <summary>What lies at a path.</summary>
internal enum FileKind
{
    /// <summary>A folder, a device, a socket.</summary>
    Other,

    /// <summary>A file that can be read twice.</summary>
    Regular,

    /// <summary>A named pipe: what was read from it is gone.</summary>
    Fifo,
}

/// <summary>Which file it is, whatever it is called, and how long.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Device">Number of its file system.</param>
/// <param name="Inode">Its number there.</param>
/// <param name="Length">Bytes in it.</param>
internal readonly record struct UnixFile(FileKind Kind, ulong Device, ulong Inode, long Length)
{
    /// <summary>Whether both are one and the same file.</summary>
    public bool IsSame(UnixFile other) => Inode == other.Inode && Device == other.Device;

    /// <summary>Looks at a path, links followed; false when nothing is there that this process may look at.</summary>
    public static bool TryLook(string path, out UnixFile file) => TryLook(UnixFileNative.CurrentFolder, path, out file);

    /// <summary>Looks at what is open.</summary>
    /// <exception cref="IOException">The system refuses.</exception>
    public static UnixFile Of(SafeFileHandle handle) =>
        TryLook((int)handle.DangerousGetHandle(), "", out UnixFile file) ? file : throw LastError();

    /// <summary>The error of the call before.</summary>
    public static IOException LastError() => new(Marshal.GetLastPInvokeErrorMessage(), Marshal.GetLastPInvokeError());

    private static bool TryLook(int folder, string path, out UnixFile file)
    {
        Span<byte> status = stackalloc byte[UnixFileNative.StatusBytes];
        int flags = path.Length == 0 ? UnixFileNative.EmptyPath : 0;
        if (UnixFileNative.Statx(folder, path, flags, UnixFileNative.BasicStatistics, status) != 0)
        {
            file = default;
            return false;
        }
        FileKind kind = (BinaryPrimitives.ReadUInt16LittleEndian(status[28..]) & 0xF000) switch
        {
            0x8000 => FileKind.Regular,
            0x1000 => FileKind.Fifo,
            _ => FileKind.Other,
        };
        ulong device = BinaryPrimitives.ReadUInt64LittleEndian(status[136..]); // Major and minor number, 4 bytes each.
        file = new UnixFile(
            kind,
            device,
            BinaryPrimitives.ReadUInt64LittleEndian(status[32..]),
            BinaryPrimitives.ReadInt64LittleEndian(status[40..])
        );
        return true;
    }
}

/// <summary>The calls of the C library that .NET does not offer: which file a path names, and reading a pipe without waiting.</summary>
/// <remarks>Numbers and offsets: Linux <c>statx(2)</c> (the same on all its architectures), <c>open(2)</c> on x86-64 and arm64.</remarks>
internal static partial class UnixFileNative
{
    private const string Library = "libc.so.6";

    /// <summary>AT_FDCWD: paths begin at the working directory.</summary>
    public const int CurrentFolder = -100;

    /// <summary>AT_EMPTY_PATH: the descriptor itself is meant.</summary>
    public const int EmptyPath = 0x1000;

    /// <summary>STATX_BASIC_STATS.</summary>
    public const uint BasicStatistics = 0x7FF;

    /// <summary>Bytes of <c>struct statx</c>.</summary>
    public const int StatusBytes = 256;

    /// <summary>O_RDONLY | O_NONBLOCK | O_CLOEXEC.</summary>
    public const int ReadWithoutWaiting = 0x800 | 0x80000;

    /// <summary>EINTR.</summary>
    public const int Interrupted = 4;

    /// <summary>EAGAIN: there is a writer and it has written nothing.</summary>
    public const int WouldWait = 11;

    [LibraryImport(Library, EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Statx(int folder, string path, int flags, uint mask, Span<byte> status);

    [LibraryImport(Library, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport(Library, EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(SafeFileHandle file, Span<byte> bytes, nint count);
}
