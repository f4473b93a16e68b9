using System.Text;
using NodeProto.Primitives;

namespace NodeProto.Db;

/// <summary>A short name as a key: a stage, a metadata row. At most 64 bytes of UTF-8.</summary>
/// <param name="Text">The name, for example <c>sender-recovery</c>.</param>
public readonly record struct TextKey(string Text) : IKey<TextKey>
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <inheritdoc/>
    public static int MaxSize => 64;

    /// <inheritdoc/>
    public static TextKey ReadFrom(ReadOnlySpan<byte> source) => new(Strict.GetString(source));

    /// <inheritdoc/>
    public int WriteTo(Span<byte> destination) => Strict.GetBytes(Text, destination[..MaxSize]);

    /// <summary>The name as a key.</summary>
    public static implicit operator TextKey(string text) => new(text);

    /// <inheritdoc/>
    public override string ToString() => Text;
}
