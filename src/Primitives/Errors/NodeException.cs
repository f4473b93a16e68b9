namespace NodeProto.Primitives;

/// <summary>The machine, the operator or the input is wrong in a way that ends a command; caught once, at the top.</summary>
public sealed class NodeException : Exception
{
    /// <summary>Tells what happened, where, and what to do next.</summary>
    /// <param name="code">Stable code, listed in <c>docs/errors.md</c>.</param>
    /// <param name="what">What happened: found and expected.</param>
    /// <param name="where">Block, transaction, table, key, file and offset; empty when there is no place.</param>
    /// <param name="whatToDo">The operator's next step.</param>
    /// <param name="inner">The cause, for the log.</param>
    public NodeException(NodeErrorCode code, string what, string where, string whatToDo, Exception? inner = null)
        : base($"NP{(int)code}: {what}{(where.Length == 0 ? "" : $" ({where})")}. {whatToDo}", inner)
    {
        Code = code;
        What = what;
        Where = where;
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
}
