using FsCheck.Fluent;

namespace NodeProto.Primitives.Tests.Text;

public sealed class HexTextTests
{
    [Fact]
    public void Bytes_come_back_from_text_in_either_case_with_or_without_prefix() =>
        Property.Holds(
            Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf(),
            bytes =>
            {
                string text = HexText.Encode(bytes);
                Assert.Equal("0x" + string.Concat(bytes.Select(value => value.ToString("x2"))), text);
                Assert.Equal(bytes, HexText.Decode(text));
                Assert.Equal(bytes, HexText.Decode(text.ToUpperInvariant()));
                Assert.Equal(bytes, HexText.Decode(text.AsSpan(2)));
                byte[] exact = new byte[bytes.Length];
                Assert.True(HexText.TryDecodeExact(text, exact));
                Assert.Equal(bytes, exact);
                Assert.False(HexText.TryDecodeExact(text, new byte[bytes.Length + 1]));
            },
            300
        );

    [Theory]
    [InlineData("")]
    [InlineData("0x")]
    [InlineData("0X")]
    public void No_digits_are_no_bytes(string text)
    {
        Assert.Empty(HexText.Decode(text));
        Assert.True(HexText.TryDecodeExact(text, []));
        Assert.False(HexText.TryDecodeExact(text, new byte[1]));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("0x0")]
    [InlineData("0x123")]
    [InlineData("0xgg")]
    [InlineData("0x0x")]
    [InlineData("x0")]
    [InlineData("0x 1")]
    [InlineData("0x1 ")]
    [InlineData(" 0x11")]
    [InlineData("0x-1")]
    [InlineData("0x1\u0660")]
    [InlineData("0x1\uFF11")]
    public void Odd_digits_and_other_characters_are_rejected(string text)
    {
        Assert.Throws<FormatException>(() => HexText.Decode(text));
        Assert.False(HexText.TryDecodeExact(text, new byte[text.Length / 2]));
        Assert.False(HexText.TryDecodeExact(text, new byte[(text.Length - 1) / 2]));
    }
}
