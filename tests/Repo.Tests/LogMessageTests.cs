using System.Text.RegularExpressions;

namespace NodeProto.Repo.Tests;

/// <summary>A log message names fields in braces; a name without a field would be printed as it stands.</summary>
public sealed partial class LogMessageTests
{
    [Fact]
    public void Every_name_in_a_message_is_a_field_that_its_file_gives()
    {
        List<string> unknown = [];
        int names = 0;
        foreach (string path in Repository.FilesUnder("src/Node/", ".cs"))
        {
            string text = Repository.Read(path);
            foreach (Match call in Call().Matches(text))
            {
                // Names of an interpolated message stand in two braces; what such a hole builds is looked up in the whole file.
                string message = call.Groups["message"].Value;
                string holes = call.Groups["interpolated"].Length > 0 ? message.Replace("{{", "\u0001").Replace("}}", "\u0002") : message;
                Regex name = call.Groups["interpolated"].Length > 0 ? DoubledName() : Name();
                foreach (Match field in name.Matches(holes))
                {
                    names++;
                    if (!text.Contains($"(\"{field.Groups["name"].Value}\"", StringComparison.Ordinal))
                    {
                        unknown.Add($"{path}: {field.Groups["name"].Value} in {message}");
                    }
                }
            }
        }
        Assert.Empty(unknown);
        Assert.True(names > 20, $"only {names} names were found: the pattern no longer fits the code");
    }

    [GeneratedRegex(
        @"\b_?[lL]og\.(Info|Warning|Error|Debug)\(\s*(?<interpolated>\$?)""(?<message>(\\.|[^""\\])*)""",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Call();

    [GeneratedRegex(@"\{(?<name>[a-zA-Z]+)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();

    [GeneratedRegex(@"\u0001(?<name>[a-zA-Z]+)\u0002", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DoubledName();
}
