using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace NodeProto.Primitives;

/// <summary>Checks that stay on in release: when one fails, our own code is wrong and the process must not go on writing.</summary>
public static class Invariant
{
    /// <summary>Throws <see cref="InvariantException"/> unless the condition holds.</summary>
    public static void Holds(
        [DoesNotReturnIf(false)] bool condition,
        string expectation,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    )
    {
        if (!condition)
        {
            Fail(expectation, file, line);
        }
    }

    [DoesNotReturn]
    private static void Fail(string expectation, string file, int line) =>
        throw new InvariantException($"{expectation} ({Path.GetFileName(file)}:{line})");
}
