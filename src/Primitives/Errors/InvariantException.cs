namespace NodeProto.Primitives;

/// <summary>Our own code broke a promise that it relies on. A bug: report it with the log.</summary>
public sealed class InvariantException(string expectation) : Exception($"Invariant broken: {expectation}");
