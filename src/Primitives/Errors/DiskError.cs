namespace NodeProto.Primitives;

/// <summary>What an error of the system says about the disk.</summary>
public static class DiskError
{
    private const int NoSpace = 28; // ENOSPC
    private const int QuotaExceeded = 122; // EDQUOT

    /// <summary>Whether there was no room: the disk is full, or what its user may have of it.</summary>
    public static bool IsFull(Exception error) => error is IOException { HResult: NoSpace or QuotaExceeded };

    /// <summary>An error as the system gives it when there is no room.</summary>
    public static IOException Full(string message) => new(message, NoSpace);

    /// <summary>The error of a temporary folder that something needs: full, or not there, or closed to this process.</summary>
    /// <param name="what">What is not possible: <c>there is no place to …</c>.</param>
    /// <param name="where">For whom, and the folder.</param>
    /// <param name="cause">The system's error.</param>
    public static NodeException NoTemporaryPlace(string what, string where, Exception cause) =>
        IsFull(cause)
            ? new NodeException(
                NodeErrorCode.DiskFull,
                $"{what}: {cause.Message.TrimEnd('.')}",
                where,
                "Free space there, or name another folder with the variable TMPDIR, and run the command again.",
                cause
            )
            : new NodeException(
                NodeErrorCode.TemporaryFolderUnusable,
                $"{what}: {cause.Message.TrimEnd('.')}",
                where,
                "Make the folder, give write permission, or name another one with the variable TMPDIR, and run the command again.",
                cause
            );
}
