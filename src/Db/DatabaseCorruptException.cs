using System.Diagnostics.CodeAnalysis;
using NodeProto.Primitives;

namespace NodeProto.Db;

/// <summary>The database breaks its own rules: the node stops and never guesses.</summary>
/// <param name="table">Table in which it shows; empty when it is not known.</param>
/// <param name="key">Key, as <c>0x</c> hexadecimal; empty when it is not about one row.</param>
/// <param name="expectation">What was expected and what was found.</param>
/// <param name="inner">The cause, for the log.</param>
public sealed class DatabaseCorruptException(string table, string key, string expectation, Exception? inner = null)
    : Exception($"{Place(table, key)}{expectation}", inner)
{
    /// <summary>Table in which it shows; empty when it is not known.</summary>
    public string Table { get; } = table;

    /// <summary>Key, as <c>0x</c> hexadecimal; empty when it is not about one row.</summary>
    public string Key { get; } = key;

    /// <summary>What was expected and what was found.</summary>
    public string Expectation { get; } = expectation;

    /// <summary>Throws for bytes that a codec refuses; typed access adds table and key.</summary>
    [DoesNotReturn]
    internal static void ThrowValue(string expectation) => throw new DatabaseCorruptException("", "", expectation);

    /// <summary>The same finding with its table and key.</summary>
    internal DatabaseCorruptException At(string table, ReadOnlySpan<byte> key) => new(table, HexText.Encode(key), Expectation, this);

    private static string Place(string table, string key) =>
        table.Length == 0 ? ""
        : key.Length == 0 ? $"table {table}: "
        : $"table {table}, key {key}: ";
}
