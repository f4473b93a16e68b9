using System.Runtime.InteropServices;

namespace NodeProto.Db;

/// <summary>How the C library hands out memory to RocksDB, and to our own rows that wait for a commit.</summary>
public static partial class NativeHeap
{
    private const int MmapThreshold = -3; // M_MMAP_THRESHOLD, mallopt(3)
    private const int ArenasMax = -8; // M_ARENA_MAX

    /// <summary>Blocks of this size and above: write buffers, batches, chunks of rows.</summary>
    private const int LargeBytes = 512 * 1024;

    /// <summary>
    /// Lets every large block be a mapping of its own, which goes back to the system when it is freed, and small ones share a heap for
    /// each processor. Otherwise the C library learns from the first large blocks that are freed to keep blocks of up to 32 MiB in its
    /// heaps, where the small ones between them hold them for good, and makes eight heaps for each processor: after some commits a stage
    /// had three times the memory that it used. For the whole process, and for its first statement: the C library counts its heaps when
    /// it makes the ninth, and does not look at the limit again.
    /// </summary>
    public static void ReturnFreed()
    {
        try
        {
            _ = SetOption(MmapThreshold, LargeBytes);
            _ = SetOption(ArenasMax, Environment.ProcessorCount);
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            // A C library without this setting, such as musl, which returns large blocks anyway.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);
}
