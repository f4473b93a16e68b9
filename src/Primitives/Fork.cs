namespace NodeProto.Primitives;

/// <summary>Named rule sets in their order. Blob-parameter-only forks (EIP-7892) change data of the chain spec, not the rule set.</summary>
public enum Fork : byte
{
    /// <summary>2015-07-30, block 0 of mainnet.</summary>
    Frontier,

    /// <summary>EIP-606: EIP-2, 7, 8.</summary>
    Homestead,

    /// <summary>EIP-608: EIP-150. Fixtures call it EIP150.</summary>
    TangerineWhistle,

    /// <summary>EIP-607: EIP-155, 160, 161, 170. Fixtures call it EIP158.</summary>
    SpuriousDragon,

    /// <summary>EIP-609: EIP-100, 140, 196, 197, 198, 211, 214, 649, 658.</summary>
    Byzantium,

    /// <summary>EIP-1013: EIP-145, 1014, 1052, 1234, 1283.</summary>
    Constantinople,

    /// <summary>EIP-1716: takes EIP-1283 back. Fixtures call it ConstantinopleFix.</summary>
    Petersburg,

    /// <summary>EIP-1679: EIP-152, 1108, 1344, 1884, 2028, 2200.</summary>
    Istanbul,

    /// <summary>EIP-2387: delays the difficulty bomb.</summary>
    MuirGlacier,

    /// <summary>EIP-2565, 2718, 2929, 2930.</summary>
    Berlin,

    /// <summary>EIP-1559, 3198, 3529, 3541, 3554.</summary>
    London,

    /// <summary>EIP-4345: delays the difficulty bomb.</summary>
    ArrowGlacier,

    /// <summary>EIP-5133: delays the difficulty bomb.</summary>
    GrayGlacier,

    /// <summary>The merge: EIP-3675, 4399.</summary>
    Paris,

    /// <summary>EIP-3651, 3855, 3860, 4895, 6049.</summary>
    Shanghai,

    /// <summary>EIP-1153, 4788, 4844, 5656, 6780, 7516.</summary>
    Cancun,

    /// <summary>EIP-2537, 2935, 6110, 7002, 7251, 7549, 7623, 7685, 7691, 7702, 7840.</summary>
    Prague,

    /// <summary>EIP-7594, 7823, 7825, 7883, 7892, 7918, 7934, 7939, 7951.</summary>
    Osaka,
}
