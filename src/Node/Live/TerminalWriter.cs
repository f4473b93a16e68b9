using System.Text;

namespace NodeProto.Node.Live;

/// <summary>A terminal that its user may close at any time: what is written after that is lost, and the work goes on to its commit.</summary>
/// <param name="writer">The terminal.</param>
internal sealed class TerminalWriter(TextWriter writer) : TextWriter
{
    private bool _isGone;

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
        if (_isGone)
        {
            return;
        }
        try
        {
            writer.Write(buffer);
        }
        catch (IOException)
        {
            _isGone = true;
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        if (_isGone)
        {
            return;
        }
        try
        {
            writer.Flush();
        }
        catch (IOException)
        {
            _isGone = true; // EIO: the terminal hung up.
        }
    }
}
