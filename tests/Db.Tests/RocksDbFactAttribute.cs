using NodeProto.Primitives;

namespace NodeProto.Db.Tests;

/// <summary>A fact about RocksDB: skipped, with the reason, where its library is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RocksDbFactAttribute : FactAttribute
{
    public RocksDbFactAttribute() => Skip = RocksDbLibrary.MissingBecause;
}

/// <summary>A theory about RocksDB: skipped, with the reason, where its library is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RocksDbTheoryAttribute : TheoryAttribute
{
    public RocksDbTheoryAttribute() => Skip = RocksDbLibrary.MissingBecause;
}

internal static class RocksDbLibrary
{
    /// <summary>Null when the library is there.</summary>
    public static readonly string? MissingBecause = Find();

    private static string? Find()
    {
        try
        {
            NativeLibraries.Bind(typeof(RocksDatabase).Assembly, NativeDependency.RocksDb);
            return null;
        }
        catch (NodeException e)
        {
            return e.Message;
        }
    }
}
