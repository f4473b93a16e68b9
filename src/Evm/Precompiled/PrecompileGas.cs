using NodeProto.Curves;
using NodeProto.Primitives;

namespace NodeProto.Evm;

/// <summary>Prices of the precompiled contracts whose price follows from the input's length alone.</summary>
internal static class PrecompileGas
{
    // csharpier-ignore-start: columns of sixteen
    /// <summary>Discount in thousandths for 1 to 128 pairs of G1 (EIP-2537).</summary>
    private static ReadOnlySpan<ushort> DiscountG1 =>
        [
            1000,
            949,
            848,
            797,
            764,
            750,
            738,
            728,
            719,
            712,
            705,
            698,
            692,
            687,
            682,
            677,
            673,
            669,
            665,
            661,
            658,
            654,
            651,
            648,
            645,
            642,
            640,
            637,
            635,
            632,
            630,
            627,
            625,
            623,
            621,
            619,
            617,
            615,
            613,
            611,
            609,
            608,
            606,
            604,
            603,
            601,
            599,
            598,
            596,
            595,
            593,
            592,
            591,
            589,
            588,
            586,
            585,
            584,
            582,
            581,
            580,
            579,
            577,
            576,
            575,
            574,
            573,
            572,
            570,
            569,
            568,
            567,
            566,
            565,
            564,
            563,
            562,
            561,
            560,
            559,
            558,
            557,
            556,
            555,
            554,
            553,
            552,
            551,
            550,
            549,
            548,
            547,
            547,
            546,
            545,
            544,
            543,
            542,
            541,
            540,
            540,
            539,
            538,
            537,
            536,
            536,
            535,
            534,
            533,
            532,
            532,
            531,
            530,
            529,
            528,
            528,
            527,
            526,
            525,
            525,
            524,
            523,
            522,
            522,
            521,
            520,
            520,
            519,
        ];

    /// <summary>Discount in thousandths for 1 to 128 pairs of G2 (EIP-2537).</summary>
    private static ReadOnlySpan<ushort> DiscountG2 =>
        [
            1000,
            1000,
            923,
            884,
            855,
            832,
            812,
            796,
            782,
            770,
            759,
            749,
            740,
            732,
            724,
            717,
            711,
            704,
            699,
            693,
            688,
            683,
            679,
            674,
            670,
            666,
            663,
            659,
            655,
            652,
            649,
            646,
            643,
            640,
            637,
            634,
            632,
            629,
            627,
            624,
            622,
            620,
            618,
            615,
            613,
            611,
            609,
            607,
            606,
            604,
            602,
            600,
            598,
            597,
            595,
            593,
            592,
            590,
            589,
            587,
            586,
            584,
            583,
            582,
            580,
            579,
            578,
            576,
            575,
            574,
            573,
            571,
            570,
            569,
            568,
            567,
            566,
            565,
            563,
            562,
            561,
            560,
            559,
            558,
            557,
            556,
            555,
            554,
            553,
            552,
            552,
            551,
            550,
            549,
            548,
            547,
            546,
            545,
            545,
            544,
            543,
            542,
            541,
            541,
            540,
            539,
            538,
            537,
            537,
            536,
            535,
            535,
            534,
            533,
            532,
            532,
            531,
            530,
            530,
            529,
            528,
            528,
            527,
            526,
            526,
            525,
            524,
            524,
        ];
    // csharpier-ignore-end

    /// <summary>ECREC.</summary>
    public static ulong Recover(ReadOnlySpan<byte> input, Fork fork) => 3000;

    /// <summary>SHA256.</summary>
    public static ulong Sha256(ReadOnlySpan<byte> input, Fork fork) => 60 + (12 * Words(input));

    /// <summary>RIP160.</summary>
    public static ulong Ripemd160(ReadOnlySpan<byte> input, Fork fork) => 600 + (120 * Words(input));

    /// <summary>ID.</summary>
    public static ulong Identity(ReadOnlySpan<byte> input, Fork fork) => 15 + (3 * Words(input));

    /// <summary>Addition on bn254 (EIP-1108 since Istanbul).</summary>
    public static ulong BnAdd(ReadOnlySpan<byte> input, Fork fork) => fork >= Fork.Istanbul ? 150UL : 500UL;

    /// <summary>Multiplication on bn254 (EIP-1108 since Istanbul).</summary>
    public static ulong BnMul(ReadOnlySpan<byte> input, Fork fork) => fork >= Fork.Istanbul ? 6000UL : 40000UL;

    /// <summary>Pairing on bn254 (EIP-1108 since Istanbul).</summary>
    public static ulong BnPairing(ReadOnlySpan<byte> input, Fork fork)
    {
        ulong pairs = (ulong)(input.Length / Bn254Operations.PairSize);
        return fork >= Fork.Istanbul ? 45000 + (34000 * pairs) : 100000 + (80000 * pairs);
    }

    /// <summary>KZG point evaluation (EIP-4844).</summary>
    public static ulong Kzg(ReadOnlySpan<byte> input, Fork fork) => 50000;

    /// <summary>BLS12_G1ADD.</summary>
    public static ulong BlsAddG1(ReadOnlySpan<byte> input, Fork fork) => 375;

    /// <summary>BLS12_G2ADD.</summary>
    public static ulong BlsAddG2(ReadOnlySpan<byte> input, Fork fork) => 600;

    /// <summary>BLS12_G1MSM.</summary>
    public static ulong BlsMsmG1(ReadOnlySpan<byte> input, Fork fork) =>
        MultiScalar(input.Length / (Bls12381Operations.G1Size + Bls12381Operations.ScalarSize), 12000, DiscountG1);

    /// <summary>BLS12_G2MSM.</summary>
    public static ulong BlsMsmG2(ReadOnlySpan<byte> input, Fork fork) =>
        MultiScalar(input.Length / (Bls12381Operations.G2Size + Bls12381Operations.ScalarSize), 22500, DiscountG2);

    /// <summary>BLS12_PAIRING_CHECK.</summary>
    public static ulong BlsPairing(ReadOnlySpan<byte> input, Fork fork) =>
        37700 + (32600 * (ulong)(input.Length / (Bls12381Operations.G1Size + Bls12381Operations.G2Size)));

    /// <summary>BLS12_MAP_FP_TO_G1.</summary>
    public static ulong BlsMapG1(ReadOnlySpan<byte> input, Fork fork) => 5500;

    /// <summary>BLS12_MAP_FP2_TO_G2.</summary>
    public static ulong BlsMapG2(ReadOnlySpan<byte> input, Fork fork) => 23800;

    /// <summary>P256VERIFY (EIP-7951).</summary>
    public static ulong P256(ReadOnlySpan<byte> input, Fork fork) => 6900;

    private static ulong MultiScalar(int pairs, ulong gasPerPair, ReadOnlySpan<ushort> discount) =>
        pairs == 0 ? 0 : (ulong)pairs * gasPerPair * discount[Math.Min(pairs, discount.Length) - 1] / 1000;

    private static ulong Words(ReadOnlySpan<byte> input) => ((ulong)input.Length + 31) / 32;
}
