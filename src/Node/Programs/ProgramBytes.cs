using NodeProto.Primitives;

namespace NodeProto.Node.Programs;

/// <summary>Bytes that an option takes: hexadecimal digits, or <c>@FILE</c> for a file that holds them.</summary>
/// <remarks>A shell passes at most some 128 KiB as one argument, so what is longer must come from a file.</remarks>
internal static class ProgramBytes
{
    private const int TextMax = 128 << 20; // Characters: 64 MiB of bytes, far beyond what gas could pay for.

    /// <summary>Reads the bytes; white space between digits does not count.</summary>
    /// <param name="option">The option, for the error.</param>
    /// <param name="text">Its value.</param>
    /// <exception cref="NodeException">The file cannot be read, or something else than digits stands there.</exception>
    public static byte[] Read(string option, string text)
    {
        bool isFile = text.StartsWith('@');
        return Decode(option, isFile ? ReadFile(option, text[1..]) : text, isFile ? $"file {text[1..]}" : $"value of {option}");
    }

    private static byte[] Decode(string option, string text, string where)
    {
        byte[] bytes = new byte[text.Length / 2];
        int digits = 0;
        int lastDigitAt = 0;
        for (int i = StartOfDigits(text); i < text.Length; i++)
        {
            char letter = text[i];
            if (char.IsWhiteSpace(letter))
            {
                continue;
            }
            if (!char.IsAsciiHexDigit(letter))
            {
                string shown = char.IsControl(letter) || char.IsSurrogate(letter) ? $"U+{(int)letter:X4}" : $"'{letter}'";
                throw Refuse($"{option} has {shown} at offset {i}, where a hexadecimal digit must stand", where);
            }
            int value = Convert.ToInt32(letter.ToString(), 16);
            bytes[digits / 2] |= (byte)(digits % 2 == 0 ? value << 4 : value);
            digits++;
            lastDigitAt = i;
        }
        return digits % 2 == 0
            ? bytes[..(digits / 2)]
            : throw Refuse($"{option} has {digits} hexadecimal digits: the one at offset {lastDigitAt} is half a byte", where);
    }

    private static int StartOfDigits(string text)
    {
        int start = 0;
        while (start < text.Length && char.IsWhiteSpace(text[start]))
        {
            start++;
        }
        return text.AsSpan(start).StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? start + 2 : start;
    }

    private static string ReadFile(string option, string path)
    {
        try
        {
            using StreamReader reader = new(path);
            char[] buffer = new char[1 << 16];
            System.Text.StringBuilder text = new();
            for (int read = reader.Read(buffer); read > 0; read = reader.Read(buffer))
            {
                text.Append(buffer, 0, read);
                if (text.Length > TextMax)
                {
                    throw Refuse($"the file of {option} is longer than {TextMax >> 20} MiB", $"file {path}");
                }
            }
            return text.ToString();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw Refuse($"the file of {option} cannot be read: {error.Message.TrimEnd('.')}", $"file {path}");
        }
    }

    private static NodeException Refuse(string what, string where) =>
        new(
            NodeErrorCode.SettingInvalid,
            what,
            where,
            "Give an even number of hexadecimal digits, with or without 0x, or @FILE for a file that holds them"
        );
}
