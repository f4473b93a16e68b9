namespace NodeProto.Primitives;

/// <summary>The machine, the operator or the input is wrong in a way that ends a command; caught once, at the top.</summary>
public sealed class NodeException : Exception
{
    private const int PartCharsMax = 1_000;

    /// <summary>Tells what happened, where, and what to do next.</summary>
    /// <param name="code">Stable code, listed in <c>docs/errors.md</c>.</param>
    /// <param name="what">What happened: found and expected.</param>
    /// <param name="where">Block, transaction, table, key, file and offset; empty when there is no place.</param>
    /// <param name="whatToDo">The operator's next step.</param>
    /// <param name="inner">The cause, for the log.</param>
    public NodeException(NodeErrorCode code, string what, string where, string whatToDo, Exception? inner = null)
        : base($"NP{(int)code}: {Short(what)}{(where.Length == 0 ? "" : $" ({Short(where)})")}. {whatToDo}", inner)
    {
        Code = code;
        What = Short(what);
        Where = Short(where);
        WhatToDo = whatToDo;
    }

    /// <summary>Stable code.</summary>
    public NodeErrorCode Code { get; }

    /// <summary>What happened: found and expected.</summary>
    public string What { get; }

    /// <summary>Block, transaction, table, key, file and offset.</summary>
    public string Where { get; }

    /// <summary>The operator's next step.</summary>
    public string WhatToDo { get; }

    /// <summary>What is quoted can be as long as its file: begin and end of it are enough to find it.</summary>
    private static string Short(string text)
    {
        if (text.Length <= PartCharsMax)
        {
            return text;
        }
        int first = PartCharsMax * 3 / 4;
        int rest = text.Length - (PartCharsMax / 4);
        first -= char.IsHighSurrogate(text[first - 1]) ? 1 : 0; // Half a pair is no text.
        rest += char.IsLowSurrogate(text[rest]) ? 1 : 0;
        return $"{text.AsSpan(0, first)} … {text.AsSpan(rest)}";
    }
}
