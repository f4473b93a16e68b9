namespace NodeProto.Node.Output;

/// <summary>Words of a command line that a person shall type or paste.</summary>
internal static class Shell
{
    /// <summary>What starts this program again from the same folder, as the launcher was called.</summary>
    public static string Program =>
        Environment.GetEnvironmentVariable("NODEPROTO_LAUNCHER") is { Length: > 0 } path ? Quote(path) : "nodeproto";

    /// <summary>The word, in quotes when a shell would take it apart.</summary>
    public static string Quote(string word)
    {
        foreach (char sign in word)
        {
            if (!char.IsAsciiLetterOrDigit(sign) && !"/._-+=:@%,".Contains(sign, StringComparison.Ordinal))
            {
                return $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
            }
        }
        return word.Length == 0 ? "''" : word;
    }
}
