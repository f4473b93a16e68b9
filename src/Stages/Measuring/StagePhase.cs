namespace NodeProto.Stages;

/// <summary>Parts of a stage's work; the time of a stage is the sum over them.</summary>
public enum StagePhase
{
    /// <summary>Everything that no phase was named for.</summary>
    Other,

    /// <summary>Reading from the source or the database.</summary>
    Read,

    /// <summary>Bytes to objects.</summary>
    Decode,

    /// <summary>Checking, recovering, executing, hashing.</summary>
    Compute,

    /// <summary>Handing rows to the write transaction.</summary>
    Write,

    /// <summary>Making them durable.</summary>
    Commit,
}
