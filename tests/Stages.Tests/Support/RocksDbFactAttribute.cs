using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages.Tests;

/// <summary>A fact about RocksDB: skipped, with the reason, where its library is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RocksDbFactAttribute : FactAttribute
{
    public RocksDbFactAttribute()
    {
        try
        {
            NativeLibraries.Bind(typeof(RocksDatabase).Assembly, NativeDependency.RocksDb);
        }
        catch (NodeException e)
        {
            Skip = e.Message;
        }
    }
}
