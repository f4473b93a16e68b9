// The fields and groups of the two pairing curves and of P-256, by the names that the code uses.
global using BlsFp = NodeProto.Curves.PrimeField6<NodeProto.Curves.Bls12381Modulus>;
global using BlsFp12 = NodeProto.Curves.Fp12<
    NodeProto.Curves.PrimeField6<NodeProto.Curves.Bls12381Modulus>,
    NodeProto.Curves.Bls12381Tower
>;
global using BlsFp2 = NodeProto.Curves.Fp2<NodeProto.Curves.PrimeField6<NodeProto.Curves.Bls12381Modulus>>;
global using BnFp = NodeProto.Curves.PrimeField4<NodeProto.Curves.Bn254Modulus>;
global using BnFp12 = NodeProto.Curves.Fp12<NodeProto.Curves.PrimeField4<NodeProto.Curves.Bn254Modulus>, NodeProto.Curves.Bn254Tower>;
global using BnFp2 = NodeProto.Curves.Fp2<NodeProto.Curves.PrimeField4<NodeProto.Curves.Bn254Modulus>>;
