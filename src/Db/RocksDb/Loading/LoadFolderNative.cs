using System.Runtime.InteropServices;

namespace NodeProto.Db;

/// <summary>The calls of the C library that .NET does not offer: a file's second name, and writing a folder to the disk.</summary>
/// <remarks>Numbers: Linux <c>open(2)</c>, the same on x86-64 and, but for O_DIRECTORY, on arm64; so that is left out.</remarks>
internal static partial class LoadFolderNative
{
    private const string Library = "libc.so.6";

    /// <summary>O_RDONLY | O_CLOEXEC.</summary>
    public const int ForReading = 0x80000;

    [LibraryImport(Library, EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Link(string path, string second);

    [LibraryImport(Library, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);

    [LibraryImport(Library, EntryPoint = "fsync", SetLastError = true)]
    public static partial int Sync(int file);

    [LibraryImport(Library, EntryPoint = "close")]
    public static partial int Close(int file);
}
