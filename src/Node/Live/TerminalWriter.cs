using System.Text;

namespace NodeProto.Node.Live;

/// <summary>
/// Standard error, which may fail at any time: its user closes the terminal, the disk of a log is full. What is written then is lost, and
/// the work goes on.
/// </summary>
/// <param name="writer">The terminal or the file.</param>
internal sealed class TerminalWriter(TextWriter writer) : TextWriter
{
    /// <inheritdoc/>
    public override Encoding Encoding => writer.Encoding;

    /// <inheritdoc/>
    public override void Write(char value) => Write([value]);

    /// <inheritdoc/>
    public override void Write(string? value) => Write(value.AsSpan());

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer)
    {
        try
        {
            writer.Write(buffer);
        }
        catch (IOException)
        {
            // EIO: the terminal hung up. ENOSPC: the disk is full; later there may be room again, so each write tries.
        }
    }

    /// <inheritdoc/>
    /// <remarks>In one piece: lines of two programs that write to the same file are not mixed.</remarks>
    public override void WriteLine(string? value)
    {
        try
        {
            writer.WriteLine(value);
        }
        catch (IOException)
        {
            // As above.
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        try
        {
            writer.Flush();
        }
        catch (IOException)
        {
            // As above.
        }
    }
}
