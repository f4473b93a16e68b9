namespace NodeProto.Trie;

/// <summary>Forgets every row: for a root that is only looked at, as bisection does.</summary>
public sealed class NullBranchSink : ITrieBranchSink
{
    /// <summary>The only instance.</summary>
    public static readonly NullBranchSink Instance = new();

    private NullBranchSink() { }

    /// <inheritdoc/>
    public void Put(ReadOnlySpan<byte> path, ReadOnlySpan<byte> row) { }

    /// <inheritdoc/>
    public void Delete(ReadOnlySpan<byte> path) { }
}
