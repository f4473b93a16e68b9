using NodeProto.Primitives;

namespace NodeProto.Node.Tests;

internal static class PrimitivesExample
{
    public static void Run(TextWriter output)
    {
        byte[] key = HexText.Decode("0x4646464646464646464646464646464646464646464646464646464646464646");
        Address recipient = Address.Parse("0x3535353535353535353535353535353535353535");
        UInt256 price = 20_000_000_000;
        UInt256 ether = UInt256.Parse("1000000000000000000");
        // csharpier-ignore
        Transaction draft = new() { Type = TransactionType.Legacy, ChainId = 1, Nonce = 9, MaxFeePerGas = price, MaxPriorityFeePerGas = price,
            GasLimit = 21_000, To = recipient, Value = ether, Data = default, YParity = 0, R = default, S = default };
        (UInt256 r, UInt256 s, byte parity) = Secp256k1.Sign(draft.SigningHash(), key);
        Transaction signed = draft with { R = r, S = s, YParity = parity };
        output.WriteLine($"{signed.Hash}: {HexText.Encode(signed.EncodeToArray())}");
        Secp256k1.TryRecover(signed.SigningHash(), r, s, parity, out Address sender);
        output.WriteLine(sender);
    }
}
