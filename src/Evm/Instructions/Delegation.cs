using NodeProto.Primitives;

namespace NodeProto.Evm;

/// <summary>Code that points to another account's code: 0xef0100 and the address (EIP-7702).</summary>
public static class Delegation
{
    /// <summary>Length of a delegation in bytes.</summary>
    public const int Size = 23;

    private static ReadOnlySpan<byte> Prefix => [0xef, 0x01, 0x00];

    /// <summary>Reads where a delegation points to; false when the code is none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> code, out Address target)
    {
        if (code.Length == Size && code.StartsWith(Prefix))
        {
            target = new Address(code[Prefix.Length..]);
            return true;
        }
        target = default;
        return false;
    }

    /// <summary>The code that points to an account.</summary>
    public static byte[] To(in Address target)
    {
        byte[] code = new byte[Size];
        Prefix.CopyTo(code);
        target.Bytes.CopyTo(code.AsSpan(Prefix.Length));
        return code;
    }
}
