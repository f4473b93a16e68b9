using System.Text;

namespace NodeProto.Fuzz.Tests;

/// <summary>Changes to a JSON document by its words: values, names and brackets.</summary>
internal static class JsonWords
{
    private static readonly string[] Values =
    [
        "null",
        "true",
        "false",
        "-1",
        "1e999",
        "1.5",
        "18446744073709551616",
        "99999999999999999999999999999999999999999999999999999999999999999999999999999999",
        "\"\"",
        "\"0x\"",
        "\"0x0\"",
        "\"0xg\"",
        "\"-0x1\"",
        "\" 1\"",
        "\"0x10000000000000000\"",
        "\"\\ud800\"",
        "\"\\u0000\"",
        "\"\u00e9\\n\\\"\"",
        "{}",
        "[]",
        "[null]",
        "{\"\":{}}",
        "{\"a\":1,\"a\":2}",
        "/* */1",
        ",",
        ":",
    ];

    /// <summary>One change at a random place.</summary>
    public static byte[] Change(byte[] json, byte[] other, Random random)
    {
        (int First, int End) word = Pick(json, random);
        (int First, int End) otherWord = Pick(other, random);
        byte[] with = random.Next(8) switch
        {
            0 => [],
            1 => [.. json[word.First..word.End], (byte)',', .. json[word.First..word.End]],
            2 => other[otherWord.First..otherWord.End],
            3 => Nested(random),
            4 => Long(random),
            _ => Encoding.UTF8.GetBytes(Values[random.Next(Values.Length)]),
        };
        return Bytes.Replace(json, word.First, word.End, with);
    }

    /// <summary>A string, a number, a name with its value, or a bracket.</summary>
    private static (int First, int End) Pick(byte[] json, Random random)
    {
        ReadOnlySpan<byte> ends = ",:{}[]\n"u8;
        int at = random.Next(json.Length + 1);
        int next = json.AsSpan(at).IndexOfAny(ends);
        int first = next < 0 ? json.Length : at + next + 1;
        while (first < json.Length && json[first] is (byte)' ' or (byte)'\n')
        {
            first++;
        }
        int length = json.AsSpan(Math.Min(first, json.Length)).IndexOfAny(random.Next(4) == 0 ? ",}]"u8 : ",:}]"u8);
        first = Math.Min(first, json.Length);
        return (first, length < 0 ? json.Length : first + Math.Max(length, random.Next(2)));
    }

    private static byte[] Nested(Random random)
    {
        int depth = 1 << random.Next(12);
        string open = random.Next(2) == 0 ? "[" : "{\"a\":";
        string text = string.Concat(Enumerable.Repeat(open, depth));
        return Encoding.UTF8.GetBytes(random.Next(2) == 0 ? text : $"{text}1{new string(open == "[" ? ']' : '}', depth)}");
    }

    private static byte[] Long(Random random)
    {
        byte[] text = new byte[Bytes.Length(random) + 4];
        Array.Fill(text, (byte)"09afzA \\"[random.Next(8)]);
        text[0] = text[^1] = (byte)'"';
        if (random.Next(2) == 0)
        {
            "0x"u8.CopyTo(text.AsSpan(1));
        }
        return text;
    }
}
