using System.CommandLine;
using System.CommandLine.Parsing;
using NodeProto.Node.Output;
using NodeProto.Primitives;

namespace NodeProto.Node.CommandLine;

/// <summary>Says what is wrong with a command line and what is allowed in its place.</summary>
internal static class UsageErrors
{
    /// <summary>The first error of a command line, or null when it is right.</summary>
    public static ErrorReport? Find(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        string? unknown = UnknownOption(parsed);
        if (unknown is null && parsed.Errors.Count == 0)
        {
            return null;
        }
        string path = CommandPath.Of(command);
        if (unknown is not null)
        {
            return new(
                NodeErrorCode.CommandLineInvalid,
                $"unknown option {unknown}",
                path,
                $"{DidYouMean(unknown, OptionNames(command))}Options here: {string.Join(", ", OptionNames(command))}"
            );
        }
        ParseError error = parsed.Errors[0];
        if (error.SymbolResult is OptionResult)
        {
            return new(NodeErrorCode.SettingInvalid, error.Message, path, $"`{path} --help` shows every option with its values");
        }
        if (command.Subcommands.Count > 0)
        {
            List<string> names = [];
            foreach (Command sub in command.Subcommands)
            {
                names.Add(sub.Name);
            }
            string word = parsed.UnmatchedTokens.Count > 0 ? parsed.UnmatchedTokens[0] : "";
            return new(
                NodeErrorCode.CommandLineInvalid,
                word.Length > 0 ? $"unknown command '{word}'" : "a command is missing",
                path,
                $"{DidYouMean(word, names)}Commands here: {string.Join(", ", names)}; `{path} --help` explains them"
            );
        }
        return new(NodeErrorCode.CommandLineInvalid, error.Message, path, $"`{path} --help` shows how it is used");
    }

    /// <summary>The parser takes an unknown option for an argument where the command has some: here it is an error, unless after <c>--</c>.</summary>
    private static string? UnknownOption(ParseResult parsed)
    {
        foreach (Token token in parsed.Tokens)
        {
            if (token.Type == TokenType.DoubleDash)
            {
                return null;
            }
            if (token.Type == TokenType.Argument && token.Value.Length > 1 && token.Value[0] == '-')
            {
                return token.Value;
            }
        }
        return null;
    }

    private static List<string> OptionNames(Command command)
    {
        List<string> names = [];
        foreach (Option option in command.Options)
        {
            names.Add(option.Name);
        }
        foreach (Option option in CommonOptions.All)
        {
            if (!names.Contains(option.Name))
            {
                names.Add(option.Name);
            }
        }
        if (!names.Contains("--help"))
        {
            names.Add("--help");
        }
        return names;
    }

    private static string DidYouMean(string word, List<string> candidates)
    {
        string? best = null;
        int bestDistance = Math.Max(2, word.Length / 3) + 1;
        foreach (string candidate in candidates)
        {
            int distance = Distance(word, candidate);
            if (distance < bestDistance)
            {
                (best, bestDistance) = (candidate, distance);
            }
        }
        return best is null || word.Length == 0 ? "" : $"Did you mean {best}? ";
    }

    /// <summary>Letters to insert, remove or replace to turn one word into the other.</summary>
    private static int Distance(string a, string b)
    {
        int[] row = new int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++)
        {
            row[j] = j;
        }
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int above = row[j];
                row[j] = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }
        return row[b.Length];
    }
}
