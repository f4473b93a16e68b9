namespace NodeProto.Primitives;

/// <summary>Which lanes of a permutation's result are needed: the last round leaves out the others.</summary>
internal interface IPermutationResult
{
    /// <summary>Whether the first four lanes are enough.</summary>
    static abstract bool IsHash { get; }
}

/// <summary>All 25 lanes: more will be absorbed, or a longer hash taken out.</summary>
internal readonly struct WholeState : IPermutationResult
{
    public static bool IsHash => false;
}

/// <summary>The first four lanes: a Keccak-256 hash.</summary>
internal readonly struct HashOnly : IPermutationResult
{
    public static bool IsHash => true;
}
