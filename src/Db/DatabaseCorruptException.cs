namespace NodeProto.Db;

/// <summary>The database breaks its own rules: the node stops and never guesses.</summary>
/// <param name="table">Table in which it shows.</param>
/// <param name="key">Key, as <c>0x</c> hexadecimal; empty when it is not about one row.</param>
/// <param name="expectation">What was expected and what was found.</param>
public sealed class DatabaseCorruptException(string table, string key, string expectation)
    : Exception($"table {table}{(key.Length == 0 ? "" : $", key {key}")}: {expectation}")
{
    /// <summary>Table in which it shows.</summary>
    public string Table { get; } = table;

    /// <summary>Key, as <c>0x</c> hexadecimal; empty when it is not about one row.</summary>
    public string Key { get; } = key;
}
