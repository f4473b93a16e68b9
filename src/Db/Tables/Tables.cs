namespace NodeProto.Db;

/// <summary>Every table of the database.</summary>
public static partial class Tables
{
    /// <summary>All tables, in the order of the design.</summary>
    public static IReadOnlyList<Table> All { get; } = [];
}
