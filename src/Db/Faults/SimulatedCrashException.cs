namespace NodeProto.Db;

/// <summary>The process has died, as far as a <see cref="FaultyDatabase"/> is concerned: nobody handles it, and what is open is lost.</summary>
public sealed class SimulatedCrashException() : Exception("the process was killed, by a plan of faults");
