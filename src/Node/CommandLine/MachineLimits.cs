using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Node.CommandLine;

/// <summary>What the machine or its container gives the process: looked at once, before anything is begun.</summary>
internal static class MachineLimits
{
    private const long MiB = 1024 * 1024;

    /// <summary>With less heap than this nothing is begun: a container of 96 MiB was killed while it imported, one of 128 MiB was not.</summary>
    private const long HeapBytesMin = 90 * MiB;

    /// <summary>
    /// The heap for which the defaults of caches, buffers and stages are made: that of a container with 4 GiB, of which .NET takes three
    /// quarters. With less each of them is smaller in proportion.
    /// </summary>
    private const long HeapBytesOfDefaults = 3072 * MiB;

    /// <summary>
    /// Bytes that the heap of .NET may have: three quarters of the container's limit (cgroup v1 or v2), or what
    /// <c>DOTNET_GCHeapHardLimit</c> says, or the machine's memory.
    /// </summary>
    public static long HeapBytes { get; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>Whether the defaults are scaled down.</summary>
    public static bool IsSmall => HeapBytes < HeapBytesOfDefaults;

    /// <summary>Refuses a machine on which nothing can be done.</summary>
    /// <exception cref="NodeException">Too few files may be open, or there is too little memory.</exception>
    public static void Require()
    {
        OpenFiles.RequireEnough();
        if (HeapBytes < HeapBytesMin)
        {
            throw TooLittle(
                $"the heap may have {HeapBytes / MiB} MiB, and at least {HeapBytesMin / MiB} are needed",
                "Give the process or its container more memory; .NET takes three quarters of a container's limit for the heap."
            );
        }
    }

    /// <summary>Refuses a ceiling that was asked for and that the heap cannot hold.</summary>
    /// <param name="name">The option.</param>
    /// <param name="bytes">The ceiling.</param>
    /// <exception cref="NodeException">It is higher than the heap.</exception>
    public static void RequireRoomFor(string name, long bytes)
    {
        if (bytes > HeapBytes)
        {
            throw TooLittle(
                $"{name} {bytes / MiB} does not fit: the heap may have {HeapBytes / MiB} MiB",
                $"Ask for less, or leave {name} away: it follows the memory that there is. Or give the process or its container more memory."
            );
        }
    }

    /// <summary>A default of caches, buffers or stages for the memory that there is.</summary>
    public static long Scaled(long defaultBytes) => Scaled(defaultBytes, HeapBytes);

    /// <inheritdoc cref="Scaled(long)"/>
    internal static long Scaled(long defaultBytes, long heapBytes) =>
        heapBytes >= HeapBytesOfDefaults ? defaultBytes : (long)(defaultBytes * ((double)heapBytes / HeapBytesOfDefaults));

    private static NodeException TooLittle(string what, string whatToDo) => new(NodeErrorCode.MemoryTooLittle, what, "", whatToDo);
}
