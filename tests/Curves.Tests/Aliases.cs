global using BlsFp = NodeProto.Curves.PrimeField6<NodeProto.Curves.Bls12381Modulus>;
global using BlsFp2 = NodeProto.Curves.Fp2<NodeProto.Curves.PrimeField6<NodeProto.Curves.Bls12381Modulus>>;
global using BnFp = NodeProto.Curves.PrimeField4<NodeProto.Curves.Bn254Modulus>;
global using BnFp2 = NodeProto.Curves.Fp2<NodeProto.Curves.PrimeField4<NodeProto.Curves.Bn254Modulus>>;
