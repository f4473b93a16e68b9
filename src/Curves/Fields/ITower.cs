namespace NodeProto.Curves;

/// <summary>The numbers that define the tower Fp2 ⊂ Fp6 = Fp2[v]/(v³ - ξ) ⊂ Fp12 = Fp6[w]/(w² - v) of a pairing curve.</summary>
/// <typeparam name="F">The base field.</typeparam>
internal interface ITower<F>
    where F : struct, IField<F>
{
    /// <summary>value · ξ, where ξ is neither a square nor a cube in Fp2.</summary>
    static abstract Fp2<F> MultiplyByNonResidue(in Fp2<F> value);

    /// <summary>ξ^(i·(p-1)/6) for i = 0 … 5: what w^i is multiplied by under Frobenius.</summary>
    static abstract ReadOnlySpan<Fp2<F>> Frobenius { get; }
}
