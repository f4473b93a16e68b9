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
        if (OfStrayDash(parsed) is { } stray)
        {
            return stray;
        }
        return parsed.Errors.Count == 0 ? null : OfOption(parsed) ?? OfSubcommand(parsed) ?? OfArgument(parsed);
    }

    /// <summary>An option without its value, with two, or with one that it cannot have.</summary>
    private static ErrorReport? OfOption(ParseResult parsed)
    {
        foreach (ParseError error in parsed.Errors)
        {
            if ((error.SymbolResult as OptionResult ?? error.SymbolResult?.Parent as OptionResult) is not { } result)
            {
                continue;
            }
            string expected = Expected(result.Option);
            string name = result.Option.Name;
            string what = result.Tokens.Count switch
            {
                0 => $"{name} needs a value; expected {expected}",
                1 => $"'{result.Tokens[0].Value}' is not a value for {name}; expected {expected}",
                _ => $"{name} is given more than once, with {Values(result.Tokens)}; expected one of {expected}",
            };
            return OfValue(parsed, what);
        }
        return null;
    }

    private static ErrorReport OfValue(ParseResult parsed, string what)
    {
        string path = CommandPath.Of(parsed.CommandResult.Command);
        return new(NodeErrorCode.SettingInvalid, what, path, $"`{path} --help` shows every option with its values");
    }

    private static string Expected(Option option) => (option as ISetting)?.Allowed ?? "true|false";

    private static string Values(IReadOnlyList<Token> tokens) => string.Join(" and ", tokens.Select(token => $"'{token.Value}'"));

    private static ErrorReport? OfSubcommand(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        if (command.Subcommands.Count == 0)
        {
            return null;
        }
        List<string> names = [.. command.Subcommands.Select(sub => sub.Name)];
        string path = CommandPath.Of(command);
        string word = parsed.UnmatchedTokens.Count > 0 ? parsed.UnmatchedTokens[0] : "";
        return new(
            NodeErrorCode.CommandLineInvalid,
            word.Length > 0 ? $"unknown command '{word}'" : "a command is missing",
            path,
            $"{Suggestion.For(word, names)}Commands here: {string.Join(", ", names)}; `{path} --help` explains them"
        );
    }

    private static ErrorReport OfArgument(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        string path = CommandPath.Of(command);
        string usage = $"Usage: {HelpText.Usage(command)}; `{path} --help` explains it";
        foreach (Argument argument in command.Arguments)
        {
            if ((parsed.GetResult(argument)?.Tokens.Count ?? 0) < argument.Arity.MinimumNumberOfValues)
            {
                return new(NodeErrorCode.CommandLineInvalid, $"{argument.Name} is missing: {argument.Description}", path, usage);
            }
        }
        string what =
            parsed.UnmatchedTokens.Count > 0 ? $"'{parsed.UnmatchedTokens[0]}' is one argument too many" : parsed.Errors[0].Message;
        return new(NodeErrorCode.CommandLineInvalid, what, path, usage);
    }

    /// <summary>
    /// The parser takes an option for an argument where it does not know it, and for the value of the option before it: here both
    /// are errors, unless after <c>--</c>. A number below zero is a value, which its option then refuses by itself.
    /// </summary>
    private static ErrorReport? OfStrayDash(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        List<string> names = OptionNames(command);
        Token? before = null;
        foreach (Token token in parsed.Tokens)
        {
            if (token.Type == TokenType.DoubleDash)
            {
                return null;
            }
            Token? option = before?.Type == TokenType.Option ? before : null;
            bool isDashed = token.Type == TokenType.Argument && token.Value.Length > 1 && token.Value[0] == '-';
            if (isDashed && option is not null && names.Contains(token.Value))
            {
                Option? known = command.Options.Concat(CommonOptions.All).FirstOrDefault(each => each.Name == option.Value);
                return OfValue(parsed, $"{option.Value} needs a value; expected {(known is null ? "one" : Expected(known))}");
            }
            if (isDashed && !(option is not null && char.IsAsciiDigit(token.Value[1])))
            {
                return new(
                    NodeErrorCode.CommandLineInvalid,
                    $"unknown option {token.Value}",
                    CommandPath.Of(command),
                    $"{Suggestion.For(token.Value, names)}Options here: {string.Join(", ", names)}"
                );
            }
            before = token;
        }
        return null;
    }

    private static List<string> OptionNames(Command command)
    {
        List<string> names = [.. command.Options.Select(option => option.Name)];
        names.AddRange(CommonOptions.All.Select(option => option.Name).Where(name => !names.Contains(name)));
        if (!names.Contains("--help"))
        {
            names.Add("--help");
        }
        return names;
    }
}
