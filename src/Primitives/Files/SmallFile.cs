namespace NodeProto.Primitives;

/// <summary>Reads files that people write, such as a genesis or a configuration.</summary>
public static class SmallFile
{
    /// <summary>
    /// Reads a regular file as a whole: a pipe would keep the opening waiting for a writer, deaf to signals, and a device may never end.
    /// </summary>
    /// <param name="path">The file, or a link to it.</param>
    /// <param name="bytesMax">The longest that makes sense: a wrong path may lead to a file that does not fit in memory.</param>
    /// <param name="what">What it should be, for an error: <c>a genesis file</c>.</param>
    /// <exception cref="IOException">It is not there, too long, empty, or no regular file.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static byte[] ReadAllBytes(string path, int bytesMax, string what)
    {
        FileInfo file = new(path);
        file = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file; // A link has a length of its own.
        long length = file.Length;
        return length switch
        {
            0 => throw new IOException("it is empty, or no regular file: a pipe or a device"), // These have no length.
            _ when length > bytesMax => throw new IOException($"it has {length} bytes, and {what} at most {bytesMax}"),
            _ => File.ReadAllBytes(path),
        };
    }
}
