using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using NodeProto.Node.Settings;
using NodeProto.Primitives;

namespace NodeProto.Node.CommandLine;

/// <summary>Reads a value from text; false when the text is none.</summary>
internal delegate bool TextParser<T>(string text, out T value);

/// <summary>What an option of any type tells of itself, for help and documents.</summary>
internal interface ISetting
{
    /// <summary>Name with its dashes.</summary>
    string Name { get; }

    /// <summary>Name in a configuration file: without the dashes before it.</summary>
    string Key { get; }

    /// <summary>Environment variable that sets the option when the flag is not given.</summary>
    string Variable { get; }

    /// <summary>What a value looks like: <c>number</c>, <c>rocksdb|memory</c>; empty for a flag without value.</summary>
    string Expected { get; }

    /// <summary>The same for a refusal, where <see cref="Expected"/> is too short to tell what is allowed: <c>1 or more</c>.</summary>
    string Allowed { get; }

    /// <summary>What holds when nothing sets the option, for people; empty when nothing does.</summary>
    string DefaultText { get; }

    /// <summary>What holds when nothing sets the option: a truth value, a number or a text; null when something else decides.</summary>
    object? DefaultValue { get; }

    /// <summary>Whether the values are true and false.</summary>
    bool IsSwitch { get; }

    /// <summary>Whether there can be several values.</summary>
    bool IsList { get; }

    /// <summary>Whether a text is a value.</summary>
    bool Accepts(string text);

    /// <summary>The value of a text: a truth value, a number, or the text itself.</summary>
    object ValueOf(string text);

    /// <summary>What sets the option in this start: flag, variable or file; null when nothing does.</summary>
    SettingText? Given(ParseResult parsed);

    /// <summary>Reads the value that holds for this start.</summary>
    /// <exception cref="NodeException">Variable or configuration file hold something else than a value.</exception>
    void Check(ParseResult parsed);
}

/// <summary>An option that is set by a flag, else by an environment variable, else by the configuration file, else has its default.</summary>
/// <typeparam name="T">Type of the value.</typeparam>
internal sealed class Setting<T> : Option<T>, ISetting
{
    private readonly TextParser<T> _parser;
    private readonly T _default;

    /// <summary>Declares an option.</summary>
    /// <param name="name">Name with its dashes.</param>
    /// <param name="description">A sentence for the help.</param>
    /// <param name="expected">What a value looks like; empty for a flag.</param>
    /// <param name="parser">Reads a value.</param>
    /// <param name="default">Value when nothing sets it.</param>
    /// <param name="defaultText">The same for people; null means as the value writes itself.</param>
    /// <param name="allowed">What is allowed, for a refusal; null means that <paramref name="expected"/> says it.</param>
    public Setting(
        string name,
        string description,
        string expected,
        TextParser<T> parser,
        T @default,
        string? defaultText = null,
        string? allowed = null
    )
        : base(name)
    {
        _parser = parser;
        _default = @default;
        Description = description;
        Expected = expected;
        Allowed = allowed ?? (expected.Length == 0 ? "true|false" : expected);
        HelpName = expected;
        DefaultText = defaultText ?? @default?.ToString() ?? "";
        Variable = VariableOf(name);
        if (typeof(T) != typeof(bool))
        {
            AllowMultipleArgumentsPerToken = IsList;
            Arity =
                IsList ? ArgumentArity.OneOrMore
                : typeof(T) == typeof(bool?) ? ArgumentArity.ZeroOrOne
                : ArgumentArity.ExactlyOne;
            CustomParser = ParseFlag;
        }
    }

    /// <inheritdoc/>
    public string Key => Name.TrimStart('-');

    /// <inheritdoc/>
    public string Variable { get; }

    /// <inheritdoc/>
    public string Expected { get; }

    /// <inheritdoc/>
    public string Allowed { get; }

    /// <inheritdoc/>
    public string DefaultText { get; }

    /// <inheritdoc/>
    public object? DefaultValue =>
        _default switch
        {
            bool or long or string => _default,
            BlockNumber block => block.Value,
            Enum => DefaultText,
            _ => null,
        };

