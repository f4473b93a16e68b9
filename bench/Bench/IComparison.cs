namespace NodeProto.Bench;

/// <summary>One comparison that the program can print: a file of its own, and a line in <see cref="Program"/>.</summary>
internal interface IComparison
{
    /// <summary>The word on the command line, in kebab case.</summary>
    static abstract string Name { get; }

    /// <summary>One line about what is measured against what.</summary>
    static abstract string Summary { get; }

    /// <summary>Measures and prints; the arguments are those after the name.</summary>
    static abstract void Run(ReadOnlySpan<string> arguments);
}
