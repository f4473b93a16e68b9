using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Changes by block, each with the row that lists it.</summary>
/// <typeparam name="TKey">Key of the row.</typeparam>
internal interface IHistoryChanges<TKey>
    where TKey : struct, IHistoryKey<TKey>
{
    /// <summary>The block that made the change.</summary>
    BlockNumber Block { get; }

    /// <summary>The row that lists it.</summary>
    TKey Key { get; }

    /// <summary>Moves to the next change; false after the last one.</summary>
    bool MoveNext();
}
