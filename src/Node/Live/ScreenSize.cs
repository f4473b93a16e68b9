using System.Runtime.InteropServices;

namespace NodeProto.Node.Live;

/// <summary>Columns and lines of a terminal.</summary>
internal readonly partial record struct ScreenSize(int Width, int Height)
{
    private static readonly ScreenSize s_usual = new(80, 24);

    /// <summary>Size of the terminal that is standard error, which standard output need not be; the usual one when it does not tell.</summary>
    public static ScreenSize OfStandardError()
    {
        const int StandardError = 2;
        const nuint GetSize = 0x5413; // TIOCGWINSZ, asm-generic/ioctls.h
        if (!OperatingSystem.IsLinux())
        {
            return s_usual;
        }
        int result = GetWindowSize(StandardError, GetSize, out WindowSize size);
        return result == 0 && size is { Columns: > 0, Rows: > 0 } ? new ScreenSize(size.Columns, size.Rows) : s_usual;
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int GetWindowSize(int file, nuint request, out WindowSize size);

    /// <summary>struct winsize of ioctl_tty(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct WindowSize
    {
        public readonly ushort Rows;
        public readonly ushort Columns;
        public readonly ushort PixelsWide;
        public readonly ushort PixelsHigh;
    }
}