    /// <inheritdoc/>
    public bool IsList => typeof(T) == typeof(IReadOnlyList<string>);

    /// <inheritdoc/>
    public bool IsSwitch => typeof(T) == typeof(bool) || typeof(T) == typeof(bool?);

    /// <summary><c>--db.sync</c> is set by <c>NODEPROTO_DB_SYNC</c>.</summary>
    public static string VariableOf(string name) =>
        Configuration.Prefix + name.TrimStart('-').Replace('-', '_').Replace('.', '_').ToUpperInvariant();

    /// <summary>The value that holds for this start.</summary>
    /// <exception cref="NodeException">Variable or configuration file hold something else.</exception>
    public T Of(ParseResult parsed)
    {
        if (IsFlagGiven(parsed))
        {
            return parsed.GetValue(this)!;
        }
        if (Configuration.Of(parsed).Find(this) is not { } given)
        {
            return _default;
        }
        if (_parser(given.Text, out T value))
        {
            return value;
        }
        throw new NodeException(
            NodeErrorCode.SettingInvalid,
            $"'{given.Text}' is not a value for {Name}; expected {Allowed}",
            given.Source.Where,
            given.Source.Remedy
        );
    }

    /// <inheritdoc/>
    public SettingText? Given(ParseResult parsed)
    {
        if (!IsFlagGiven(parsed))
        {
            return Configuration.Of(parsed).Find(this);
        }
        IReadOnlyList<Token> tokens = parsed.GetResult(this)!.Tokens;
        return new SettingText(tokens.Count == 0 ? "true" : TextOf(tokens), new SettingSource(SettingOrigin.Flag));
    }

    /// <inheritdoc/>
    public bool Accepts(string text) => _parser(text, out _);

    /// <inheritdoc/>
    public object ValueOf(string text) =>
        _parser(text, out T value)
            ? value switch
            {
                bool or long => value,
                BlockNumber block => block.Value,
                _ => text,
            }
            : text;

    /// <inheritdoc/>
    public void Check(ParseResult parsed) => _ = Of(parsed);

    private bool IsFlagGiven(ParseResult parsed) => parsed.GetResult(this) is { Implicit: false };

    private string TextOf(IReadOnlyList<Token> tokens) =>
        IsList ? Setting.Join(tokens.Select(token => token.Value))
        : tokens.Count == 0 ? ""
        : tokens[0].Value;

    private T? ParseFlag(ArgumentResult result)
    {
        string text = TextOf(result.Tokens);
        if (_parser(text, out T value))
        {
            return value;
        }
        result.AddError($"'{text}' is not a value for {Name}; expected {Allowed}");
        return default;
    }
}

/// <summary>The usual kinds of settings.</summary>
internal static class Setting
{
    private const char ListEnd = '\n'; // Ends each value of a list where colons belong to the values.

    /// <summary>The text of a list for its parser: colons belong to the values.</summary>
    public static string Join(IEnumerable<string> values) => string.Concat(values.Select(value => value + ListEnd));

    /// <summary>The values of a list: as <see cref="Join"/> wrote them, else with colons between them.</summary>
    public static string[] Split(string text) => text.EndsWith(ListEnd) ? text[..^1].Split(ListEnd) : text.Split(Path.PathSeparator);

    /// <summary>A flag without value.</summary>
    public static Setting<bool> Flag(string name, string description) => new(name, description, "", TryParseBool, false, "");

    /// <summary>A switch: the flag alone means true, and so does <c>true</c> after it; without it something else decides.</summary>
    public static Setting<bool?> Switch(string name, string description, string defaultText) =>
        new(name, description, "true|false", TryParseSwitch, null, defaultText);

    /// <summary>A text.</summary>
    public static Setting<string?> Text(string name, string description, string expected, string defaultText = "") =>
        new(name, description, expected, TryParseText, null, defaultText);

