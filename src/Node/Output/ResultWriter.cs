using System.Text;
using NodeProto.Primitives;

namespace NodeProto.Node.Output;

/// <summary>Standard output: where it fails, the command's result is lost, which is an error and no bug.</summary>
/// <remarks>A reader that closes its end of a pipe is no failure: .NET drops what is written then, and the command ends as it would.</remarks>
/// <param name="writer">The terminal, file or pipe.</param>
internal sealed class ResultWriter(TextWriter writer) : TextWriter
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
        catch (IOException e)
        {
            throw Lost(e);
        }
    }

    /// <inheritdoc/>
    public override void WriteLine(string? value)
    {
        try
        {
            writer.WriteLine(value);
        }
        catch (IOException e)
        {
            throw Lost(e);
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        try
        {
            writer.Flush();
        }
        catch (IOException e)
        {
            throw Lost(e);
        }
    }

    private static NodeException Lost(IOException error) =>
        new(
            NodeErrorCode.ResultNotWritable,
            $"the result cannot be written to standard output: {error.Message}",
            "",
            "Make room where standard output goes, or send it elsewhere, and start again: what the command did to its data is done"
        );
}
