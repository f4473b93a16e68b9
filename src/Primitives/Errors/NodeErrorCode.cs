namespace NodeProto.Primitives;

/// <summary>Stable codes of every error that a person sees; <c>docs/errors.md</c> lists cause and remedy. Never reused.</summary>
/// <remarks>1xxx configuration and usage, 2xxx chain data, 3xxx database, 4xxx network, 5xxx RPC.</remarks>
public enum NodeErrorCode
{
    /// <summary>No code.</summary>
    None = 0,
}