    /// <summary>One text or several: after the flag, as a list in the configuration file, or in the variable with colons between them.</summary>
    public static Setting<IReadOnlyList<string>> Texts(string name, string description, string expected) =>
        new(name, description, expected, TryParseTexts, [], "");

    /// <summary>A number that is 1 or more.</summary>
    public static Setting<long> Count(string name, string description, long @default) =>
        new(name, description, "number", TryParseCount, @default, allowed: "a number, 1 or more");

    /// <summary>A number between two others, both included.</summary>
    public static Setting<long> Number(string name, string description, long @default, long min, long max) =>
        new(
            name,
            description,
            $"{min}..{max}",
            (string text, out long value) =>
                long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= min && value <= max,
            @default
        );

    /// <summary>A number between two others, both included; without it something else decides.</summary>
    public static Setting<long?> NumberOrElse(string name, string description, string defaultText, long min, long max) =>
        new(
            name,
            description,
            $"{min}..{max}",
            (string text, out long? value) =>
            {
                bool isNumber = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number);
                value = number;
                return isNumber && number >= min && number <= max;
            },
            null,
            defaultText
        );

    /// <summary>One of some words; capitals do not matter.</summary>
    public static Setting<string> Word(string name, string description, IReadOnlyList<string> words, string @default) =>
        new(
            name,
            description,
            string.Join('|', words),
            (string text, out string value) =>
            {
                value = words.FirstOrDefault(word => word.Equals(text, StringComparison.OrdinalIgnoreCase)) ?? "";
                return value.Length > 0;
            },
            @default
        );

    /// <summary>A block number that need not be given.</summary>
    public static Setting<BlockNumber?> Block(string name, string description, string defaultText = "") =>
        new(name, description, "block", TryParseBlock, null, defaultText, "a block number");

    /// <summary>A block, by its number or its hash, that need not be given.</summary>
    public static Setting<BlockName?> BlockOrHash(string name, string description, string defaultText = "") =>
        new(name, description, "block", TryParseBlockName, null, defaultText, "a block number, or the hash of a block");

    /// <summary>One word of an enumeration, in lower case.</summary>
    public static Setting<T> Choice<T>(string name, string description, T @default)
        where T : struct, Enum =>
        new(
            name,
            description,
            string.Join('|', Enum.GetNames<T>()).ToLowerInvariant(),
            TryParseChoice,
            @default,
            @default.ToString().ToLowerInvariant()
        );

    private static bool TryParseBool(string text, out bool value)
    {
        value = text is "1" or "true" or "yes" or "on";
        return value || text is "0" or "false" or "no" or "off";
    }

    private static bool TryParseSwitch(string text, out bool? value)
    {
        bool isKnown = TryParseBool(text, out bool parsed);
        value = text.Length == 0 || parsed;
        return isKnown || text.Length == 0;
    }

    private static bool TryParseText(string text, out string? value)
    {
        value = text;
        return text.Length > 0;
    }

    private static bool TryParseTexts(string text, out IReadOnlyList<string> value)
    {
        value = Split(text);
        return !value.Contains("", StringComparer.Ordinal);
    }

    private static bool TryParseCount(string text, out long value) => long.TryParse(text, out value) && value > 0;

    private static bool TryParseBlock(string text, out BlockNumber? value)
    {
        bool isNumber = text.StartsWith("0x", StringComparison.Ordinal)
            ? ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong number)
            : ulong.TryParse(text, out number);
        value = isNumber ? new BlockNumber(number) : null;
        return isNumber;
    }

    private static bool TryParseBlockName(string text, out BlockName? value)
    {
        value =
            Hash256.TryParse(text, out Hash256 hash) ? new BlockName(default, hash)
            : TryParseBlock(text, out BlockNumber? number) ? new BlockName(number!.Value, null)
            : null;
        return value is not null;
    }

    private static bool TryParseChoice<T>(string text, out T value)
        where T : struct, Enum => Enum.TryParse(text, ignoreCase: true, out value) && Enum.IsDefined(value) && !char.IsAsciiDigit(text[0]);
}
