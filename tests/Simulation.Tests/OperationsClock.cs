using NodeProto.Db;

namespace NodeProto.Simulation.Tests;

/// <summary>A clock that moves by a millisecond with each operation of a database, so that commits after a time repeat like all else.</summary>
internal sealed class OperationsClock(FaultyDatabase database) : TimeProvider
{
    public override long TimestampFrequency => 1000;

    public override long GetTimestamp() => database.Operations;
}
